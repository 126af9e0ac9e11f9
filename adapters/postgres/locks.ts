/**
 * Locks in Postgres: one row a name that is never deleted, so that its tokens rise for ever. Every change is one statement.
 * It decides by the row as it is once it is locked and by the clock as it is then, whatever the isolation.
 */
import type { Identity, LockSnapshot, Locks } from '../../contracts/index.ts'
import type { Calls } from './calls.ts'
import { overtaken } from './calls.ts'
import type { Answer, Statement } from './driver.ts'
import type { Tables } from './tables.ts'

interface Row {
  readonly name: Buffer
  readonly token: number
  readonly owner: string
  readonly acquired_at: number
  readonly heartbeat_at: number
  readonly expires_at: number
  readonly takeable_at: number
  readonly heartbeat_ms: number
  /** the store's time when the row was read */
  readonly at: number
}

type Asked = Row & { readonly granted: boolean }

function snapshot(row: Row): LockSnapshot {
  return {
    name: row.name.toString(),
    token: row.token,
    // What was written is what the port had checked.
    owner: JSON.parse(row.owner) as Identity,
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
    // Who finds the lock held is answered by the row as it was when the statement began.
    acquire: tables.statement(
      'locks.acquire',
      `WITH taken AS (
         INSERT INTO ${row} AS held_row (namespace, name, ${given})
           SELECT $1, $2, first.* FROM (${granted('1', now)}) first
           ON CONFLICT (namespace, name) DO UPDATE SET (${given}) = (${granted('held_row.token + 1', now)})
             WHERE NOT held_row.held OR held_row.takeable_at <= ${now}
           RETURNING ${columns})
       SELECT true AS granted, acquired_at AS at, ${columns} FROM taken
       UNION ALL
       SELECT false, ${now}, ${columns} FROM ${row} WHERE ${named} AND held AND NOT EXISTS (SELECT FROM taken)`,
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

/** Refuses an answer in which nobody has the lock, or somebody has it for no longer: it is free by now. */
function demandClear({ rows: [row] }: Answer<Asked>): void {
  if (!row || (!row.granted && row.at >= row.takeable_at)) overtaken('the lock')
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
    async acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
      const values = [namespace, Buffer.from(name), JSON.stringify(owner), ttlMs, graceMs, heartbeatMs]
      const { rows } = await calls.change<Asked>(sql.acquire, values, demandClear)
      const [row] = rows
      if (!row) return overtaken('the lock')
      return row.granted ? { status: 'acquired', lease: snapshot(row) } : { status: 'busy', holder: snapshot(row) }
    },
    async renew(name, token, { ttlMs }) {
      const { rows } = await calls.change<Row>(sql.renew, [namespace, Buffer.from(name), token, ttlMs])
      return rows[0] ? { status: 'held', lease: snapshot(rows[0]) } : { status: 'lost' }
    },
    release: async (name, token) => ({ status: (await isFreed(name, token, null)) ? 'released' : 'not-held' }),
    evict: async ({ name, token, expiresAtMs }) => ({
      status: (await isFreed(name, token, expiresAtMs)) ? 'evicted' : 'changed',
    }),
    async inspect(name) {
      const [row] = await calls.read<Row>(sql.read, [namespace, Buffer.from(name)])
      return row ? { status: 'held', lock: snapshot(row) } : { status: 'free' }
    },
    async list({ limit, cursor = '' }) {
      const rows = await calls.read<Row>(sql.page(limit + 1), [namespace, Buffer.from(cursor)])
      const locks = rows.slice(0, limit).map(snapshot)
      const last = rows.length > limit ? locks.at(-1) : undefined
      return last ? { locks, cursor: last.name } : { locks }
    },
  }
}
