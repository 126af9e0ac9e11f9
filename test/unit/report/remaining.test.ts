import { describe, expect, it } from 'vitest'
import type { LawVerdict } from '../../../contracts/index.ts'
import { text } from '../../../src/report/text.ts'
import { adapter, finding, law, report, reportOf } from './reports.ts'

function endOf(shown: string): readonly string[] {
  const lines = shown.trimEnd().split('\n')
  return lines.slice(lines.indexOf('laws that do not hold'))
}

describe('the last lines of a report', () => {
  it('repeat each law that does not hold, with its adapter and why', () => {
    const open = law({ id: 'tasks/linearizable', verdict: 'unproven', reason: 'no overlap' })
    const broken = law({ verdict: 'broken', finding: finding() })
    const two = [adapter({ laws: [law(), open] }), adapter({ name: 'fs', laws: [broken] })]
    expect(endOf(text.render(report({ adapters: two })))).toEqual([
      'laws that do not hold',
      '  memory  tasks/linearizable  unproven  no overlap',
      '  fs      locks/one-holder    broken    expected busy; observed acquired',
    ])
  })

  it.each<LawVerdict>(['holds', 'refused', 'not-applicable', 'unrun'])('pass over a law that is %s', (verdict) => {
    expect(text.render(reportOf(law({ verdict })))).not.toContain('laws that do not hold')
  })

  it.each<LawVerdict>(['unproven', 'waived', 'unstable', 'harness-error'])('have one that is %s', (verdict) => {
    expect(endOf(text.render(reportOf(law({ verdict }))))).toHaveLength(2)
  })

  it('count what is more than forty', () => {
    const many = Array.from({ length: 43 }, (_, index) => law({ id: `locks/law-${index}`, verdict: 'waived' }))
    const lines = endOf(text.render(reportOf(...many)))
    expect(lines).toHaveLength(42)
    expect(lines.at(-1)).toBe('  and 3 more, above')
  })

  it('stay lines, however long a reason is and whatever is in it', () => {
    const reason = `first\nsecond ${'x'.repeat(2_000)}`
    const [, line, ...more] = endOf(text.render(reportOf(law({ verdict: 'unproven', reason }))))
    expect(more).toEqual([])
    expect(line).toContain('first second xxx')
    expect(line?.length).toBeLessThan(500)
  })
})
