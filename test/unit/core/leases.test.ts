import { describe, expect, it } from 'vitest'
import { grantedLease, renewedLease } from '../../../src/core/leases.ts'

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
