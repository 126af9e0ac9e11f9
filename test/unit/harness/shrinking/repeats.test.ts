import { describe, expect, it } from 'vitest'
import type { Case } from '../../../../src/harness/case.ts'
import type { Found } from '../../../../src/harness/lab/laboratory.ts'
import type { RunCase } from '../../../../src/harness/shrinking/repeats.ts'
import { courseOf } from '../../../../src/harness/lab/course.ts'
import { failsOnce, repeat, triesFor, triesOf } from '../../../../src/harness/shrinking/repeats.ts'
import { event } from '../../report/reports.ts'

const steady: Case = { tier: 'T2', actors: 2, script: [] }
const race: Case = { tier: 'T4', actors: 2, script: [], overlap: 'processes' }

function found(of: Case, some: Partial<Found> = {}): Found {
  const broken = { at: 0, expected: 'a', observed: 'b' }
  return { case: of, broken, history: [event()], choices: [0, 1], points: [], ...some }
}

/** Runs that give these, over and over, and how many there were. */
function runs(...outcomes: readonly (Found | undefined)[]): { readonly run: RunCase; count: number } {
  const counted = {
    count: 0,
    run: async (): Promise<Found | undefined> => outcomes[counted.count++ % outcomes.length],
  }
  return counted
}

describe('a case that is run again', () => {
  it('fails in two runs of two, alike, where the lab decides', async () => {
    expect(await repeat(runs(found(steady)).run, found(steady))).toEqual({ runs: 2, failed: 2, alike: true })
  })

  it('is run ten times where it does not fail once, and its rate is told', async () => {
    const { run } = runs(found(steady), undefined)
    expect(await repeat(run, found(steady))).toEqual({ runs: 10, failed: 5, alike: true })
  })

  it('is run ten times where its trace differs, which is told', async () => {
    const { run } = runs(found(steady, { choices: [0, 2] }))
    expect(await repeat(run, found(steady))).toEqual({ runs: 10, failed: 10, alike: false })
  })

  it('is run ten times where processes race', async () => {
    const { run } = runs(found(race), undefined, undefined, undefined, undefined)
    expect(await repeat(run, found(race))).toMatchObject({ runs: 10, failed: 2 })
  })

  it('that never fails again is told as that', async () => {
    expect(await repeat(runs(undefined).run, found(race))).toEqual({ runs: 10, failed: 0, alike: true })
  })
})

describe('how often a simpler case is run to see it fail', () => {
  it('is once where the case gives one trace', async () => {
    expect(await triesFor(runs(found(steady)).run, found(steady))).toBe(1)
    expect(triesOf(steady)).toBe(1)
  })

  it('is more often where it does not fail again, or gives another trace', async () => {
    expect(await triesFor(runs(undefined).run, found(steady))).toBe(5)
    expect(await triesFor(runs(found(steady, { choices: [0, 2] })).run, found(steady))).toBe(5)
  })

  it('is more often where processes race, without a run to see that', async () => {
    const counted = runs(found(race))
    expect(await triesFor(counted.run, found(race))).toBe(5)
    expect([counted.count, triesOf(race)]).toEqual([0, 5])
  })

  it('ends at the first failure, and at the last try', async () => {
    const third = runs(undefined, undefined, found(race))
    expect(await failsOnce(third.run, race, 5)).toBeDefined()
    expect(third.count).toBe(3)
    const never = runs(undefined)
    expect(await failsOnce(never.run, race, 5)).toBeUndefined()
    expect(never.count).toBe(5)
  })
})

describe('a trace', () => {
  it('is the order of calls and how they ended, not what a store may answer differently each time', () => {
    const other = event({ fromMs: 7, toMs: 9, outcome: { status: 'ok', value: 'another id' } })
    expect(courseOf(found(steady, { history: [other] }))).toBe(courseOf(found(steady)))
  })

  it.each([
    ['another actor', found(steady, { history: [event({ actor: 1 })] })],
    ['another return', found(steady, { history: [event({ returned: 2 })] })],
    ['another end', found(steady, { history: [event({ outcome: { status: 'unknown', why: 'killed' } })] })],
    ['another schedule', found(steady, { choices: [] })],
  ])('differs by %s', (_, other) => {
    expect(courseOf(other)).not.toBe(courseOf(found(steady)))
  })
})
