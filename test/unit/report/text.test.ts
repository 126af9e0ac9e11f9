import { describe, expect, it } from 'vitest'
import type { CodeCoverage, LawVerdict } from '../../../contracts/index.ts'
import { styled, text } from '../../../src/report/text.ts'
import { adapter, evidence, finding, law, lineWith, report, reportOf, tried } from './reports.ts'

const verdicts: readonly LawVerdict[] = [
  'holds',
  'broken',
  'refused',
  'not-applicable',
  'unproven',
  'unrun',
  'waived',
  'unstable',
  'harness-error',
]

describe('the head of an adapter', () => {
  it('shows name, verdict, level and seconds', () => {
    const shown = text.render(
      report({ adapters: [adapter({ name: 'sqlite', verdict: 'incomplete', level: 'locks, set 1, T4', ms: 31_240 })] }),
    )
    expect(shown).toMatch(/^sqlite\n {2}verdict {2}incomplete\n {2}level {4}locks, set 1, T4\n/)
    expect(shown).toMatch(/seconds {2}31\.2\n/)
  })

  it('says why there is no verdict on the laws', () => {
    const shown = text.render(report({ adapters: [adapter({ verdict: 'invalid', reason: 'create threw\nENOSPC' })] }))
    expect(lineWith(shown, 'reason')).toBe('  reason   create threw ENOSPC')
    expect(shown).toContain('no law was listed')
  })

  it('counts the images that a loss of power left, where there were any', () => {
    const shown = text.render(
      reportOf(law({ evidence: evidence({ images: 40 }) }), law({ evidence: evidence({ images: 2 }) })),
    )
    expect(lineWith(shown, 'power')).toBe('  power    42 images of a place after a loss of power were opened')
    expect(text.render(reportOf(law()))).not.toContain('loss of power')
  })

  it('counts the laws by verdict', () => {
    const shown = text.render(reportOf(law(), law({ id: 'b' }), law({ id: 'c', verdict: 'not-applicable' })))
    expect(lineWith(shown, 'laws ')).toBe('  laws     2 holds, 1 n/a')
  })
})

