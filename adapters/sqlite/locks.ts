/**
 * Locks in SQLite: one row a name, and its last token in a row that is never deleted. Every change is one IMMEDIATE
 * transaction, in which the clock is read after the write lock is held: nothing can pass between judgement and write.
 */
import type { AcquireOptions, Clock, LockSnapshot, Locks } from '../../contracts/index.ts'
import type { Connection, Statement } from './driver.ts'

interface Row {
  readonly name: string
  readonly token: number
  readonly instance: string
  readonly host: string
  readonly boot: string
  readonly pid: number
  readonly pid_start: number
  readonly acquired_at: number
  readonly heartbeat_at: number
  readonly expires_at: number
  readonly takeable_at: number
  readonly heartbeat_ms: number
}

function snapshot(row: Row, atMs: number): LockSnapshot {
  const { name, token, instance, host, boot, pid } = row
  return {
    name,
    token,
    owner: { instance, host, boot, pid, pidStart: row.pid_start },
    acquiredAtMs: row.acquired_at,
    heartbeatAtMs: row.heartbeat_at,
    expiresAtMs: row.expires_at,
    takeableAtMs: row.takeable_at,
    heartbeatMs: row.heartbeat_ms,
    atMs,
  }
}

function statements(db: Connection): {
  readonly [name in 'read' | 'nextToken' | 'write' | 'beat' | 'remove' | 'page']: Statement
} {
  return {
    read: db.prepare('SELECT * FROM lock_row WHERE name = ?'),
    nextToken: db
      .prepare(
        'INSERT INTO lock_token VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET token = token + 1 RETURNING token',
      )
      .pluck(),
    write: db.prepare(
      `INSERT OR REPLACE INTO lock_row VALUES (@name, @token, @instance, @host, @boot, @pid, @pidStart,
         @now, @now, @now + @ttlMs, @now + @ttlMs + @graceMs, @heartbeatMs) RETURNING *`,
    ),
    beat: db.prepare(
      `UPDATE lock_row SET heartbeat_at = @now, expires_at = @now + @ttlMs, takeable_at = @now + @ttlMs + takeable_at - expires_at
         WHERE name = @name AND token = @token RETURNING *`,
    ),
    remove: db.prepare(
      'DELETE FROM lock_row WHERE name = @name AND token = @token AND expires_at = coalesce(@expiresAtMs, expires_at)',
    ),
    page: db.prepare('SELECT * FROM lock_row WHERE name > ? ORDER BY name LIMIT ?'),
  }
}

/** A session's locks on a connection. */
export function openLocks(db: Connection, clock: Clock): Locks {
  const sql = statements(db)

  const take = db.transaction((name: string, { owner, ttlMs, graceMs, heartbeatMs }: AcquireOptions) => {
    const now = clock.now()
    const old = sql.read.get(name) as Row | undefined
    if (old && now < old.takeable_at) return { status: 'busy' as const, holder: snapshot(old, now) }
    const token = sql.nextToken.get(name) as number
    const row = sql.write.get({ ...owner, name, token, now, ttlMs, graceMs, heartbeatMs }) as Row
    return { status: 'acquired' as const, lease: snapshot(row, now) }
  })

  const beat = db.transaction((name: string, token: number, ttlMs: number) => {
    const now = clock.now()
    const row = sql.beat.get({ name, token, ttlMs, now }) as Row | undefined
    return row ? { status: 'held' as const, lease: snapshot(row, now) } : { status: 'lost' as const }
  })

  const remove = db.transaction(
    (name: string, token: number, expiresAtMs: number | null) =>
      sql.remove.run({ name, token, expiresAtMs }).changes === 1,
  )

  return {
    acquire: async (name, options) => take.immediate(name, options),
    renew: async (name, token, { ttlMs }) => beat.immediate(name, token, ttlMs),
    release: async (name, token) => ({ status: remove.immediate(name, token, null) ? 'released' : 'not-held' }),
    evict: async ({ name, token, expiresAtMs }) => ({
      status: remove.immediate(name, token, expiresAtMs) ? 'evicted' : 'changed',
    }),
    async inspect(name) {
      const row = sql.read.get(name) as Row | undefined
      return row ? { status: 'held', lock: snapshot(row, clock.now()) } : { status: 'free' }
    },
    async list({ limit, cursor = '' }) {
      const rows = sql.page.all(cursor, limit + 1) as readonly Row[]
      const now = clock.now()
      const locks = rows.slice(0, limit).map((row) => snapshot(row, now))
      const last = rows.length > limit ? locks.at(-1) : undefined
      return last ? { locks, cursor: last.name } : { locks }
    },
  }
}
