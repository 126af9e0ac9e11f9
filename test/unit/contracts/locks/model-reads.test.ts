/** The model of locks where little is known: reads of all rows, and calls whose reply nobody saw. */
import { describe, expect, it } from 'vitest'
import { locksModel } from '../../../../contracts/locks/model.ts'
import type { LockState } from '../../../../contracts/locks/model.ts'
import { at } from '../written.ts'
import { acquire, after, call, due, fresh, held, inspect, row, rowFrom } from './calls.ts'

const listing = call('list', { limit: 2 })

describe('list, by the model of locks', () => {
  it('shows a held lock, and no lock that is free', () => {
    expect(due(held(), listing, { locks: [row()] }, at(1_000))).toBe('legal')
    expect(due(held(), listing, { locks: [] }, at(1_000))).toMatch(/^listed: "a" held by/)
    expect(due(fresh(), listing, { locks: [row()] }, at(1_000))).toBe('free')
    expect(due(fresh(), listing, { locks: [] }, at(1_000))).toBe('legal')
  })

  it('may leave a held lock to the next page', () => {
    const page = { locks: [row({ name: 'x' }), row({ name: 'y' })], cursor: 'y' }
    expect(due(held(), listing, page, at(1_000))).toBe('legal')
  })

  it('need not show on its last page what an earlier one showed', () => {
    const second = call('list', { limit: 2, cursor: 'a' })
    expect(due(held(), second, { locks: [row({ name: 'b' })] }, at(1_000))).toBe('legal')
  })

  it('shows a lock once', () => {
    expect(due(held(), listing, { locks: [row(), row()] }, at(1_000))).toBe('each holder of "a" listed once')
  })

  it('shows a row as it is', () => {
    expect(due(held(), listing, { locks: [row({ expiresAtMs: 1_051 })] }, at(1_000))).not.toBe('legal')
  })
})

describe('inspect, by the model of locks', () => {
  it('shows a lock that ran out as held', () => {
    expect(due(held(), inspect, { status: 'held', lock: row({ atMs: 9_000 }) }, at(9_000))).toBe('legal')
    expect(due(held(), inspect, { status: 'free' }, at(9_000))).toMatch(/held by instance-0/)
  })

  it('of a lock that nobody holds is free', () => {
    expect(due(fresh(), inspect, { status: 'held', lock: row() }, at(1_000))).toBe('free')
  })
})

/** The one state that a call without a reply may have left. */
function unseen(state: LockState, made: Parameters<typeof call>, ms: number): LockState {
  const states = locksModel.unseen(state, call(...made), at(ms))
  const [only] = states
  if (!only || states.length !== 1) throw new Error(`expected one state, got ${states.length}`)
  return only
}

describe('a call whose reply nobody saw, by the model of locks', () => {
  it('may have taken a lock, under a token that nobody knows yet', () => {
    const state = unseen(fresh(), ['acquire', 'a', acquire.args[1]], 1_000)
    expect(due(state, inspect, { status: 'held', lock: row({ token: 7 }) }, at(1_000))).toBe('legal')
    expect(due(state, inspect, { status: 'free' }, at(1_000))).toMatch(/with token unseen/)
  })

  it('has taken a lock under one token: once it was seen there is no other', () => {
    const state = unseen(fresh(), ['acquire', 'a', acquire.args[1]], 1_000)
    const known = after(state, inspect, { status: 'held', lock: row({ token: 7 }) }, at(1_000))
    expect(due(known, inspect, { status: 'held', lock: row({ token: 8 }) }, at(1_000))).not.toBe('legal')
  })

  it('has taken a lock under a token above those that were seen before', () => {
    const freed = after(held(), call('release', 'a', 1), { status: 'released' }, at(1_000))
    const state = unseen(freed, ['acquire', 'a', acquire.args[1]], 1_000)
    expect(due(state, inspect, { status: 'held', lock: row({ token: 1 }) }, at(1_000))).toBe('a token greater than 1')
    expect(due(state, inspect, { status: 'held', lock: row({ token: 2 }) }, at(1_000))).toBe('legal')
  })

  it('may have renewed a lease', () => {
    const state = unseen(held(), ['renew', 'a', 1, { ttlMs: 30 }], 1_040)
    const beaten = row({ heartbeatAtMs: 1_040, expiresAtMs: 1_070, takeableAtMs: 1_090, atMs: 1_040 })
    expect(due(state, inspect, { status: 'held', lock: beaten }, at(1_040))).toBe('legal')
  })

  it('may have freed a lock by release or by eviction, and the next token is above the last', () => {
    for (const made of [['release', 'a', 1] as const, ['evict', row()] as const]) {
      const state = unseen(held(), [...made], 1_000)
      expect(due(state, inspect, { status: 'free' }, at(1_000))).toBe('legal')
      const again = { status: 'acquired', lease: row({ token: 1 }) }
      expect(due(state, acquire, again, at(1_000))).toBe('a token greater than 1')
    }
  })

  it.each<[string, LockState, Parameters<typeof call>]>([
    ['an acquisition of a held lock', held(), ['acquire', 'a', acquire.args[1]]],
    ['a renewal by another token', held(), ['renew', 'a', 2, { ttlMs: 30 }]],
    ['a release of a free lock', fresh(), ['release', 'a', 1]],
    ['an eviction of a row that changed', held(), ['evict', row({ expiresAtMs: 1_049 })]],
    ['an inspection', held(), ['inspect', 'a']],
    ['a listing', held(), ['list', { limit: 1 }]],
  ])('changed nothing: %s', (_, state, made) => {
    expect(locksModel.unseen(state, call(...made), at(1_000))).toEqual([])
  })

  it('may have taken over a lock whose grace is over, and no other', () => {
    const ask = call('acquire', 'a', acquire.args[1])
    expect(locksModel.unseen(held(), ask, at(1_069))).toEqual([])
    expect(locksModel.unseen(held(), ask, at(1_070))).toHaveLength(1)
  })

  it('leaves the time of its lease open where the time of its effect is', () => {
    const [state] = locksModel.unseen(fresh(), call('acquire', 'a', acquire.args[1]), { fromMs: 1_000, toMs: 1_010 })
    if (!state) throw new Error('an acquisition of a free lock may have taken it')
    expect(due(state, inspect, { status: 'held', lock: rowFrom(1_000) }, at(1_000))).toBe('legal')
    expect(due(state, inspect, { status: 'held', lock: rowFrom(1_010) }, at(1_010))).toBe('legal')
    expect(due(state, inspect, { status: 'held', lock: rowFrom(1_011) }, at(1_011))).not.toBe('legal')
  })
})
