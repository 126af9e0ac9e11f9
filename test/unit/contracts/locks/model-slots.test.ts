/** The model of locks that several hold: what it demands of who is admitted, shown and freed, and what it must leave open. */
import { describe, expect, it } from 'vitest'
import type { LockSnapshot } from '../../../../contracts/index.ts'
import type { LockState } from '../../../../contracts/locks/model.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import { owner } from '../../../../contracts/locks/moves.ts'
import { at } from '../written.ts'
import { after, asked, call, claims, due, fresh, inspect, rowFrom } from './calls.ts'

/** Asks as this owner for one of so many slots. */
function asking(index: number, slots: number, more: object = {}): ReturnType<typeof call> {
  return call('acquire', 'a', { ...asked, owner: owner(index), ...(slots > 1 ? { slots } : {}), ...more })
}

/** The row of a holder from this time on. */
function holder(token: number, slots: number, ms = 1_000, some: Partial<LockSnapshot> = {}): LockSnapshot {
  return rowFrom(ms, { token, owner: owner(token - 1), ...(slots > 1 ? { slots } : {}), ...some })
}

function lease(row: LockSnapshot): { readonly status: 'acquired'; readonly lease: LockSnapshot } {
  return { status: 'acquired', lease: row }
}

function busy(row: LockSnapshot): { readonly status: 'busy'; readonly holder: LockSnapshot } {
  return { status: 'busy', holder: row }
}

/** A lock whose holders, from 1000 on and 10 ms apart, admit so many each; their leases end at 1050 and are takeable at 1070. */
function heldBy(...slots: readonly number[]): LockState {
  return slots.reduce(
    (state, of, index) =>
      after(state, asking(index, of), lease(holder(index + 1, of, 1_000 + 10 * index)), at(1_000 + 10 * index)),
    fresh(),
  )
}

const listing = call('list', { limit: 10 })

describe('a holder more, by the model of locks', () => {
  it.each<[string, readonly number[], number, boolean]>([
    ['beside one of two', [2], 2, true],
    ['beside two of two', [2, 2], 2, false],
    ['beside two of three', [3, 3], 3, true],
    ['that admits fewer than there are', [3, 3], 2, false],
    ['beside one that admits fewer than it', [2, 3], 3, false],
    ['that is to be alone', [2], 1, false],
    ['beside one that is to be alone', [1], 2, false],
  ])('%s is admitted or not', (_, slots, asks, isAdmitted) => {
    const [state, ask] = [heldBy(...slots), asking(2, asks)]
    const got = lease(
      rowFrom(1_030, { token: slots.length + 1, owner: owner(2), ...(asks > 1 ? { slots: asks } : {}) }),
    )
    const refused = busy(holder(1, slots[0] ?? 1, 1_000, { atMs: 1_030 }))
    if (isAdmitted) {
      expect(due(state, ask, got, at(1_030))).toBe('legal')
      expect(due(state, ask, refused, at(1_030))).toBe('acquired: there is a slot')
    } else {
      expect(due(state, ask, got, at(1_030))).toMatch(/^busy: "a" held by instance-0/)
      expect(due(state, ask, refused, at(1_030))).toBe('legal')
    }
  })

  it('is admitted once a lease and its grace are over, which ends every row that lapsed and no other', () => {
    const state = heldBy(2, 2)
    const [ask, got] = [asking(2, 2), lease(holder(3, 2, 1_070))]
    expect(due(state, ask, lease(holder(3, 2, 1_069)), at(1_069))).toMatch(/^busy/)
    expect(due(state, ask, busy(holder(2, 2, 1_010, { atMs: 1_070 })), at(1_070))).toBe('acquired: there is a slot')
    const later = after(state, ask, got, at(1_070))
    expect(due(later, call('renew', 'a', 1, { ttlMs: 50 }), { status: 'lost' })).toBe('legal')
    expect(due(later, call('renew', 'a', 2, { ttlMs: 50 }), { status: 'lost' })).toMatch(/^held/)
    const all = after(state, ask, lease(holder(3, 2, 1_080)), at(1_080))
    expect(due(all, listing, { locks: [holder(3, 2, 1_080)] }, at(1_080))).toBe('legal')
  })

  it('that takes nobody over counts those that lapsed, and ends none', () => {
    const never = { takeover: 'never' }
    expect(due(heldBy(2, 2), asking(2, 2, never), lease(holder(3, 2, 2_000)), at(2_000))).toMatch(/^busy/)
    const joined = after(heldBy(3, 3), asking(2, 3, never), lease(holder(3, 3, 2_000)), at(2_000))
    const rows = [1, 2].map((token) => holder(token, 3, 990 + 10 * token, { atMs: 2_000 }))
    expect(due(joined, listing, { locks: [...rows, holder(3, 3, 2_000)] }, at(2_000))).toBe('legal')
  })

  it('has a token above that of every other, and the slots that it asked for', () => {
    expect(due(heldBy(2), asking(1, 2), lease(holder(1, 2, 1_010, { owner: owner(1) })), at(1_010))).toBe(
      'a token greater than 1',
    )
    const { slots: _, ...without } = holder(2, 2, 1_010)
    expect(due(heldBy(2), asking(1, 2), lease(without), at(1_010))).toBe('one of 2 holders')
    expect(due(fresh(), asking(0, 1), lease(holder(1, 1, 1_000, { slots: 1 })))).toBe('no slots: it wants to be alone')
  })
})

