import { describe, expect, it } from 'vitest'
import type { LockSnapshot } from '../../../contracts/index.ts'
import { admissionTo, firstToLapse, grantedLease, lockKey, lockOf, renewedLease } from '../../../src/core/leases.ts'

const owner = { instance: 'i', host: 'h', boot: 'b', pid: 7, pidStart: 100 }
const options = { owner, ttlMs: 50, graceMs: 20, heartbeatMs: 10 }
const granted = grantedLease('a', 3, options, 1_000)

describe('a lease that is granted', () => {
  it('runs from now, and its grace from its end', () => {
    expect(granted).toEqual({
      name: 'a',
      token: 3,
      owner,
      acquiredAtMs: 1_000,
      heartbeatAtMs: 1_000,
      expiresAtMs: 1_050,
      takeableAtMs: 1_070,
      heartbeatMs: 10,
      atMs: 1_000,
    })
  })

  it('has an owner of its own, and no fact that is not of a row', () => {
    const mine = { ...owner }
    const row = grantedLease('a', 1, { ...options, owner: mine, fenced: true }, 1_000)
    mine.pid = 8
    expect(row.owner).toEqual(owner)
    expect(row).not.toHaveProperty('fenced')
  })
})

describe('a lease that is renewed', () => {
  it('moves heartbeat and expiry, and keeps the grace, whatever the new length', () => {
    const times = { heartbeatAtMs: 1_060, expiresAtMs: 1_061, takeableAtMs: 1_081, atMs: 1_060 }
    expect(renewedLease(granted, 1, 1_060)).toEqual({ ...granted, ...times })
  })

  it('may expire earlier than before, where the clock was put back', () => {
    expect(renewedLease(granted, 50, 900)).toMatchObject({ expiresAtMs: 950, takeableAtMs: 970 })
  })
})

/** A holder with this token, that admits so many from 1000 on and is takeable from this time on. */
function holder(token: number, slots: number, takeableAtMs = 1_070): LockSnapshot {
  return { ...grantedLease('a', token, { ...options, slots }, 1_000), takeableAtMs }
}

describe('a lease of several slots', () => {
  it('keeps how many it admits, and one that is to be alone keeps nothing of it', () => {
    expect(holder(1, 2)).toMatchObject({ slots: 2 })
    expect(holder(1, 1)).not.toHaveProperty('slots')
    expect(renewedLease(holder(1, 2), 50, 1_010)).toMatchObject({ slots: 2 })
  })
})

describe('whoever asks', () => {
  it.each<[string, readonly LockSnapshot[], number, boolean]>([
    ['where nobody is', [], 1, true],
    ['beside one of two', [holder(1, 2)], 2, true],
    ['beside one of two, to be alone', [holder(1, 2)], 1, false],
    ['beside one that is to be alone', [holder(1, 1)], 9, false],
    ['beside two of two', [holder(1, 2), holder(2, 2)], 2, false],
    ['beside one of two and one of three', [holder(1, 2), holder(2, 3)], 3, false],
    ['beside two of which one is takeable', [holder(1, 2, 1_020), holder(2, 2)], 2, true],
  ])('%s is admitted or not', (_, rows, slots, isAdmitted) => {
    expect('lapsed' in admissionTo(rows, { slots }, 1_020)).toBe(isAdmitted)
  })

  it('ends every row that is takeable at this instant, and none where nobody is to be taken over', () => {
    const rows = [holder(1, 3, 1_019), holder(2, 3, 1_020), holder(3, 3, 1_021)]
    expect(admissionTo(rows, { slots: 3 }, 1_020)).toEqual({ lapsed: rows.slice(0, 2) })
    expect(admissionTo(rows, { slots: 4, takeover: 'never' }, 1_020)).toEqual({ holder: rows[0] })
    expect(admissionTo(rows.slice(0, 2), { slots: 3, takeover: 'never' }, 1_020)).toEqual({ lapsed: [] })
  })

  it('is shown the first of those in its way, which takeable rows are not', () => {
    const rows = [holder(1, 2, 1_010), holder(2, 2, 1_090), holder(3, 2, 1_080)]
    expect(admissionTo(rows, {}, 1_020)).toEqual({ holder: rows[2] })
  })
})

describe('the first to lapse', () => {
  it('is that with the lower token where two do at the same time, and nobody where none is', () => {
    expect(firstToLapse([holder(2, 2), holder(1, 2), holder(3, 2)])?.token).toBe(1)
    expect(firstToLapse([holder(1, 2), holder(2, 2, 1_069)])?.token).toBe(2)
    expect(firstToLapse([])).toBeUndefined()
  })
})

describe('the key of a row', () => {
  it.each(['a', 'a 1', ' ', '\u0000'])('of %j gives its name and token back', (name) => {
    expect(lockOf(lockKey({ name, token: 12 }))).toEqual({ name, token: '12' })
  })

  it('is before every row where it is none, and behind all of a name where it has no token', () => {
    expect(lockOf('')).toEqual({ name: '', token: '0' })
    for (const name of ['a', 'my lock', 'a ', 'a 1-'])
      expect(lockOf(name)).toEqual({ name, token: String(Number.MAX_SAFE_INTEGER) })
  })

  it('has the token of a row that came to harm too, so that a page which ends there hides no other of its name', () => {
    expect(lockOf(lockKey({ name: 'a', token: -3 }))).toEqual({ name: 'a', token: '-3' })
  })
})
