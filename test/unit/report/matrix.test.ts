import { describe, expect, it } from 'vitest'
import type { Report } from '../../../contracts/index.ts'
import { matrix, matrixJson } from '../../../src/report/matrix.ts'
import { adapter, evidence, event, finding, law, lineWith, report, reportOf, tried } from './reports.ts'

const held = law({ tiers: [tried('T1', 'holds'), tried('T4', 'holds'), tried('T2', 'holds')] })
const brokenLate = law({ verdict: 'broken', tiers: [tried('T1', 'holds'), tried('T2', 'broken')] })

/** One outcome as two runs would report it: all that a run may vary varies. */
function run(vary: number): Report {
  const counts = { kills: vary, operations: vary, ms: vary, cases: vary, overlap: { acquire: vary } }
  const found = finding({
    token: `hf1.${vary}`,
    history: [event({ fromMs: vary, toMs: vary })],
    observed: `token ${vary}`,
  })
  const laws = [law({ verdict: 'broken', tiers: [tried('T1', 'holds')], evidence: evidence(counts), finding: found })]
  const adapters = [adapter({ ms: vary, killsPerSecond: vary, laws })]
  return report({ seed: vary, node: `v${vary}`, platform: `p${vary}`, adapters })
}

describe('the matrix', () => {
  it('has contract, law, promise and level, and by adapter the hardest tier at which the law holds', () => {
    const two = report({ adapters: [adapter({ laws: [brokenLate] }), adapter({ name: 'sqlite', laws: [held] })] })
    const lines = matrix.render(two).split('\n')
    expect(lines).toContain('| contract | law | promise | level | memory | sqlite |')
    expect(lines).toContain(
      '| locks | locks/one-holder | a name has at most one holder | must | broken, holds T1 | holds T4 |',
    )
  })

  it('has verdict and level of each adapter', () => {
    const one = report({ adapters: [adapter({ name: 'sqlite', verdict: 'waived', level: 'locks, set 1, T4' })] })
    expect(matrix.render(one)).toContain('\n| sqlite | waived | locks, set 1, T4 |\n')
  })

  it('keeps the order of the report', () => {
    const shown = matrix.render(reportOf(law({ id: 'z/b' }), law({ id: 'a/c' }), law({ id: 'z/a' })))
    expect(Array.from(shown.matchAll(/[az]\/\w/g), ([id]) => id)).toEqual(['z/b', 'a/c', 'z/a'])
  })

  it('has every law that any adapter lists, with a dash where another does not', () => {
    const adapters = [
      adapter({ laws: [law({ id: 'a' })] }),
      adapter({ name: 'other', laws: [law({ id: 'b', verdict: 'unrun' })] }),
    ]
    const shown = matrix.render(report({ adapters }))
    expect(lineWith(shown, '| a |')).toMatch(/ \| holds \| - \|$/)
    expect(lineWith(shown, '| b |')).toMatch(/ \| - \| unrun \|$/)
  })

  it('writes a reason that several laws share as one footnote', () => {
    const laws = ['a', 'b', 'c'].map((id) =>
      law({ id, verdict: 'not-applicable', reason: id === 'c' ? 'other' : 'shared' }),
    )
    const shown = matrix.render(reportOf(...laws))
    expect(Array.from(shown.matchAll(/n\/a(\[\S+\])/g), ([, sign]) => sign)).toEqual(['[^1]', '[^1]', '[^2]'])
    expect(shown).toMatch(/\n\[\^1\]: shared\n\n\[\^2\]: other\n$/)
  })

  it('writes why an adapter has no verdict on the laws', () => {
    const shown = matrix.render(report({ adapters: [adapter({ verdict: 'invalid', reason: 'create threw' })] }))
    expect(shown).toContain('| memory | invalid[^1] |')
    expect(shown).toMatch(/\n\[\^1\]: create threw\n$/)
  })

  it('is the same for two runs that came to the same', () => {
    expect(matrix.render(run(1_111))).toBe(matrix.render(run(2_222)))
    expect(matrixJson.render(run(1_111))).toBe(matrixJson.render(run(2_222)))
  })

  it('has tables that no text of others can break', () => {
    const hostile = 'a | b\n\n| `c` [x](y) <b> \\| ***\u2028# d'
    const laws = [law({ says: hostile, verdict: 'waived', reason: hostile })]
    const shown = matrix.render(report({ adapters: [adapter({ name: hostile, level: hostile, laws })] }))
    const rows = shown.split('\n').filter((line) => line.startsWith('|'))
    expect(rows.map((row) => row.replaceAll(/\\./g, '').split('|').length - 2)).toEqual([3, 3, 3, 5, 5, 5])
    expect(lineWith(shown, '[^1]:')).toBe(String.raw`[^1]: a \| b \| \`c\` \[x\](y) \<b\> \\\| \*\*\* # d`)
  })
})

describe('the matrix in JSON', () => {
  it('has the facts of the Markdown one', () => {
    const skipped = law({ id: 'locks/fencing', level: 'should', verdict: 'not-applicable', reason: 'no fencing' })
    expect(JSON.parse(matrixJson.render(reportOf(held, skipped)))).toEqual({
      schema: 1,
      set: 1,
      adapters: [{ name: 'memory', verdict: 'conformant', level: 'locks, set 1, T2' }],
      laws: [
        {
          id: 'locks/one-holder',
          contract: 'locks',
          says: 'a name has at most one holder',
          level: 'must',
          adapters: { memory: { verdict: 'holds', holdsAt: 'T4' } },
        },
        {
          id: 'locks/fencing',
          contract: 'locks',
          says: 'a name has at most one holder',
          level: 'should',
          adapters: { memory: { verdict: 'not-applicable', reason: 'no fencing' } },
        },
      ],
    })
  })

  it('leaves out an adapter that does not list the law', () => {
    const adapters = [adapter({ laws: [law()] }), adapter({ name: 'other' })]
    expect(Object.keys(JSON.parse(matrixJson.render(report({ adapters }))).laws[0].adapters)).toEqual(['memory'])
  })
})
