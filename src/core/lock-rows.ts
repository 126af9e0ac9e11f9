/** Locks on rows: the whole port, for a store that reads and writes a row without waiting. */
import type { Clock, Guard, LockSnapshot, Locks } from '../../contracts/index.ts'
import { fenced } from '../../contracts/guard.ts'
import { grantedLease, renewedLease } from './leases.ts'
import { pageOf } from './pages.ts'

/** The rows of a store. No method waits, so that what a call reads is what it changes, as far as its thread goes. */
export interface LockRows {
  /** the row of a name that was put last, held or freed: the next token follows from it */
  last(name: string): LockSnapshot | undefined
  /** the rows that are held, expired ones too */
  held(): readonly LockSnapshot[]
  /** the row of a name if it is held, where a store finds it without looking through all that are */
  heldOf?(name: string): LockSnapshot | undefined
  /** keeps a row in the place of the last one of its name, and holds it */
  put(row: LockSnapshot): void
  /** makes that the row is held no more; it is still the last one of its name */
  free(row: LockSnapshot): void
}

/** Refuses a write whose guard does not hold its lock. */
export function demandHeld(rows: LockRows, guard: Guard): void {
  const row = heldRow(rows, guard.lock)
  if (row?.token !== guard.token) fenced(guard)
}

function heldRow(rows: LockRows, name: string): LockSnapshot | undefined {
  return rows.heldOf ? rows.heldOf(name) : rows.held().find((row) => row.name === name)
}

/** Locks on these rows, by this clock. */
export function locksOn(rows: LockRows, clock: Clock): Locks {
  const shown = (row: LockSnapshot): LockSnapshot => ({ ...row, owner: { ...row.owner }, atMs: clock.now() })
  const own = (name: string, token: number): LockSnapshot | undefined => {
    const row = heldRow(rows, name)
    return row?.token === token ? row : undefined
  }
  const kept = (row: LockSnapshot): LockSnapshot => {
    rows.put(row)
    return shown(row)
  }
  return {
    async acquire(name, options) {
      const now = clock.now()
      const holder = heldRow(rows, name)
      if (holder && (options.takeover === 'never' || now < holder.takeableAtMs))
        return { status: 'busy', holder: shown(holder) }
      const token = 1 + (rows.last(name)?.token ?? 0)
      return { status: 'acquired', lease: kept(grantedLease(name, token, options, now)) }
    },
    async renew(name, token, { ttlMs }) {
      const row = own(name, token)
      return row ? { status: 'held', lease: kept(renewedLease(row, ttlMs, clock.now())) } : { status: 'lost' }
    },
    async release(name, token) {
      const row = own(name, token)
      if (!row) return { status: 'not-held' }
      rows.free(row)
      return { status: 'released' }
    },
    async evict({ name, token, expiresAtMs }) {
      const row = own(name, token)
      if (row?.expiresAtMs !== expiresAtMs) return { status: 'changed' }
      rows.free(row)
      return { status: 'evicted' }
    },
    async inspect(name) {
      const row = heldRow(rows, name)
      return row ? { status: 'held', lock: shown(row) } : { status: 'free' }
    },
    list: async (query) => pageOf('locks', rows.held().map(shown), ({ name }) => name, query),
  }
}
