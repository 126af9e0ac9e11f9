/**
 * Locks in Postgres: a row for each holder, and one for the last token of a name, which is never deleted. Every change is one
 * statement. It decides by the rows as they are once they are locked and by the clock as it is then, whatever the isolation;
 * who is admitted is decided by a function of the schema (`steps/slots.ts`).
 */
import type { Guard, LockSnapshot, Locks } from '../../contracts/index.ts'
import { fenced } from '../../contracts/guard.ts'
import { inCompany, lockKey, lockOf } from '../../src/core/leases.ts'
import { pageIn } from '../../src/core/pages.ts'
import { bytes, jsonIn, moment, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import type { Calls, Query } from './calls.ts'
import { overtaken } from './calls.ts'
import type { Statement } from './driver.ts'
import type { Tables } from './tables.ts'

const readRow = rowReader('lock_row', {
  name: bytes,
  token: wholeFrom(1),
  owner: text,
  acquired_at: moment,
  heartbeat_at: moment,
  expires_at: moment,
  takeable_at: moment,
  heartbeat_ms: wholeFrom(1),
  slots: wholeFrom(1),
  // the store's time when the row was read
  at: moment,
})

const readOwner = rowReader('lock_row.owner', {
  instance: text,
  host: text,
  boot: text,
  pid: wholeFrom(1),
  pidStart: wholeFrom(0),
})

/** A row as it was found, as far as its name, its token and what becomes of it tell anything. */
interface Found {
  readonly name: unknown
  readonly token: unknown
}

interface Asked extends Found {
  readonly granted: boolean
}

function snapshot(found: Found, name: string): LockSnapshot {
  const row = readRow(found, name)
  const shown: LockSnapshot = {
    name: row.name.toString(),
    token: row.token,
    owner: readOwner(jsonIn('lock_row.owner', name, row.owner), name),
    acquiredAtMs: row.acquired_at,
    heartbeatAtMs: row.heartbeat_at,
    expiresAtMs: row.expires_at,
    takeableAtMs: row.takeable_at,
    heartbeatMs: row.heartbeat_ms,
    atMs: row.at,
  }
  return inCompany(shown, row.slots)
}

const columns = 'name, token, owner, acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms, slots'

interface Statements {
  readonly acquire: Statement
  readonly renew: Statement
  readonly free: Statement
  readonly read: Statement
  readonly page: (limit: number) => Statement
}

function statements(tables: Tables): Statements {
  const { now } = tables
  const row = `${tables.in}lock_row`
  const named = 'namespace = $1 AND name = $2'
  return {
    acquire: tables.statement(
      'locks.acquire',
      `WITH asked AS (SELECT granted, at, (lock).* FROM ${tables.in}lock_acquire($1, $2, $3, $4, $5, $6, $7::int = 1, $8))
       SELECT granted, at, ${columns} FROM asked`,
    ),
    renew: tables.statement(
      'locks.renew',
      `UPDATE ${row} SET (heartbeat_at, expires_at, takeable_at) =
           (SELECT t.at, t.at + $4::bigint, t.at + $4::bigint + takeable_at - expires_at FROM (SELECT ${now} AS at) t)
         WHERE ${named} AND token = $3 RETURNING heartbeat_at AS at, ${columns}`,
    ),
    free: tables.statement(
      'locks.free',
      `DELETE FROM ${row} WHERE ${named} AND token = $3 AND expires_at = coalesce($4::bigint, expires_at)`,
    ),
    read: tables.statement(
      'locks.read',
      `SELECT ${now} AS at, ${columns} FROM ${row} WHERE ${named} ORDER BY takeable_at, token LIMIT 1`,
    ),
    page: (limit) =>
      tables.statement(
        `locks.page.${limit}`,
        `SELECT ${now} AS at, ${columns} FROM ${row} WHERE namespace = $1 AND (name, token) > ($2, $3::bigint)
           ORDER BY name, token LIMIT ${limit}`,
      ),
  }
}

/** Refuses a guard that does not hold its lock; until the transaction ends nobody takes it over, and its holder may renew it. */
export function heldIn(tables: Tables): (query: Query, guard: Guard) => Promise<void> {
  const held = tables.statement(
    'locks.held',
    `SELECT FROM ${tables.in}lock_row WHERE namespace = $1 AND name = $2 AND token = $3 FOR KEY SHARE`,
  )
  return async (query, guard) => {
    const { rows } = await query(held, [tables.namespace, Buffer.from(guard.lock), guard.token])
    if (rows.length === 0) fenced(guard)
  }
}

/** A session's locks. */
export function openLocks(calls: Calls, tables: Tables): Locks {
  const sql = statements(tables)
  const { namespace } = tables

  async function isFreed(name: string, token: number, expiresAtMs: number | null): Promise<boolean> {
    const { count } = await calls.change(sql.free, [namespace, Buffer.from(name), token, expiresAtMs])
    return count === 1
  }

  return {
    async acquire(name, { owner, ttlMs, graceMs, heartbeatMs, takeover, slots = 1 }) {
      const lease = [JSON.stringify(owner), ttlMs, graceMs, heartbeatMs]
      const values = [namespace, Buffer.from(name), ...lease, takeover === 'never' ? 0 : 1, slots]
      const [row] = (await calls.change<Asked>(sql.acquire, values)).rows
      if (!row) return overtaken('the lock')
      const found = snapshot(row, name)
      return row.granted ? { status: 'acquired', lease: found } : { status: 'busy', holder: found }
    },
    async renew(name, token, { ttlMs }) {
      const { rows } = await calls.change<Found>(sql.renew, [namespace, Buffer.from(name), token, ttlMs])
      return rows[0] ? { status: 'held', lease: snapshot(rows[0], name) } : { status: 'lost' }
    },
    release: async (name, token) => ({ status: (await isFreed(name, token, null)) ? 'released' : 'not-held' }),
    evict: async ({ name, token, expiresAtMs }) => ({
      status: (await isFreed(name, token, expiresAtMs)) ? 'evicted' : 'changed',
    }),
    async inspect(name) {
      const [row] = await calls.read<Found>(sql.read, [namespace, Buffer.from(name)])
      return row ? { status: 'held', lock: snapshot(row, name) } : { status: 'free' }
    },
    async list({ limit, cursor = '' }) {
      const after = lockOf(cursor)
      const found = await calls.read<Found>(sql.page(limit + 1), [namespace, Buffer.from(after.name), after.token])
      const keyOf = ({ name, token }: Found): string => lockKey({ name: String(name), token })
      return pageIn('locks', { found, limit }, keyOf, (row) => snapshot(row, String(row.name)))
    },
  }
}
