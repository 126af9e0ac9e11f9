import { describe, expect, it } from 'vitest'
import type { Call, Event } from '../../../../contracts/index.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import { modelJudge } from '../../../../src/harness/linearizability/judge.ts'
import { history } from '../../contracts/written.ts'
import { acquire, call, claims, row } from '../../contracts/locks/calls.ts'
import { event, judge, read, swap, write } from './register.ts'
import { thrownBy } from '../thrown.ts'
import { plainKvModel } from './force.ts'

describe('a sequential history', () => {
  it('is legal where each answer follows from the calls before', () => {
    expect(judge([event(read(), 0, 0), event(write(1), 'done', 2), event(read(), 1, 4)])).toBeUndefined()
  })

  it('is refused at the first call that cannot be', () => {
    const events = [event(write(1), 'done', 0), event(read(), 0, 2), event(read(), 7, 4)]
    expect(judge(events)).toMatchObject({ at: 1, expected: '1', observed: '0' })
  })

  it('is refused where a call failed', () => {
    const error = { name: 'StoreError', code: 'IO', message: 'disk' }
    const failed: Event = { ...event(read(), 0, 2), outcome: { status: 'fail', error } }
    const broken = judge([event(read(), 0, 0), failed])
    expect(broken).toMatchObject({ at: 1, expected: 'an answer', observed: 'StoreError IO: disk' })
  })

  it('that is empty is legal', () => {
    expect(judge([])).toBeUndefined()
  })
})

describe('a concurrent history', () => {
  it('is legal where some order of the calls that overlap explains it', () => {
    expect(judge([event(write(1), 'done', 0, 5), event(read(), 0, 1, 2, 1), event(read(), 1, 3, 4, 1)])).toBeUndefined()
  })

  it('is refused where no order does', () => {
    const events = [event(write(1), 'done', 0, 5), event(read(), 1, 1, 2, 1), event(read(), 0, 3, 4, 1)]
    expect(judge(events)).toMatchObject({ at: 2, expected: '1' })
  })

  it('is not explained by an order against real time', () => {
    expect(judge([event(read(), 1, 0, 1), event(write(1), 'done', 2, 3, 1)])?.at).toBe(0)
  })

  it('lets one of two swaps see the other', () => {
    expect(judge([event(swap(1), 0, 0, 2), event(swap(2), 1, 1, 3, 1)])).toBeUndefined()
    expect(judge([event(swap(1), 2, 0, 2), event(swap(2), 0, 1, 3, 1)])).toBeUndefined()
    expect(judge([event(swap(1), 0, 0, 2), event(swap(2), 0, 1, 3, 1)])).toBeDefined()
  })

  it('is judged name by name', () => {
    expect(judge([event(write(1, 'x'), 'done', 0), event(read('y'), 0, 2), event(read('x'), 1, 4)])).toBeUndefined()
    expect(judge([event(write(1, 'x'), 'done', 0), event(read('y'), 1, 2)])?.at).toBe(1)
  })
})

describe('a call of unknown outcome', () => {
  it('may have happened', () => {
    expect(judge([event(write(1), undefined, 0, Infinity), event(read(), 1, 1, 2, 1)])).toBeUndefined()
  })

  it('may never have happened', () => {
    expect(judge([event(write(1), undefined, 0, Infinity), event(read(), 0, 1, 2, 1)])).toBeUndefined()
  })

  it('may have happened long after its invocation', () => {
    const events = [event(write(1), undefined, 0, Infinity), event(read(), 0, 1, 2, 1), event(read(), 1, 3, 4, 1)]
    expect(judge(events)).toBeUndefined()
  })

  it('happened once', () => {
    const lost = event(swap(1), undefined, 0, Infinity)
    const events = [lost, event(swap(2), 1, 1, 2, 1), event(read(), 2, 3, 4, 1), event(read(), 1, 5, 6, 1)]
    expect(judge(events)?.at).toBe(3)
  })

  it('did not happen before its invocation', () => {
    expect(judge([event(read(), 1, 0, 1, 1), event(write(1), undefined, 2, Infinity)])?.at).toBe(0)
  })
})

const judgeLocks = modelJudge(locksModel, claims)

describe('an answer of the wrong shape', () => {
  it.each([null, undefined, 7, {}, { status: 'acquired' }])('is no answer of the port: %o', (value) => {
    const broken = judgeLocks(history({ call: acquire, value, when: [0, 1] }))
    expect(broken).toMatchObject({ at: 0 })
  })

  it.each([{ locks: 7 }, { locks: [null] }])('is no page of a listing: %j', (value) => {
    const grant = { call: acquire, value: { status: 'acquired', lease: row() }, when: [0, 1] as const }
    const listed = { call: call('list', { limit: 9 }), value, when: [2, 3] as const }
    expect(judgeLocks(history(grant, listed))).toMatchObject({ at: 1 })
  })
})

describe('a call that concerns every name', () => {
  it('is judged with the calls on each of them', () => {
    const grant = { call: acquire, value: { status: 'acquired', lease: row() }, when: [0, 1] as const }
    const empty = { call: call('list', { limit: 9 }), value: { locks: [] }, when: [2, 3] as const }
    expect(judgeLocks(history(grant, empty))?.at).toBe(1)
    expect(judgeLocks(history({ ...empty, when: [0, 1] }, { ...grant, when: [2, 3] }))).toBeUndefined()
  })

  it('brings in the names that only it shows', () => {
    const listed = { call: call('list', { limit: 9 }), value: { locks: [row()] }, when: [0, 1] as const }
    expect(judgeLocks(history(listed))).toMatchObject({ at: 0, expected: 'free' })
  })
})

describe('a search that has no end', () => {
  it('is given up with an error, and is never taken for a verdict', () => {
    // Each order of these leaves another text, and none of them the one that is read.
    const append = (index: number): Call => ({ port: 'kv', method: 'append', args: ['a', `${index};`] })
    const appends = Array.from({ length: 24 }, (_, index) => event(append(index), null, index, 50 + index))
    const never = event({ port: 'kv', method: 'get', args: ['a'] }, '?', 100)
    expect(thrownBy(() => modelJudge(plainKvModel, claims)([...appends, never]))).toMatch(/^DEADLINE: undecided after/)
  })
})
