/** Locks in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { Clock, LockSnapshot, Locks } from '../../contracts/index.ts'
import { grantedLease, inspectedLock, renewedLease } from '../../src/core/leases.ts'
import { pageOf } from '../../src/core/pages.ts'

/** Rows by name, and for each name the last token that was given: it stays when the row goes (durability:J5). */
export interface LockTable {
  readonly rows: Map<string, LockSnapshot>
  readonly tokens: Map<string, number>
}

export function lockTable(): LockTable {
  return { rows: new Map(), tokens: new Map() }
}

/** A session's locks on a table. */
export function openLocks({ rows, tokens }: LockTable, clock: Clock): Locks {
  const shown = (row: LockSnapshot): LockSnapshot => ({ ...row, owner: { ...row.owner }, atMs: clock.now() })
  const held = (name: string, token: number): LockSnapshot | undefined => {
    const row = rows.get(name)
    return row?.token === token ? row : undefined
  }
  return {
    async acquire(name, options) {
      const now = clock.now()
      const old = rows.get(name)
      if (old && now < old.takeableAtMs) return { status: 'busy', holder: shown(old) }
      const row = grantedLease(name, (tokens.get(name) ?? 0) + 1, options, now)
      tokens.set(name, row.token)
      rows.set(name, row)
      return { status: 'acquired', lease: shown(row) }
    },
    async renew(name, token, { ttlMs }) {
      const row = held(name, token)
      if (!row) return { status: 'lost' }
      const renewed = renewedLease(row, ttlMs, clock.now())
      rows.set(name, renewed)
      return { status: 'held', lease: shown(renewed) }
    },
    async release(name, token) {
      if (!held(name, token)) return { status: 'not-held' }
      rows.delete(name)
      return { status: 'released' }
    },
    async evict(snapshot) {
      const row = held(snapshot.name, snapshot.token)
      if (row?.expiresAtMs !== snapshot.expiresAtMs) return { status: 'changed' }
      rows.delete(snapshot.name)
      return { status: 'evicted' }
    },
    async inspect(name) {
      const row = rows.get(name)
      return inspectedLock(row && shown(row))
    },
    list: async (query) => pageOf('locks', [...rows.values()].map(shown), ({ name }) => name, query),
  }
}
