/**
 * Logs in Postgres: one row a log, and one for each entry that lies there. An append is a transaction that first locks the row
 * of its log, writes what is new and removes what goes beyond the limit. A tail is one statement, and of one moment.
 */
import type { LogPart, LogQuery, LogStore } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { limitBytesMax, limitBytesUsual } from '../../contracts/repository/logs/port.ts'
import { readEntry, sizeOf, writeEntry } from '../../src/core/log-entry.ts'
import { Tail } from '../../src/core/log-tail.ts'
import type { Calls, Query } from './calls.ts'
import { overtaken } from './calls.ts'
import type { LogStatements } from './log-statements.ts'
import { logParameters, logStatements } from './log-statements.ts'
import type { Tables } from './tables.ts'

interface Row {
  readonly id: number
  readonly next: number
  readonly size: number
  readonly dropped: number
  readonly sealed: boolean
}

/** A log with one of its entries, or with none. */
interface TailRow extends Omit<Row, 'id'> {
  readonly touched_at: number
  readonly seq: number | null
  readonly entry_size: number
  readonly entry: Buffer
}

/** Bytes that are read at first where lines are asked for, and how many times as many where these are not enough. */
const [linesBytes, growth] = [65_536, 16]

/** The parts of an entry, where it is the one that is due. */
function partsOf(row: TailRow, seq: number): readonly LogPart[] {
  const parts = readEntry(row.entry)
  if (row.seq === seq && sizeOf(parts) === row.entry_size) return parts
  throw new StoreError('CORRUPT', `entry ${seq} of a log came to harm`)
}

/** The end of a log in the entries that hold its last so many bytes; undefined where it begins before them. */
function endIn(rows: readonly TailRow[], { next, size }: TailRow, bytes: number, query: LogQuery | undefined) {
  const tail = new Tail(query)
  let read = 0
  for (const [index, row] of rows.filter(({ seq }) => seq !== null).entries()) {
    tail.take(partsOf(row, next - 1 - index))
    read += row.entry_size
  }
  if (read > size || read < Math.min(size, bytes))
    throw new StoreError('CORRUPT', `the entries of a log have ${read} bytes of ${size}`)
  return tail.isDone || read === size ? tail.parts() : undefined
}

/** How much of the oldest entries goes so that so many bytes do: up to which, and the bytes of them. */
async function oldest(query: Query, sql: LogStatements, id: number, bytes: number): Promise<readonly [number, number]> {
  let [last, gone] = [0, 0]
  while (gone < bytes) {
    const { rows } = await query<{ readonly seq: number; readonly size: number }>(sql.after, [id, last])
    if (rows.length === 0) throw new StoreError('CORRUPT', `a log has ${bytes - gone} bytes less than it says`)
    for (const { seq, size } of rows) {
      if (gone >= bytes) break
      gone += size
      last = seq
    }
  }
  return [last, gone]
}

type Changes = Pick<LogStore, 'append' | 'seal' | 'drop' | 'prune'>

function openChanges(calls: Calls, sql: LogStatements, namespace: number): Changes {
  const locked = async (query: Query, scope: string, name: string): Promise<Row | undefined> =>
    (await query<Row>(sql.lock, logParameters(namespace, scope, name))).rows[0]
  const made = async (query: Query, scope: string, name: string): Promise<Row> =>
    (await query<Row>(sql.make, logParameters(namespace, scope, name))).rows[0] ?? overtaken('the log')

  return {
    append: (scope, name, seq, parts, { limitBytes = limitBytesUsual } = {}) =>
      calls.transaction(async (query) => {
        const found = await locked(query, scope, name)
        const { next, sealed } = found ?? { next: 1, sealed: false }
        if (seq < next) return { status: 'known', next }
        if (sealed || seq > next) return { status: sealed ? 'sealed' : 'gap', next }
        const { id, size: before } = found ?? (await made(query, scope, name))
        const size = sizeOf(parts)
        const [last, gone] = await oldest(query, sql, id, Math.min(before, before + size - limitBytes))
        await query(sql.grow, [namespace, id, seq, size, writeEntry(parts), last, gone])
        return { status: 'appended', next: seq + 1 }
      }),
    async seal(scope, name) {
      const { rows } = await calls.change<{ readonly next: number; readonly touched_at: number }>(
        sql.seal,
        logParameters(namespace, scope, name),
      )
      if (!rows[0]) throw new StoreError('CORRUPT', 'the digest of a log is that of another log')
      return { status: 'sealed', next: rows[0].next, touchedAtMs: rows[0].touched_at }
    },
    drop: (scope, name) =>
      calls.transaction(async (query) => {
        const found = await locked(query, scope, name)
        if (!found) return { status: 'absent' }
        await query(sql.empty, [found.id])
        await query(sql.remove, [found.id])
        return { status: 'dropped' }
      }),
    async prune({ olderThanMs }) {
      const { rows } = await calls.change<{ readonly logs: number }>(sql.prune, [namespace, olderThanMs])
      return { logs: rows[0]?.logs ?? 0 }
    },
  }
}

/** A session's logs. */
export function openLogs(calls: Calls, tables: Tables): LogStore {
  const sql = logStatements(tables)
  const { namespace } = tables

  return {
    ...openChanges(calls, sql, namespace),
    async tail(scope, name, query) {
      const at = logParameters(namespace, scope, name)
      for (let bytes = query?.lines === undefined ? (query?.bytes ?? limitBytesMax) : linesBytes; ; bytes *= growth) {
        const rows = await calls.read<TailRow>(sql.read, [...at, bytes])
        const [row] = rows
        if (!row) return { status: 'absent' }
        const parts = endIn(rows, row, bytes, query)
        const { size, dropped, next, sealed, touched_at: touchedAtMs } = row
        if (parts) return { status: 'there', parts, size, dropped, next, sealed, touchedAtMs }
      }
    },
  }
}
