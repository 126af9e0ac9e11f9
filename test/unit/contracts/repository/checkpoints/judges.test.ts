/** The judges of checkpoints: each on a history that it must condemn, and on one that some order of its calls explains. */
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../../../contracts/index.ts'
import {
  epochsRise,
  progressIsASet,
  purgeCountsRuns,
  supersededChangesNothing,
} from '../../../../../contracts/repository/checkpoints/judges.ts'
import { history } from '../../written.ts'
import { begin, begun, call, finish, inspect, none, ofRun, running, superseded, texts } from './calls.ts'
import type { Written } from '../../written.ts'

const lost: Outcome = { status: 'unknown', why: 'killed' }
const appended = (...items: readonly string[]): Written => ({
  call: ofRun('append', 1, ...items),
  value: { status: 'appended', added: items.length },
})
const beginning: Written = { call: begin('p'), value: begun() }
const shown = (...items: readonly string[]): Written => ({ call: inspect, value: running({ done: texts(...items) }) })

describe('that epochs rise', () => {
  it('is broken by an epoch that somebody saw before', () => {
    const twice = history(
      beginning,
      { call: inspect, value: running({ epoch: 3 }) },
      { call: begin('p'), value: begun({ epoch: 3 }) },
    )
    expect(epochsRise(twice)).toEqual({ at: 2, expected: 'an epoch greater than 3', observed: 'epoch 3' })
  })

  it('is kept by two begins at once, whichever was first', () => {
    const both = history(
      { call: begin('p'), value: begun({ epoch: 2 }), when: [0, 3] },
      { call: begin('p'), value: begun(), when: [1, 2] },
    )
    expect(epochsRise(both)).toBeUndefined()
  })

  it('is about one key only', () => {
    const other = { call: call('begin', 'another', { pin: 'p' }), value: begun() }
    expect(epochsRise(history(beginning, other))).toBeUndefined()
  })
})

describe('that what is superseded changes nothing', () => {
  const again: Written = { call: begin('p'), value: begun({ epoch: 2, resumed: true }) }

  it.each<[string, Written]>([
    ['a later begin', again],
    ['its own finish', { call: finish(1), value: { status: 'finished' } }],
  ])('is broken by an append that is let through after %s', (_, end) => {
    expect(supersededChangesNothing(history(beginning, end, appended('x')))?.at).toBe(2)
    const refused = { call: ofRun('append', 1, 'x'), value: superseded }
    expect(supersededChangesNothing(history(beginning, end, refused))).toBeUndefined()
  })

  it('is kept by an append beside the begin that supersedes it', () => {
    const overlapping = history(beginning, { ...appended('x'), when: [2, 5] }, { ...again, when: [3, 4] })
    expect(supersededChangesNothing(overlapping)).toBeUndefined()
  })

  it('is broken by an item in the set that only a refused call had named', () => {
    const refused = { call: ofRun('append', 1, 'x'), value: superseded }
    expect(supersededChangesNothing(history(beginning, again, refused, shown('x')))?.at).toBe(3)
    const unknown = { call: ofRun('append', 1, 'x'), outcome: lost, when: [4, Infinity] as const }
    expect(supersededChangesNothing(history(beginning, again, unknown, shown('x')))).toBeUndefined()
  })
})

describe('that progress is a set', () => {
  it('is broken by an item that was added and is not shown', () => {
    expect(progressIsASet(history(beginning, appended('x', 'y'), shown('x')))).toMatchObject({ at: 2 })
    expect(progressIsASet(history(beginning, appended('x', 'y'), shown('y', 'x')))).toBeUndefined()
  })

  it('is broken by an item that is shown twice', () => {
    expect(progressIsASet(history(beginning, appended('x'), shown('x', 'x')))).toMatchObject({
      expected: 'each item once',
    })
  })

  it('is broken by an item that failed and is shown', () => {
    const failed = { call: ofRun('fail', 1, 'x'), value: { status: 'recorded', failing: [] } }
    expect(progressIsASet(history(beginning, failed, shown('x')))?.at).toBe(2)
  })

  it.each<[string, Written]>([
    ['a replace without it', { call: ofRun('replace', 1), value: { status: 'replaced' } }],
    ['a replace whose reply was lost', { call: ofRun('replace', 1, 'y'), outcome: lost, when: [4, Infinity] }],
    ['a finish', { call: finish(1), value: { status: 'finished' } }],
    ['a purge', { call: call('purge', { idleMs: 0 }), value: { runs: 1 } }],
    ['a begin that discards its pin', { call: begin('q', 'p'), value: begun({ epoch: 2, pin: 'q' }) }],
  ])('is kept by an item that is gone after %s', (_, end) => {
    const events = history(beginning, appended('x'), { when: [4, 5], ...end }, { ...shown(), when: [6, 7] })
    expect(progressIsASet(events)).toBeUndefined()
  })

  it.each<[string, Written]>([
    ['a replace with it', { call: ofRun('replace', 1, 'x'), value: { status: 'replaced' } }],
    ['a finish that found the anchor elsewhere', { call: finish(1, 'q'), value: { status: 'moved', anchor: null } }],
    ['a replace that was refused', { call: ofRun('replace', 9), value: superseded }],
  ])('is broken by an item that is gone after %s', (_, between) => {
    expect(progressIsASet(history(beginning, appended('x'), between, shown()))?.at).toBe(3)
  })

  it('is kept by a begin that discards the pin and shows the empty set', () => {
    const repinned = { call: begin('q', 'p'), value: begun({ epoch: 2, pin: 'q' }) }
    expect(progressIsASet(history(beginning, appended('x'), repinned))).toBeUndefined()
  })
})

describe('that a purge counts runs', () => {
  const purge = (runs: number, ms: number): Written => ({ call: call('purge', { idleMs: 50 }), value: { runs }, ms })

  it('is broken by another number than that of the runs which were left alone', () => {
    const start = [beginning, { ...appended('x', 'y'), ms: 1_010 }]
    expect(purgeCountsRuns(history(...start, purge(0, 1_059)))).toBeUndefined()
    expect(purgeCountsRuns(history(...start, purge(1, 1_060)))).toBeUndefined()
    expect(purgeCountsRuns(history(...start, purge(2, 1_060)))?.at).toBe(2)
  })

  it('is about runs that are there: neither finished nor purged before', () => {
    const finished = [beginning, { call: finish(1), value: { status: 'finished' } }]
    expect(purgeCountsRuns(history(...finished, purge(0, 2_000)))).toBeUndefined()
    expect(purgeCountsRuns(history(beginning, purge(1, 2_000), purge(1, 3_000)))?.at).toBe(2)
  })

  it('takes no call for a touch that touches nothing', () => {
    const idle = [beginning, { ...appended(), ms: 1_040 }, { call: inspect, value: none, ms: 1_040 }]
    expect(purgeCountsRuns(history(...idle, purge(1, 1_050)))).toBeUndefined()
  })
})
