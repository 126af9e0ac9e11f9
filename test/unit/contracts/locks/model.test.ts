/** The model of locks, as a truth table: time is given, so that every boundary is hit to the millisecond. */
import { describe, expect, it } from 'vitest'
import type { Claims } from '../../../../contracts/index.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import { owner } from '../../../../contracts/locks/moves.ts'
import { at } from '../written.ts'
import { acquire, after, call, claims, due, fresh, held, inspect, row, rowFrom } from './calls.ts'

function taken(ms: number, token = 2): { readonly status: 'acquired'; readonly lease: ReturnType<typeof row> } {
  return { status: 'acquired', lease: rowFrom(ms, { token }) }
}

function busy(ms: number): { readonly status: 'busy'; readonly holder: ReturnType<typeof row> } {
  return { status: 'busy', holder: row({ atMs: ms }) }
}

function claiming(locks: NonNullable<Claims['ports']['locks']>): Claims {
  return { ...claims, ports: { locks } }
}

const timeless = claiming({ clock: { no: 'no clock' }, fencing: 'transactional', slots: 'counted' })
const unfenced = claiming({ clock: 'store', fencing: { no: 'no token' }, slots: 'counted' })

describe('acquire, by the model of locks', () => {
  it('of a free lock gives a lease', () => {
    expect(due(fresh(), acquire, taken(1_000, 1), at(1_000))).toBe('legal')
    expect(due(fresh(), acquire, busy(1_000), at(1_000))).toBe('acquired: nobody holds it')
  })

  it.each([
    ['at the instant at which it was taken', 1_000],
    ['one before its expiry', 1_049],
    ['at its expiry', 1_050],
    ['one after its expiry, in grace', 1_051],
    ['one before its grace is over', 1_069],
  ])('of a held lock is busy %s', (_, ms) => {
    expect(due(held(), acquire, busy(ms), at(ms))).toBe('legal')
    expect(due(held(), acquire, taken(ms), at(ms))).toMatch(/^busy: "a" held by instance-0 with token 1/)
  })

  it.each([
    ['at the instant at which its grace is over', 1_070],
    ['one later', 1_071],
    ['a day later', 86_401_000],
  ])('of a lock that nobody renewed gives a lease %s', (_, ms) => {
    expect(due(held(), acquire, taken(ms), at(ms))).toBe('legal')
    expect(due(held(), acquire, busy(ms), at(ms))).toBe('acquired: expiry and grace are over')
  })

  it('may be answered either way where the time of its effect is not known', () => {
    const span = { fromMs: 1_069, toMs: 1_070 }
    expect(due(held(), acquire, busy(1_069), span)).toBe('legal')
    expect(due(held(), acquire, taken(1_070), span)).toBe('legal')
  })

  it('is busy for ever where leases are claimed not to run out', () => {
    expect(due(held(timeless), acquire, busy(90_000_000), at(90_000_000))).toBe('legal')
    expect(due(held(timeless), acquire, taken(90_000_000), at(90_000_000))).toMatch(/^busy:/)
  })

  it('gives a token greater than any that was seen, through release and takeover', () => {
    const released = after(held(), call('release', 'a', 1), { status: 'released' }, at(1_001))
    expect(due(released, acquire, taken(1_001, 2), at(1_001))).toBe('legal')
    expect(due(released, acquire, taken(1_001, 1), at(1_001))).toBe('a token greater than 1')
    expect(due(held(), acquire, taken(1_070, 1), at(1_070))).toBe('a token greater than 1')
  })

  it('gives any token but the last one where no fencing is claimed', () => {
    const third = after(fresh(unfenced), acquire, taken(1_000, 3), at(1_000))
    expect(due(third, acquire, taken(1_070, 1), at(1_070))).toBe('legal')
    expect(due(third, acquire, taken(1_070, 3), at(1_070))).toBe('a token other than 3')
  })

  it.each([
    ['another name', { name: 'b' }, /held by/],
    ['another owner', { owner: owner(1) }, /^owner/],
    ['another start of the process', { owner: { ...owner(0), pidStart: 0 } }, /^owner/],
    ['a time of acquisition that is off by one', { acquiredAtMs: 999 }, /^acquired at 1000/],
    ['a heartbeat that is off by one', { heartbeatAtMs: 1_001 }, /^last heartbeat at 1000/],
    ['an expiry that is off by one', { expiresAtMs: 1_051, takeableAtMs: 1_071 }, /^expiry at 1050/],
    ['a grace that is off by one', { takeableAtMs: 1_071 }, /^takeable 20 ms after expiry, at 1070/],
    ['another rhythm of heartbeats', { heartbeatMs: 11 }, /^a heartbeat every 10 ms/],
    ['another time of the store', { atMs: 1_001 }, /^read at 1000/],
  ])('gives no lease with %s', (_, some, expected) => {
    expect(due(fresh(), acquire, { status: 'acquired', lease: row(some) }, at(1_000))).toMatch(expected)
  })

  it('shows who holds the lock, and nobody else', () => {
    const stranger = { status: 'busy', holder: row({ owner: owner(1) }) }
    expect(due(held(), acquire, stranger, at(1_000))).toMatch(/^owner/)
  })
})

