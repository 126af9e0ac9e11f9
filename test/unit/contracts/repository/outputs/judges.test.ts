/** The judges of outputs: each on a history that it must condemn, and on one that some order of its calls explains. */
import { describe, expect, it } from 'vitest'
import {
  acknowledgedIsFound,
  ownRowsOnly,
  removalsAreCounted,
} from '../../../../../contracts/repository/outputs/judges.ts'
import type { Written } from '../../written.ts'
import { history } from '../../written.ts'
import { call, get, hit, key, lost, miss, other, put, remove, run, shared, stored } from './calls.ts'

const two = call('put', run, key, '2')
const elsewhere = call('put', other, key, '3')
const deleted = { status: 'deleted' }

describe('that a row gives what was put into it', () => {
  it('is broken by the value of another run, and by one that nobody put', () => {
    const events = history(
      { call: put, value: stored() },
      { call: elsewhere, value: stored() },
      { call: get, value: hit('3') },
    )
    expect(ownRowsOnly(events)).toEqual({
      at: 2,
      expected: 'a miss, or a value that was put into this row',
      observed: '"3"',
    })
    expect(ownRowsOnly(history({ call: get, value: hit('1') }))?.at).toBe(0)
  })

  it('is broken by a deletion of a row that only another run has', () => {
    const events = history({ call: elsewhere, value: stored() }, { call: remove, value: deleted })
    expect(ownRowsOnly(events)?.at).toBe(1)
  })

  it('is kept by a value whose write was never answered, or overlaps the read', () => {
    expect(
      ownRowsOnly(history({ call: put, outcome: lost, when: [0, Infinity] }, { call: get, value: hit('1') })),
    ).toBeUndefined()
    const beside: Written[] = [
      { call: get, value: hit('1'), when: [0, 3] },
      { call: put, value: stored(), when: [1, 2], actor: 1 },
    ]
    expect(ownRowsOnly(history(...beside))).toBeUndefined()
  })

  it('is broken by a value that is written only after the read', () => {
    expect(ownRowsOnly(history({ call: get, value: hit('1') }, { call: put, value: stored() }))?.at).toBe(0)
  })
})

describe('that what was acknowledged is found', () => {
  it('is broken by a miss', () => {
    const broken = acknowledgedIsFound(history({ call: put, value: stored() }, { call: get, value: miss }))
    expect(broken).toEqual({ at: 1, expected: 'a hit: "1" was stored', observed: 'a miss' })
  })

  it('is broken by the value before the last one', () => {
    const events = history(
      { call: put, value: stored() },
      { call: two, value: stored() },
      { call: get, value: hit('1') },
    )
    expect(acknowledgedIsFound(events)).toMatchObject({ at: 2, observed: '"1"' })
  })

  it('is broken by a value that was removed, and by a call that fails', () => {
    const events = history(
      { call: put, value: stored() },
      { call: remove, value: deleted },
      { call: get, value: hit('1') },
    )
    expect(acknowledgedIsFound(events)?.at).toBe(2)
    const error = { name: 'Error', message: 'no' }
    expect(acknowledgedIsFound(history({ call: put, outcome: { status: 'fail', error } }))?.at).toBe(0)
  })

  it.each<[string, Written]>([
    ['a deletion', { call: remove, value: deleted }],
    ['a deletion whose reply was lost', { call: remove, outcome: lost, when: [2, Infinity] }],
    ['a clearing', { call: call('clear', run), value: { rows: 1 } }],
    ['a pruning', { call: call('prune', { olderThanMs: 0 }), value: { rows: 1 } }],
  ])('is kept by a miss after %s', (_, between) => {
    const events = history({ call: put, value: stored() }, between, { call: get, value: miss, when: [4, 5] })
    expect(acknowledgedIsFound(events)).toBeUndefined()
  })

  it.each<[string, Written]>([
    ['a deletion that found nothing', { call: remove, value: { status: 'absent' } }],
    ['a deletion of another key', { call: call('delete', run, '{"input":"j","task":"a"}'), value: deleted }],
    ['a clearing of what is shared', { call: call('clear', shared), value: { rows: 1 } }],
  ])('is broken by a miss after %s', (_, between) => {
    const events = history({ call: put, value: stored() }, between, { call: get, value: miss })
    expect(acknowledgedIsFound(events)?.at).toBe(2)
  })

  it('is kept by either of two values whose writes overlap', () => {
    const writes: Written[] = [
      { call: put, value: stored(), when: [0, 2] },
      { call: two, value: stored(), when: [1, 3], actor: 1 },
    ]
    for (const value of ['1', '2'])
      expect(acknowledgedIsFound(history(...writes, { call: get, value: hit(value), when: [4, 5] }))).toBeUndefined()
  })

  it('is kept by a miss while the write is not answered yet', () => {
    const events = history(
      { call: put, value: stored(), when: [0, 3] },
      { call: get, value: miss, when: [1, 2], actor: 1 },
    )
    expect(acknowledgedIsFound(events)).toBeUndefined()
  })
})

describe('that removals are counted', () => {
  const rows = [
    { call: put, value: stored() },
    { call: two, value: stored(1_010), ms: [1_010, 1_010] },
    { call: elsewhere, value: stored() },
  ] as const

  it.each([
    [0, false],
    [1, true],
    [2, false],
  ])('takes %d rows for what a clearing of the run removed: %s', (count, isRight) => {
    const broken = removalsAreCounted(history(...rows, { call: call('clear', run), value: { rows: count } }))
    expect(broken === undefined).toBe(isRight)
  })

  it.each([
    [10, 1_009, 0],
    [10, 1_010, 1],
    [10, 1_020, 2],
  ])('knows what is at least %d ms old at %d: %d rows', (olderThanMs, ms, count) => {
    const prune = (value: unknown): Written => ({ call: call('prune', { olderThanMs }), value, ms: [ms, ms] })
    expect(removalsAreCounted(history(...rows, prune({ rows: count })))).toBeUndefined()
    expect(removalsAreCounted(history(...rows, prune({ rows: count + 1 })))).toMatchObject({ at: 3 })
  })

  it('says nothing where the time of a pruning leaves its rows open', () => {
    const open: Written = { call: call('prune', { olderThanMs: 10 }), value: { rows: 9 }, ms: [1_009, 1_010] }
    expect(removalsAreCounted(history(...rows, open))).toBeUndefined()
  })

  it('counts no row that was deleted or removed before', () => {
    const clear = call('clear', run)
    const events = history(...rows, { call: remove, value: deleted }, { call: clear, value: { rows: 0 } })
    expect(removalsAreCounted(events)).toBeUndefined()
    const twice = history(...rows, { call: clear, value: { rows: 1 } }, { call: clear, value: { rows: 1 } })
    expect(removalsAreCounted(twice)?.at).toBe(4)
  })
})
