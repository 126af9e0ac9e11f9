/**
 * The arithmetic of leases, which every adapter of locks does alike: from what was asked, and the time, to a row. Pure:
 * who may hold, and how a row is kept, is the adapter's.
 */
import type { AcquireOptions, LockSnapshot } from '../../contracts/index.ts'

/** The row of a lock that is granted now. Its owner is a copy, so that the caller may change its own afterwards. */
export function grantedLease(name: string, token: number, options: AcquireOptions, nowMs: number): LockSnapshot {
  const { owner, ttlMs, graceMs, heartbeatMs } = options
  return {
    name,
    token,
    owner: { ...owner },
    acquiredAtMs: nowMs,
    heartbeatAtMs: nowMs,
    expiresAtMs: nowMs + ttlMs,
    takeableAtMs: nowMs + ttlMs + graceMs,
    heartbeatMs,
    atMs: nowMs,
  }
}

/** The row after a renewal: it expires `ttlMs` from now, and the grace that its holder asked for follows. */
export function renewedLease(row: LockSnapshot, ttlMs: number, nowMs: number): LockSnapshot {
  const graceMs = row.takeableAtMs - row.expiresAtMs
  const expiresAtMs = nowMs + ttlMs
  return { ...row, heartbeatAtMs: nowMs, expiresAtMs, takeableAtMs: expiresAtMs + graceMs, atMs: nowMs }
}
