/**
 * Locks in Postgres: one row a name that is never deleted, so that its tokens rise for ever. Every change is one statement.
 * It decides by the row as it is once it is locked and by the clock as it is then, whatever the isolation.
 */
import type { Guard, LockSnapshot, Locks } from '../../contracts/index.ts'
import { fenced } from '../../contracts/guard.ts'
import { pageIn } from '../../src/core/pages.ts'
import { bytes, jsonIn, moment, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import type { Calls, Query } from './calls.ts'
import { overtaken } from './calls.ts'
import type { Answer, Statement } from './driver.ts'
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

/** A row as it was found, as far as its name and what becomes of it tell anything. */
interface Found {
  readonly name: unknown
}

interface Asked extends Found {
  readonly granted: boolean
}

function snapshot(found: Found, name: string): LockSnapshot {
  const row = readRow(found, name)
  return {
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
}

const columns = 'name, token, owner, acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms'

/** `at` is computed once, so that the times of a grant differ by exactly what was asked for. */
function granted(token: string, now: string): string {
  return `SELECT ${token}, true, $3::text, t.at, t.at, t.at + $4::bigint, t.at + $4::bigint + $5::bigint, $6::bigint
    FROM (SELECT ${now} AS at) t`
}

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
  const given = 'token, held, owner, acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms'
  return {
    // Who finds the lock held is answered by the row as it was when the statement began, and writes nothing: a conflict would
    // lock the row, which costs a sync. Nobody is granted one whose token came to harm.
    acquire: tables.statement(
      'locks.acquire',
      `WITH taken AS (
         INSERT INTO ${row} AS held_row (namespace, name, ${given})
           SELECT $1, $2, first.* FROM (${granted('1', now)}) first WHERE NOT EXISTS (
             SELECT FROM ${row} WHERE ${named} AND held AND NOT ($7::int = 1 AND takeable_at <= ${now}))
           ON CONFLICT (namespace, name) DO UPDATE SET (${given}) = (${granted('held_row.token + 1', now)})
             WHERE (NOT held_row.held OR ($7::int = 1 AND held_row.takeable_at <= ${now})) AND held_row.token >= 0
           RETURNING ${columns})
       SELECT true AS granted, acquired_at AS at, ${columns} FROM taken
       UNION ALL
       SELECT false, ${now}, ${columns} FROM ${row} WHERE ${named} AND (held OR token < 0) AND NOT EXISTS (SELECT FROM taken)`,
    ),
    renew: tables.statement(
      'locks.renew',
      `UPDATE ${row} SET (heartbeat_at, expires_at, takeable_at) =
           (SELECT t.at, t.at + $4::bigint, t.at + $4::bigint + takeable_at - expires_at FROM (SELECT ${now} AS at) t)
         WHERE ${named} AND token = $3 AND held RETURNING heartbeat_at AS at, ${columns}`,
    ),
    free: tables.statement(
      'locks.free',
      `UPDATE ${row} SET held = false
         WHERE ${named} AND token = $3 AND held AND expires_at = coalesce($4::bigint, expires_at)`,
    ),
    read: tables.statement('locks.read', `SELECT ${now} AS at, ${columns} FROM ${row} WHERE ${named} AND held`),
    page: (limit) =>
      tables.statement(
        `locks.page.${limit}`,
        `SELECT ${now} AS at, ${columns} FROM ${row} WHERE namespace = $1 AND name > $2 AND held
           ORDER BY name LIMIT ${limit}`,
      ),
  }
}

/** Refuses an answer in which nobody has the lock, or somebody has it who could be taken over: it is free by now. */
function demandClear(name: string, takesLapsed: boolean, { rows: [row] }: Answer<Asked>): void {
  if (row?.granted === true) return
  const holder = row && snapshot(row, name)
  if (!holder || (takesLapsed && holder.atMs >= holder.takeableAtMs)) overtaken('the lock')
}

/** Refuses a guard that does not hold its lock; until the transaction ends nobody takes it over. */
export function heldIn(tables: Tables): (query: Query, guard: Guard) => Promise<void> {
  const held = tables.statement(
    'locks.held',
    `SELECT FROM ${tables.in}lock_row WHERE namespace = $1 AND name = $2 AND token = $3 AND held FOR SHARE`,
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
    async acquire(name, { owner, ttlMs, graceMs, heartbeatMs, takeover }) {
      const takesLapsed = takeover !== 'never'
      const values = [
        namespace,
        Buffer.from(name),
        JSON.stringify(owner),
        ttlMs,
        graceMs,
        heartbeatMs,
        takesLapsed ? 1 : 0,
      ]
      const { rows } = await calls.change<Asked>(sql.acquire, values, (answer) =>
        demandClear(name, takesLapsed, answer),
      )
      const [row] = rows
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
      const found = await calls.read<Found>(sql.page(limit + 1), [namespace, Buffer.from(cursor)])
      return pageIn('locks', { found, limit }, (row) => String(row.name), snapshot)
    },
  }
}
