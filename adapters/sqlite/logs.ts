/**
 * Logs in SQLite: one row a log, and one for each entry that lies there. Every change is one IMMEDIATE transaction, which
 * writes what is new and removes what goes beyond the limit; what is read is of one moment, and no more than was asked for.
 */
import type { Clock, LogPart, LogQuery, LogStore } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { limitBytesUsual } from '../../contracts/repository/logs/port.ts'
import { readEntry, sizeOf, writeEntry } from '../../src/core/log-entry.ts'
import { Tail } from '../../src/core/log-tail.ts'
import type { Connection, Statement } from './driver.ts'
import type { Changing } from './failures.ts'

interface Row {
  readonly id: number
  readonly next: number
  readonly size: number
  readonly dropped: number
  readonly sealed: number
  readonly touched_at: number
}

interface EntryRow {
  readonly seq: number
  readonly size: number
  readonly entry: Buffer
}

/** What is known of a log that is not there. */
const none = { next: 1, size: 0, dropped: 0, sealed: 0 } as const

type Name = 'read' | 'make' | 'grow' | 'seal' | 'add' | 'after' | 'trim' | 'entry' | 'empty' | 'remove'

type Statements = { readonly [name in Name | 'emptyOld' | 'removeOld']: Statement }

const isOld = 'sealed = 1 AND touched_at <= ?'

function statements(db: Connection): Statements {
  return {
    read: db.prepare('SELECT id, next, size, dropped, sealed, touched_at FROM log WHERE scope = ? AND name = ?'),
    make: db
      .prepare(
        `INSERT INTO log (scope, name, next, size, dropped, sealed, touched_at)
           VALUES (@scope, @name, 1, 0, 0, 0, @now) RETURNING id`,
      )
      .pluck(),
    grow: db.prepare('UPDATE log SET next = @next, size = @size, dropped = @dropped, touched_at = @now WHERE id = @id'),
    seal: db.prepare('UPDATE log SET sealed = 1, touched_at = @now WHERE id = @id'),
    add: db.prepare('INSERT INTO log_entry (id, seq, size, entry) VALUES (@id, @seq, @size, @entry)'),
    after: db.prepare('SELECT seq, size FROM log_entry WHERE id = ? AND seq > ? ORDER BY seq LIMIT 1'),
    trim: db.prepare('DELETE FROM log_entry WHERE id = ? AND seq <= ?'),
    entry: db.prepare('SELECT seq, size, entry FROM log_entry WHERE id = ? AND seq = ?'),
    empty: db.prepare('DELETE FROM log_entry WHERE id = ?'),
    remove: db.prepare('DELETE FROM log WHERE id = ?'),
    emptyOld: db.prepare(`DELETE FROM log_entry WHERE id IN (SELECT id FROM log WHERE ${isOld})`),
    removeOld: db.prepare(`DELETE FROM log WHERE ${isOld}`),
  }
}

/** Removes the oldest entries, whole, until so many bytes are gone; gives how many went. */
function trim(sql: Statements, id: number, bytes: number): number {
  let [gone, last] = [0, 0]
  while (gone < bytes) {
    const oldest = sql.after.get(id, last) as Pick<EntryRow, 'seq' | 'size'> | undefined
    if (!oldest) throw new StoreError('CORRUPT', `a log has ${bytes - gone} bytes less than it says`)
    gone += oldest.size
    last = oldest.seq
  }
  if (gone > 0) sql.trim.run(id, last)
  return gone
}

/** The end of a log, where all that should lie there does. */
function endOf(sql: Statements, { id, next, size }: Row, query: LogQuery | undefined): readonly LogPart[] {
  const tail = new Tail(query)
  for (let [seq, rest] = [next - 1, size]; rest > 0 && !tail.isDone; seq -= 1) {
    const row = sql.entry.get(id, seq) as EntryRow | undefined
    const parts = row ? readEntry(row.entry) : []
    if (!row || sizeOf(parts) !== row.size || row.size > rest)
      throw new StoreError('CORRUPT', `entry ${seq} of a log came to harm`)
    tail.take(parts)
    rest -= row.size
  }
  return tail.parts()
}

type Changes = Pick<LogStore, 'append' | 'seal' | 'drop' | 'prune'>

function openChanges(changing: Changing, sql: Statements, clock: Clock): Changes {
  const read = (scope: string, name: string): Row | undefined => sql.read.get(scope, name) as Row | undefined
  const make = (scope: string, name: string): number => sql.make.get({ scope, name, now: clock.now() }) as number

  const append = changing((scope: string, name: string, seq: number, entry: Buffer, size: number, limit: number) => {
    const row = read(scope, name)
    const { next, size: before, dropped, sealed } = row ?? none
    if (seq < next) return { status: 'known' as const, next }
    if (sealed === 1) return { status: 'sealed' as const, next }
    if (seq > next) return { status: 'gap' as const, next }
    const id = row?.id ?? make(scope, name)
    const gone = trim(sql, id, Math.min(before, before + size - limit))
    sql.add.run({ id, seq, size, entry })
    const after = { next: seq + 1, size: before + size - gone, dropped: dropped + gone }
    sql.grow.run({ id, ...after, now: clock.now() })
    return { status: 'appended' as const, next: after.next }
  })

  const seal = changing((scope: string, name: string) => {
    const row = read(scope, name)
    if (row?.sealed === 1) return { next: row.next, touchedAtMs: row.touched_at }
    const now = clock.now()
    sql.seal.run({ id: row?.id ?? make(scope, name), now })
    return { next: row?.next ?? 1, touchedAtMs: now }
  })

  const drop = changing((scope: string, name: string) => {
    const row = read(scope, name)
    if (!row) return 'absent' as const
    sql.empty.run(row.id)
    sql.remove.run(row.id)
    return 'dropped' as const
  })

  const prune = changing((olderThanMs: number) => {
    const latest = clock.now() - olderThanMs
    sql.emptyOld.run(latest)
    return sql.removeOld.run(latest).changes
  })

  return {
    append: async (scope, name, seq, parts, { limitBytes = limitBytesUsual } = {}) =>
      append(scope, name, seq, writeEntry(parts), sizeOf(parts), limitBytes),
    seal: async (scope, name) => ({ status: 'sealed', ...(await seal(scope, name)) }),
    drop: async (scope, name) => ({ status: await drop(scope, name) }),
    prune: async ({ olderThanMs }) => ({ logs: await prune(olderThanMs) }),
  }
}

/** A session's logs on a connection. */
export function openLogs(db: Connection, clock: Clock, changing: Changing): LogStore {
  const sql = statements(db)

  const tail = db.transaction((scope: string, name: string, query: LogQuery | undefined) => {
    const row = sql.read.get(scope, name) as Row | undefined
    if (!row) return { status: 'absent' as const }
    const { size, dropped, next, sealed, touched_at: touchedAtMs } = row
    const parts = endOf(sql, row, query)
    return { status: 'there' as const, parts, size, dropped, next, sealed: sealed === 1, touchedAtMs }
  })

  return {
    ...openChanges(changing, sql, clock),
    tail: async (scope, name, query) => tail(scope, name, query),
  }
}
