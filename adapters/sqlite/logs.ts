/**
 * Logs in SQLite: one row a log, and one for each entry that lies there. Every change is one IMMEDIATE transaction, which
 * writes what is new and removes what goes beyond the limit; what is read is of one moment, and no more than was asked for.
 */
import type { Clock, LogPart, LogQuery, LogStore } from '../../contracts/index.ts'
import { limitBytesUsual } from '../../contracts/repository/logs/port.ts'
import { readEntry, sizeOf, writeEntry } from '../../src/core/log-entry.ts'
import { Tail } from '../../src/core/log-tail.ts'
import { bytes, corruptRow, moment, rowReader, wholeFrom } from '../../src/core/rows.ts'
import type { Connection } from './driver.ts'
import { Statement } from './driver.ts'
import type { Changing } from './failures.ts'

interface Row {
  readonly id: number
  readonly next: number
  readonly size: number
  readonly dropped: number
  readonly sealed: number
  readonly touched_at: number
}

const readRow = rowReader<Row>('log', {
  id: wholeFrom(1),
  next: wholeFrom(1),
  size: wholeFrom(0),
  dropped: wholeFrom(0),
  sealed: wholeFrom(0),
  touched_at: moment,
})

const readHead = rowReader('log_entry', { seq: wholeFrom(1), size: wholeFrom(1) })
const readBytes = rowReader('log_entry', { size: wholeFrom(1), entry: bytes })

/** What is known of a log that is not there. */
const none = { next: 1, size: 0, dropped: 0, sealed: 0 } as const

type Name = 'read' | 'find' | 'make' | 'grow' | 'seal' | 'add' | 'after' | 'trim' | 'entry' | 'empty' | 'remove'

type Statements = { readonly [name in Name | 'emptyOld' | 'removeOld']: Statement }

const isOld = 'sealed = 1 AND touched_at BETWEEN 0 AND ?'

function statements(db: Connection): Statements {
  return {
    read: new Statement(db, 'SELECT id, next, size, dropped, sealed, touched_at FROM log WHERE scope = ? AND name = ?'),
    find: new Statement(db, 'SELECT id FROM log WHERE scope = ? AND name = ?', 'plucked'),
    make: new Statement(
      db,
      `INSERT INTO log (scope, name, next, size, dropped, sealed, touched_at)
           VALUES (@scope, @name, 1, 0, 0, 0, @now) RETURNING id`,
      'plucked',
    ),
    grow: new Statement(
      db,
      'UPDATE log SET next = @next, size = @size, dropped = @dropped, touched_at = @now WHERE id = @id',
    ),
    seal: new Statement(db, 'UPDATE log SET sealed = 1, touched_at = @now WHERE id = @id'),
    add: new Statement(db, 'INSERT INTO log_entry (id, seq, size, entry) VALUES (@id, @seq, @size, @entry)'),
    after: new Statement(db, 'SELECT seq, size FROM log_entry WHERE id = ? AND seq > ? ORDER BY seq LIMIT 1'),
    trim: new Statement(db, 'DELETE FROM log_entry WHERE id = ? AND seq <= ?'),
    entry: new Statement(db, 'SELECT size, entry FROM log_entry WHERE id = ? AND seq = ?'),
    empty: new Statement(db, 'DELETE FROM log_entry WHERE id = ?'),
    remove: new Statement(db, 'DELETE FROM log WHERE id = ?'),
    emptyOld: new Statement(db, `DELETE FROM log_entry WHERE id IN (SELECT id FROM log WHERE ${isOld})`),
    removeOld: new Statement(db, `DELETE FROM log WHERE ${isOld}`),
  }
}

function rowOf(sql: Statements, scope: string, name: string): Row | undefined {
  const found = sql.read.get(scope, name)
  return found === undefined ? undefined : readRow(found, `${scope} ${name}`)
}

/** Removes the oldest entries, whole, until so many bytes are gone; gives how many went. */
function trim(sql: Statements, id: number, bytesToGo: number): number {
  let [gone, last] = [0, 0]
  while (gone < bytesToGo) {
    const found = sql.after.get(id, last)
    if (found === undefined) throw corruptRow('log', String(id), `it has ${bytesToGo - gone} bytes less than it says`)
    const { seq, size } = readHead(found, `${id} after ${last}`)
    gone += size
    last = seq
  }
  if (gone > 0) sql.trim.run(id, last)
  return gone
}

/** The end of a log, where all that should lie there does. */
function endOf(sql: Statements, { id, next, size }: Row, query: LogQuery | undefined): readonly LogPart[] {
  const tail = new Tail(query)
  for (let [seq, rest] = [next - 1, size]; rest > 0 && !tail.isDone; seq -= 1) {
    const found = sql.entry.get(id, seq)
    const row = found === undefined ? undefined : readBytes(found, `${id} ${seq}`)
    const parts = row ? readEntry(row.entry) : []
    if (row?.size !== sizeOf(parts) || row.size > rest)
      throw corruptRow('log_entry', `${id} ${seq}`, `it has ${sizeOf(parts)} bytes, of ${rest} that lie there`)
    tail.take(parts)
    rest -= row.size
  }
  return tail.parts()
}

type Changes = Pick<LogStore, 'append' | 'seal' | 'drop' | 'prune'>

function openChanges(changing: Changing, sql: Statements, clock: Clock): Changes {
  const read = (scope: string, name: string): Row | undefined => rowOf(sql, scope, name)
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
    const id = sql.find.get(scope, name)
    if (id === undefined) return 'absent' as const
    sql.empty.run(id)
    sql.remove.run(id)
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
    const row = rowOf(sql, scope, name)
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