describe('the matrix of an adapter', () => {
  it('lists a law of every verdict, none left out', () => {
    const shown = text.render(reportOf(...verdicts.map((verdict) => law({ id: `locks/is-${verdict}`, verdict }))))
    for (const verdict of verdicts) {
      const word = verdict === 'not-applicable' ? 'n/a' : verdict
      expect(lineWith(shown, `locks/is-${verdict}`)).toMatch(new RegExp(`must +${word}( |$)`))
    }
  })

  it('has one line for a contract none of whose laws applies, and a line each where the reasons differ', () => {
    const beside = (id: string, contract: string, reason: string): ReturnType<typeof law> =>
      law({ id, contract, verdict: 'not-applicable', reason })
    const shown = text.render(
      reportOf(
        beside('outputs/a', 'outputs', 'not offered'),
        beside('outputs/b', 'outputs', 'not offered'),
        law(),
        beside('tasks/a', 'tasks', 'not offered'),
        beside('tasks/b', 'tasks', 'another reason'),
      ),
    )
    expect(lineWith(shown, 'outputs: all 2 laws')).toMatch(/n\/a .*not offered$/)
    expect(shown).not.toContain('outputs/a')
    expect(lineWith(shown, 'tasks/a')).toMatch(/not offered$/)
    expect(lineWith(shown, 'tasks/b')).toMatch(/another reason$/)
    expect(lineWith(shown, 'laws ')).toBe('  laws     1 holds, 4 n/a')
  })

  it('has a column for each tier that a law was tried at, in order of hardness', () => {
    const one = law({ id: 'one', tiers: [tried('T4', 'unproven'), tried('T1', 'holds')] })
    const other = law({ id: 'other', verdict: 'refused', tiers: [tried('T0', 'refused')] })
    const shown = text.render(reportOf(one, other))
    expect(lineWith(shown, 'law ')).toMatch(/verdict +T0 +T1 +T4 +cases/)
    expect(lineWith(shown, 'one ')).toMatch(/holds +- +holds +unproven +0/)
    expect(lineWith(shown, 'other')).toMatch(/refused +refused +- +- +0/)
  })

  it('shows cases, operations, schedules, kills and the pairs that overlapped', () => {
    const counts = evidence({ cases: 11, operations: 22, schedules: 33, kills: 44, overlap: { acquire: 50, renew: 5 } })
    const shown = text.render(reportOf(law({ evidence: counts })))
    expect(lineWith(shown, 'locks/one-holder')).toMatch(/ 11 +22 +33 +44 +55$/)
  })

  it.each([
    [0, '33; 0 of 4 that were run twice took another course'],
    [1, '33; 1 of 4 that were run twice took another course: the adapter waits for more than its calls'],
  ])('says whether the choices of schedules decided what came of them: %i did not', (diverged, said) => {
    const shown = text.render(reportOf(law({ evidence: evidence({ schedules: 33, reruns: 4, diverged }) }), law()))
    expect(lineWith(shown, '  schedules')).toMatch(new RegExp(` ${said}$`))
  })

  it('tells how many cases stopped their actors inside calls', () => {
    const some = evidence({ schedules: 33, steps: { calls: 20, driver: 32 }, reruns: 4 })
    const shown = text.render(reportOf(law({ evidence: some }), law({ evidence: some })))
    expect(lineWith(shown, '  schedules')).toContain(' 66; 64 cases stopped inside calls too; 0 of 8 ')
  })

  it('says nothing of schedules where none was run twice', () => {
    expect(text.render(reportOf(law({ evidence: evidence({ schedules: 33 }) })))).not.toContain('took another course')
  })

  it('puts the reason beside the law', () => {
    const shown = text.render(reportOf(law({ verdict: 'unproven', reason: 'no overlap' })))
    expect(lineWith(shown, 'locks/one-holder')).toMatch(/unproven .* no overlap$/)
  })

  it('says once what several tiers have as their reason', () => {
    const tiers = [
      tried('T2', 'unproven', 'no overlap'),
      tried('T3', 'unproven', 'no overlap'),
      tried('T4', 'unproven', 'no means'),
    ]
    const shown = text.render(reportOf(law({ verdict: 'unproven', reason: 'no overlap', tiers })))
    expect(lineWith(shown, 'locks/one-holder')).toMatch(/0 {2,}T2, T3: no overlap; T4: no means$/)
  })

  it('sends the reader of a broken law to its finding', () => {
    const shown = text.render(reportOf(law({ verdict: 'broken', finding: finding() })))
    expect(lineWith(shown, 'locks/one-holder')).toMatch(/see its finding below$/)
  })

  it('keeps its columns aligned whatever a reason holds', () => {
    const hostile = 'one\ntwo\r\n| `three` |\t\u001b[31m\u202e\u0085'
    const laws = [
      law({ id: 'a', verdict: 'unproven', reason: hostile }),
      law({ id: 'a-longer-id', verdict: 'unproven', reason: 'END' }),
    ]
    const shown = text.render(reportOf(...laws))
    const row = lineWith(shown, '`three`')
    expect(row.indexOf('one two | `three` | \\u{1b}[31m\\u{202e}\\u{85}')).toBe(lineWith(shown, 'END').indexOf('END'))
  })
})