describe('of several holders', () => {
  const both = heldBy(2, 2)

  it('the one that becomes takeable first is shown, and of two at the same time that with the lower token', () => {
    expect(due(both, inspect, { status: 'held', lock: holder(1, 2, 1_000, { atMs: 1_030 }) }, at(1_030))).toBe('legal')
    const later = due(both, inspect, { status: 'held', lock: holder(2, 2, 1_010, { atMs: 1_030 }) }, at(1_030))
    expect(later).toMatch(/token 1, one of 2, expiring at 1050: it becomes takeable first$/)
    const beat = holder(1, 2, 1_000, { heartbeatAtMs: 1_010, expiresAtMs: 1_060, takeableAtMs: 1_080, atMs: 1_010 })
    const level = after(both, call('renew', 'a', 1, { ttlMs: 50 }), { status: 'held', lease: beat }, at(1_010))
    expect(due(level, inspect, { status: 'held', lock: beat }, at(1_010))).toBe('legal')
    expect(due(level, inspect, { status: 'held', lock: holder(2, 2, 1_010) }, at(1_010))).toMatch(/first$/)
  })

  it('whoever lapsed is looked at first, and is in nobody’s way', () => {
    const lapsed = holder(1, 2, 1_000, { atMs: 1_075 })
    expect(due(both, inspect, { status: 'held', lock: lapsed }, at(1_075))).toBe('legal')
    expect(due(both, asking(2, 1), busy(lapsed), at(1_075))).not.toBe('legal')
    expect(due(both, asking(2, 1), busy(holder(2, 2, 1_010, { atMs: 1_075 })), at(1_075))).toBe('legal')
  })

  it('each is released, renewed and evicted by its own token, and the others stay', () => {
    const one = after(both, call('release', 'a', 1), { status: 'released' }, at(1_020))
    expect(due(one, inspect, { status: 'held', lock: holder(2, 2, 1_010, { atMs: 1_020 }) }, at(1_020))).toBe('legal')
    expect(due(one, inspect, { status: 'free' }, at(1_020))).toMatch(/held by instance-1/)
    expect(due(one, call('release', 'a', 1), { status: 'released' })).toMatch(/^not-held/)
    const gone = after(both, call('evict', holder(2, 2, 1_010)), { status: 'evicted' }, at(1_020))
    expect(due(gone, call('renew', 'a', 2, { ttlMs: 1 }), { status: 'lost' })).toBe('legal')
    expect(due(gone, call('release', 'a', 1), { status: 'released' })).toBe('legal')
  })

  it('a listing shows each once, and leaves out none but on several pages', () => {
    const rows = [holder(1, 2), holder(2, 2, 1_010)].map((row) => ({ ...row, atMs: 1_020 }))
    expect(due(both, listing, { locks: rows }, at(1_020))).toBe('legal')
    expect(due(both, listing, { locks: rows.slice(0, 1) }, at(1_020))).toMatch(/^listed: "a" held by instance-1/)
    expect(due(both, listing, { locks: [rows[0], rows[0]] }, at(1_020))).toBe('each holder of "a" listed once')
    expect(due(both, call('list', { limit: 1 }), { locks: rows.slice(1), cursor: 'x' }, at(1_020))).toBe('legal')
  })
})

