/** Locks on rows: the whole port, for a store that reads and writes a row without waiting. */
import type { Clock, Guard, LockSnapshot, Locks } from '../../contracts/index.ts'
import { fenced } from '../../contracts/guard.ts'
import { admissionTo, firstToLapse, grantedLease, lockKey, renewedLease } from './leases.ts'
import { pageOf } from './pages.ts'

/**
 * The rows of a store. No method waits, so that what a call reads is what it changes, as far as its thread goes. A store that
 * claims one holder a name may keep one row a name.
 */
export interface LockRows {
  /** the greatest token that a name ever had, held or freed: the next one follows from it */
  last(name: string): { readonly token: number } | undefined
  /** the rows that are held, expired ones too */
  held(): readonly LockSnapshot[]
  /** the rows of a name that are held, where a store finds them without looking through all that are */
  heldOf?(name: string): readonly LockSnapshot[]
  /**
   * Holds a row, in the place of the one with its token if there is one, and holds those that lapsed no more, in one step.
   * Where a name has one holder, it takes the place of the last row of its name.
   */
  put(row: LockSnapshot, lapsed: readonly LockSnapshot[]): void
  /** makes that the row is held no more; its token still counts for the last one of its name */
  free(row: LockSnapshot): void
}

/** Refuses a write whose guard does not hold its lock. */
export function demandHeld(rows: LockRows, guard: Guard): void {
  if (!holderBy(rows, guard.lock, guard.token)) fenced(guard)
}

function holdersOf(rows: LockRows, name: string): readonly LockSnapshot[] {
  return rows.heldOf ? rows.heldOf(name) : rows.held().filter((row) => row.name === name)
}

function holderBy(rows: LockRows, name: string, token: number): LockSnapshot | undefined {
  return holdersOf(rows, name).find((row) => row.token === token)
}

/** Locks on these rows, by this clock. */
export function locksOn(rows: LockRows, clock: Clock): Locks {
  const shown = (row: LockSnapshot): LockSnapshot => ({ ...row, owner: { ...row.owner }, atMs: clock.now() })
  const holders = (name: string): readonly LockSnapshot[] => holdersOf(rows, name)
  const own = (name: string, token: number): LockSnapshot | undefined => holderBy(rows, name, token)
  const kept = (row: LockSnapshot, lapsed: readonly LockSnapshot[]): LockSnapshot => {
    rows.put(row, lapsed)
    return shown(row)
  }
  return {
    async acquire(name, options) {
      const now = clock.now()
      const admission = admissionTo(holders(name), options, now)
      if ('holder' in admission) return { status: 'busy', holder: shown(admission.holder) }
      const token = 1 + (rows.last(name)?.token ?? 0)
      return { status: 'acquired', lease: kept(grantedLease(name, token, options, now), admission.lapsed) }
    },
    async renew(name, token, { ttlMs }) {
      const row = own(name, token)
      return row ? { status: 'held', lease: kept(renewedLease(row, ttlMs, clock.now()), []) } : { status: 'lost' }
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
      const row = firstToLapse(holders(name))
      return row ? { status: 'held', lock: shown(row) } : { status: 'free' }
    },
    list: async (query) => pageOf('locks', rows.held().map(shown), lockKey, query),
  }
}
