/** Locks in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { Clock, LockSnapshot, Locks } from '../../contracts/index.ts'

/** Rows by name, and for each name the last token that was given: it stays when the row goes (durability:J5). */
export interface LockTable {
  readonly rows: Map<string, Omit<LockSnapshot, 'atMs'>>
  readonly tokens: Map<string, number>
}

export function lockTable(): LockTable {
  return { rows: new Map(), tokens: new Map() }
}

/** A session's locks on a table. */
export function openLocks({ rows, tokens }: LockTable, clock: Clock): Locks {
  const shown = (row: Omit<LockSnapshot, 'atMs'>): LockSnapshot => ({
    ...row,
    owner: { ...row.owner },
    atMs: clock.now(),
  })
  const held = (name: string, token: number): Omit<LockSnapshot, 'atMs'> | undefined => {
    const row = rows.get(name)
    return row?.token === token ? row : undefined
  }
  return {
    async acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
      const now = clock.now()
      const old = rows.get(name)
      if (old && now < old.takeableAtMs) return { status: 'busy', holder: shown(old) }
      const token = (tokens.get(name) ?? 0) + 1
      const times = {
        acquiredAtMs: now,
        heartbeatAtMs: now,
        expiresAtMs: now + ttlMs,
        takeableAtMs: now + ttlMs + graceMs,
      }
      const row = { name, token, owner: { ...owner }, ...times, heartbeatMs }
      tokens.set(name, token)
      rows.set(name, row)
      return { status: 'acquired', lease: shown(row) }
    },
    async renew(name, token, { ttlMs }) {
      const row = held(name, token)
      if (!row) return { status: 'lost' }
      const now = clock.now()
      const graceMs = row.takeableAtMs - row.expiresAtMs
      const renewed = { ...row, heartbeatAtMs: now, expiresAtMs: now + ttlMs, takeableAtMs: now + ttlMs + graceMs }
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
      return row ? { status: 'held', lock: shown(row) } : { status: 'free' }
    },
    async list({ limit, cursor }) {
      const names = [...rows.keys()].filter((name) => cursor === undefined || name > cursor).toSorted(byCodeUnit)
      const page = names.slice(0, limit)
      const last = page.at(-1)
      const locks = page.flatMap((name) => rows.get(name) ?? []).map(shown)
      return names.length > limit && last !== undefined ? { locks, cursor: last } : { locks }
    },
  }
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}