/** The one state that calls without a reply may have left. */
function unseen(state: LockState, ...calls: readonly ReturnType<typeof call>[]): LockState {
  return calls.reduce((before, made) => {
    const [only] = locksModel.unseen(before, made, at(1_000))
    if (!only) throw new Error('such a call may have had an effect')
    return before === only ? before : only
  }, state)
}

describe('rows of calls whose reply nobody saw, by the model of locks', () => {
  const two = unseen(fresh(), asking(0, 2), asking(0, 2))
  const looks = (token: number): LockSnapshot => holder(token, 2, 1_000, { owner: owner(0) })

  it('may each have any token that rises', () => {
    expect(due(two, listing, { locks: [looks(4), looks(7)] })).toBe('legal')
    expect(due(two, listing, { locks: [looks(4)] })).toMatch(/^listed/)
    expect(due(two, inspect, { status: 'held', lock: looks(3) })).toBe('legal')
  })

  it('are told apart by what is seen of them later', () => {
    const seen = after(two, inspect, { status: 'held', lock: looks(3) })
    const freed = after(seen, call('release', 'a', 3), { status: 'released' })
    expect(due(freed, inspect, { status: 'held', lock: looks(3) })).not.toBe('legal')
    for (const token of [2, 4]) expect(due(freed, inspect, { status: 'held', lock: looks(token) })).toBe('legal')
  })

  it('have a token between those that were given before and after them', () => {
    const before = heldBy(3)
    const open = unseen(before, asking(1, 3))
    const given = after(open, asking(2, 3), lease(holder(5, 3, 1_000, { owner: owner(2) })))
    const rows = (token: number): unknown => ({
      locks: [holder(1, 3), holder(token, 3, 1_000, { owner: owner(1) }), holder(5, 3, 1_000, { owner: owner(2) })],
    })
    expect(due(given, listing, rows(3))).toBe('legal')
    expect(due(given, listing, rows(6))).toBe('a token between 1 and 5')
  })

  it('count for who is admitted after them', () => {
    expect(due(two, asking(2, 2), lease(looks(9)))).toMatch(/^busy/)
    expect(locksModel.unseen(two, asking(2, 2), at(1_000))).toEqual([])
  })
})

describe('where the time of an effect is known as a range only', () => {
  it('a row that may have been takeable is in the way or gone', () => {
    const span = { fromMs: 1_069, toMs: 1_075 }
    const got = after(heldBy(2, 2), asking(2, 2), lease(holder(3, 2, 1_072)), span)
    expect(due(got, call('release', 'a', 1), { status: 'not-held' })).toBe('legal')
    expect(due(got, call('release', 'a', 2), { status: 'not-held' })).toMatch(/^released/)
    expect(due(heldBy(2, 2), asking(2, 2), busy(holder(1, 2, 1_000, { atMs: 1_069 })), span)).toBe('legal')
  })
})

describe('where no fencing is claimed', () => {
  it('tokens of holders differ, in any order', () => {
    const unfenced = { ...claims, ports: { locks: { ...claims.ports.locks, fencing: { no: 'no token' } } } }
    const start = locksModel.initial('a', unfenced as typeof claims)
    const one = after(start, asking(0, 3), lease(holder(7, 3, 1_000, { owner: owner(0) })))
    const two = after(one, asking(1, 3), lease(holder(2, 3)))
    expect(due(two, asking(2, 3), lease(holder(7, 3, 1_000, { owner: owner(2) })))).toBe('a token other than 2')
    expect(due(two, asking(2, 3), lease(holder(3, 3)))).toBe('legal')
  })
})
