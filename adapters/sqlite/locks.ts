/**
 * Locks in SQLite: a row for each holder, and the last token of a name in a row that is never deleted. Every change is one IMMEDIATE
 * transaction, in which the clock is read after the write lock is held: nothing can pass between judgement and write.
 */
import type { AcquireOptions, Clock, Guard, LockSnapshot, Locks } from '../../contracts/index.ts'
import { fenced } from '../../contracts/guard.ts'
import { admissionTo, inCompany, lockKey, lockOf } from '../../src/core/leases.ts'
import { pageIn } from '../../src/core/pages.ts'
import { moment, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import type { Connection } from './driver.ts'
import { Statement } from './driver.ts'
import type { Changing } from './failures.ts'

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
  readonly slots: number
}

const tokens = wholeFrom(1)

const readRow = rowReader<Row>('lock_row', {
  name: text,
  token: tokens,
  instance: text,
  host: text,
  boot: text,
  pid: wholeFrom(1),
  pid_start: wholeFrom(0),
  acquired_at: moment,
  heartbeat_at: moment,
  expires_at: moment,
  takeable_at: moment,
  heartbeat_ms: wholeFrom(1),
  slots: wholeFrom(1),
})

const readToken = rowReader<{ readonly token: number }>('lock_token', { token: tokens })

/** A row as it was found, as far as its name and its token tell anything. */
interface Found {
  readonly name: string
  readonly token: unknown
}

/** A row that was found, if one was. */
function rowIn(found: unknown, name: string): Row | undefined {
  return found === undefined ? undefined : readRow(found, name)
}

function snapshot(row: Row, atMs: number): LockSnapshot {
  const { name, token, instance, host, boot, pid, slots } = row
  const shown: LockSnapshot = {
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
  return inCompany(shown, slots)
}

function statements(db: Connection): {
  readonly [name in 'holders' | 'first' | 'clear' | 'nextToken' | 'write' | 'beat' | 'remove' | 'page']: Statement
} {
  return {
    holders: new Statement(db, 'SELECT * FROM lock_row WHERE name = ?'),
    first: new Statement(db, 'SELECT * FROM lock_row WHERE name = ? ORDER BY takeable_at, token LIMIT 1'),
    clear: new Statement(db, 'DELETE FROM lock_row WHERE name = ? AND takeable_at <= ?'),
    nextToken: new Statement(
      db,
      'INSERT INTO lock_token VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET token = token + 1 RETURNING token',
    ),
    write: new Statement(
      db,
      `INSERT INTO lock_row VALUES (@name, @token, @instance, @host, @boot, @pid, @pidStart,
         @now, @now, @now + @ttlMs, @now + @ttlMs + @graceMs, @heartbeatMs, @slots) RETURNING *`,
    ),
    beat: new Statement(
      db,
      `UPDATE lock_row SET heartbeat_at = @now, expires_at = @now + @ttlMs, takeable_at = @now + @ttlMs + takeable_at - expires_at
         WHERE name = @name AND token = @token RETURNING *`,
    ),
    remove: new Statement(
      db,
      'DELETE FROM lock_row WHERE name = @name AND token = @token AND expires_at = coalesce(@expiresAtMs, expires_at)',
    ),
    page: new Statement(db, 'SELECT * FROM lock_row WHERE (name, token) > (?, ?) ORDER BY name, token LIMIT ?'),
  }
}

/** Refuses a guard that does not hold its lock, in whatever transaction it is asked. */
export function heldOn(db: Connection): (guard: Guard) => void {
  const held = new Statement(db, 'SELECT 1 FROM lock_row WHERE name = ? AND token = ?')
  return (guard) => {
    if (held.get(guard.lock, guard.token) === undefined) fenced(guard)
  }
}

/** A session's locks on a connection. */
export function openLocks(db: Connection, clock: Clock, changing: Changing): Locks {
  const sql = statements(db)

  const take = changing((name: string, options: AcquireOptions) => {
    const now = clock.now()
    const rows = sql.holders.all(name).map((found) => snapshot(readRow(found, name), now))
    const admission = admissionTo(rows, options, now)
    if ('holder' in admission) return { status: 'busy' as const, holder: admission.holder }
    if (admission.lapsed.length > 0) sql.clear.run(name, now)
    const { owner, ttlMs, graceMs, heartbeatMs, slots = 1 } = options
    const next = readToken(sql.nextToken.get(name), name)
    const row = sql.write.get({ ...owner, ...next, name, now, ttlMs, graceMs, heartbeatMs, slots })
    return { status: 'acquired' as const, lease: snapshot(readRow(row, name), now) }
  })

  const beat = changing((name: string, token: number, ttlMs: number) => {
    const now = clock.now()
    const row = rowIn(sql.beat.get({ name, token, ttlMs, now }), name)
    return row ? { status: 'held' as const, lease: snapshot(row, now) } : { status: 'lost' as const }
  })

  const remove = changing(
    (name: string, token: number, expiresAtMs: number | null) =>
      sql.remove.run({ name, token, expiresAtMs }).changes === 1,
  )

  return {
    acquire: async (name, options) => take(name, options),
    renew: async (name, token, { ttlMs }) => beat(name, token, ttlMs),
    release: async (name, token) => ({ status: (await remove(name, token, null)) ? 'released' : 'not-held' }),
    evict: async ({ name, token, expiresAtMs }) => ({
      status: (await remove(name, token, expiresAtMs)) ? 'evicted' : 'changed',
    }),
    async inspect(name) {
      const row = rowIn(sql.first.get(name), name)
      return row ? { status: 'held', lock: snapshot(row, clock.now()) } : { status: 'free' }
    },
    async list({ limit, cursor = '' }) {
      const after = lockOf(cursor)
      const found = sql.page.all(after.name, after.token, limit + 1) as readonly Found[]
      const now = clock.now()
      return pageIn('locks', { found, limit }, lockKey, (row) => snapshot(readRow(row, row.name), now))
    },
  }
}