const renew = call('renew', 'a', 1, { ttlMs: 30 })
const beaten = { heartbeatAtMs: 1_040, expiresAtMs: 1_070, takeableAtMs: 1_090, atMs: 1_040 }

describe('renew, by the model of locks', () => {
  it('moves heartbeat and expiry, and keeps the grace', () => {
    expect(due(held(), renew, { status: 'held', lease: row(beaten) }, at(1_040))).toBe('legal')
  })

  it.each([
    ['the token', { token: 2 }],
    ['the time of acquisition', { acquiredAtMs: 1_040 }],
    ['the grace', { takeableAtMs: 1_070 }],
  ])('does not move %s', (_, moved) => {
    const lease = row({ ...beaten, ...moved })
    expect(due(held(), renew, { status: 'held', lease }, at(1_040))).not.toBe('legal')
  })

  it('of a lease that ran out and that nobody took extends it', () => {
    const later = { heartbeatAtMs: 9_000, expiresAtMs: 9_030, takeableAtMs: 9_050, atMs: 9_000 }
    expect(due(held(), renew, { status: 'held', lease: row(later) }, at(9_000))).toBe('legal')
    expect(due(held(), renew, { status: 'lost' }, at(9_000))).toBe('held: token 1 still holds the lock')
  })

  it('by an old token is lost', () => {
    const second = after(held(), acquire, taken(1_070), at(1_070))
    expect(due(second, renew, { status: 'lost' }, at(1_070))).toBe('legal')
    const lease = rowFrom(1_070, { expiresAtMs: 1_100, takeableAtMs: 1_120 })
    expect(due(second, renew, { status: 'held', lease }, at(1_070))).toBe('lost: token 1 does not hold the lock')
  })

  it('puts the end of the lease off for those who ask', () => {
    const renewed = after(held(), renew, { status: 'held', lease: row(beaten) }, at(1_040))
    expect(due(renewed, acquire, taken(1_089), at(1_089))).toMatch(/^busy:/)
    expect(due(renewed, acquire, taken(1_090), at(1_090))).toBe('legal')
  })
})

describe('release, by the model of locks', () => {
  it('by the token that holds the lock frees it', () => {
    const freed = after(held(), call('release', 'a', 1), { status: 'released' }, at(1_000))
    expect(due(freed, inspect, { status: 'free' }, at(1_000))).toBe('legal')
    expect(due(held(), call('release', 'a', 1), { status: 'not-held' }, at(1_000))).toMatch(/^released:/)
  })

  it('by another token changes nothing', () => {
    const kept = after(held(), call('release', 'a', 2), { status: 'not-held' }, at(1_000))
    expect(due(kept, inspect, { status: 'held', lock: row() }, at(1_000))).toBe('legal')
    expect(due(held(), call('release', 'a', 2), { status: 'released' }, at(1_000))).toMatch(/^not-held:/)
  })
})

describe('evict, by the model of locks', () => {
  it('removes the very row that was judged', () => {
    const gone = after(held(), call('evict', row()), { status: 'evicted' }, at(1_000))
    expect(due(gone, inspect, { status: 'free' }, at(1_000))).toBe('legal')
    expect(due(held(), call('evict', row()), { status: 'changed' }, at(1_000))).toMatch(/^evicted:/)
  })

  it.each([
    ['was renewed since', { expiresAtMs: 1_049 }],
    ['was taken anew since', { token: 2 }],
  ])('leaves a row that %s', (_, some) => {
    const judged = call('evict', row(some))
    expect(due(held(), judged, { status: 'changed' }, at(1_000))).toBe('legal')
    expect(due(held(), judged, { status: 'evicted' }, at(1_000))).toBe('changed: the row is not as the snapshot says')
  })

  it('keeps the last token in mind', () => {
    const gone = after(held(), call('evict', row()), { status: 'evicted' }, at(1_000))
    expect(due(gone, acquire, taken(1_000, 1), at(1_000))).toBe('a token greater than 1')
  })
})

describe('a partition of the model of locks', () => {
  it.each([
    ['acquire', acquire, { everywhere: false, partitions: ['a'] }],
    ['renew', renew, { everywhere: false, partitions: ['a'] }],
    ['evict', call('evict', row({ name: 'b' })), { everywhere: false, partitions: ['b'] }],
  ])('is a name: %s', (_, made, expected) => {
    expect(locksModel.concerns(made, undefined)).toEqual(expected)
  })

  it('is concerned by a listing whatever its name, and by each row that is listed', () => {
    const listed = { locks: [row({ name: 'a' }), row({ name: 'b' })] }
    const about = locksModel.concerns(call('list', { limit: 2 }), listed)
    expect(about).toEqual({ everywhere: true, partitions: ['a', 'b'] })
  })

  it('has one key for states that no call can tell apart, and another for others', () => {
    expect(locksModel.key(held())).toBe(locksModel.key(held()))
    expect(locksModel.key(held())).not.toBe(locksModel.key(fresh()))
  })
})