describe('the kill evidence of an adapter', () => {
  const laws = [
    law({
      id: 'a',
      evidence: evidence({ kills: 12, killsByPoint: { 'locks.renew @ point 10': 4, 'locks.acquire @ point 2': 8 } }),
    }),
    law({ id: 'b', evidence: evidence({ kills: 1, killsByPoint: { 'locks.renew @ point 9': 1 } }) }),
  ]

  it('has the total of all laws and the rate', () => {
    const shown = text.render(report({ adapters: [adapter({ laws, killsPerSecond: 31.26 })] }))
    expect(shown).toContain('\n13 kills landed inside an operation, 31.3 kills a second\n')
  })

  it('has a histogram that is sorted, aligned and drawn', () => {
    const lines = text.render(reportOf(...laws)).split('\n')
    const bars = lines.filter((line) => line.includes(' @ '))
    expect(bars).toEqual([
      `  locks.acquire @ point 2  8  ${'#'.repeat(30)}`,
      `  locks.renew @ point 9    1  ${'#'.repeat(4)}`,
      `  locks.renew @ point 10   4  ${'#'.repeat(15)}`,
    ])
  })

  it('tells kills that landed in no operation from those that count', () => {
    const outside = law({
      evidence: evidence({ kills: 2, killsByPoint: { 'locks.renew @ reply': 2, 'locks.renew:call': 3 } }),
    })
    expect(text.render(reportOf(outside))).toContain('3 more landed outside of one')
  })

  it('says so where no kill landed', () => {
    expect(text.render(reportOf(law()))).toContain('\nno kill landed inside an operation\n')
  })
})

describe('the code that was reached', () => {
  const shownOf = (coverage: CodeCoverage): string => text.render(report({ adapters: [adapter({ coverage })] }))

  it('is told with each line that was not, by file', () => {
    const missed = [
      { file: 'connection.ts', lines: '39-42' },
      { file: 'connection.ts', lines: '54' },
      { file: 'sql/rows.ts', lines: '7' },
    ]
    expect(shownOf({ lines: 212, reached: 206, missed })).toContain(
      [
        '',
        'the laws reached 206 of 212 lines of its code, 97.1 %; no law reached',
        '  connection.ts  39-42, 54',
        '  sql/rows.ts    7',
        '',
      ].join('\n'),
    )
  })

  it('is never rounded up to all of it', () => {
    const missed = [{ file: 'x.ts', lines: '1' }]
    expect(shownOf({ lines: 10_000, reached: 9_999, missed })).toContain(', 99.9 %; ')
    expect(shownOf({ lines: 7, reached: 7, missed: [] })).toContain(
      '\nthe laws reached 7 of 7 lines of its code, 100.0 %\n',
    )
  })

  it('is said to be unknown where it is, with the reason', () => {
    const shown = shownOf({ lines: 0, reached: 0, missed: [], reason: 'no file\nwas loaded' })
    expect(shown).toContain('\nwhat the laws reached of its code is not known: no file was loaded\n')
  })

  it('is not spoken of where nobody asked', () => {
    expect(text.render(reportOf(law()))).not.toContain('code')
  })
})

describe('the end of the report', () => {
  it('has verdict, seed, set, version and every note', () => {
    const shown = text.render(
      report({ verdict: 'non-conformant', seed: 7, set: 1, notes: ['a stale waiver', 'left\nout: fs'] }),
    )
    expect(shown.split('\n')).toEqual([
      'run',
      '  verdict  non-conformant',
      '  seed     7',
      '  set      1',
      '  version  holdfast 0.1.0, node v20.20.2, linux x64',
      '  note     a stale waiver',
      '  note     left out: fs',
      '',
    ])
  })
})

describe('the painted report', () => {
  const full = report({
    adapters: [adapter({ laws: [law({ verdict: 'broken', tiers: [tried('T1', 'broken')], finding: finding() })] })],
  })

  it('is the plain one where paint leaves the text as it is', () => {
    expect(styled(full, (_tone, plain) => plain)).toBe(text.render(full))
  })

  it('differs from the plain one by nothing but the paint', () => {
    const painted = styled(full, (tone, plain) => `<${tone}>${plain}</>`)
    expect(painted).toContain('<bad>broken</>')
    expect(painted.replaceAll(/<\w*>|<\/>/g, '')).toBe(text.render(full))
  })

  it('has no control character where it is plain', () => {
    expect(text.render(full)).toMatch(/^[\P{Cc}\n]*$/u)
  })
})
