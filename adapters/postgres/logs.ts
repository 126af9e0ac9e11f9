/**
 * Logs in Postgres: one row a log, and one for each entry that lies there. An append is a transaction that first locks the row
 * of its log, writes what is new and removes what goes beyond the limit. A tail is one statement, and of one moment.
 */
import type { LogPart, LogQuery, LogStore } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { limitBytesMax, limitBytesUsual } from '../../contracts/repository/logs/port.ts'
import { readEntry, sizeOf, writeEntry } from '../../src/core/log-entry.ts'
import { Tail } from '../../src/core/log-tail.ts'
import { bytes, corruptRow, flag, moment, orNull, rowReader, wholeFrom } from '../../src/core/rows.ts'
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
  readonly entry_size: number | null
  readonly entry: Buffer | null
}

const facts = { next: wholeFrom(1), size: wholeFrom(0), dropped: wholeFrom(0), sealed: flag }

const readRow = rowReader<Row>('log', { id: wholeFrom(1), ...facts })
const readTailRow = rowReader<TailRow>('log', {
  ...facts,
  touched_at: moment,
  seq: orNull(wholeFrom(1)),
  entry_size: orNull(wholeFrom(1)),
  entry: orNull(bytes),
})
const readHead = rowReader('log_entry', { seq: wholeFrom(1), size: wholeFrom(1) })
const readSealed = rowReader('log', { next: wholeFrom(1), touched_at: moment })

/** Bytes that are read at first where lines are asked for, and how many times as many where these are not enough. */
const [linesBytes, growth] = [65_536, 16]

/** The parts of an entry, where it is the one that is due. */
function partsOf({ seq, entry_size: size, entry }: TailRow, due: number): readonly LogPart[] {
  const parts = entry === null ? [] : readEntry(entry)
  if (seq === due && sizeOf(parts) === size) return parts
  throw corruptRow('log_entry', String(due), `found entry ${seq} of ${sizeOf(parts)} bytes, which says ${size}`)
}

/** What was asked of a log that is there. */
interface Asked {
  readonly rows: readonly TailRow[]
  /** so many of its last bytes lie in the rows */
  readonly bytes: number
  readonly query: LogQuery | undefined
}

/** The end of a log in the entries that were read; undefined where it begins before them. */
function endIn({ next, size }: TailRow, { rows, bytes: asked, query }: Asked): readonly LogPart[] | undefined {
  const tail = new Tail(query)
  let read = 0
  for (const [index, row] of rows.filter(({ seq }) => seq !== null).entries()) {
    tail.take(partsOf(row, next - 1 - index))
    read += row.entry_size ?? 0
  }
  if (read > size || read < Math.min(size, asked))
    throw corruptRow('log', String(next), `its entries have ${read} bytes of ${size}`)
  return tail.isDone || read === size ? tail.parts() : undefined
}

/** How much of the oldest entries goes so that so many bytes do: up to which, and the bytes of them. */
async function oldest(query: Query, sql: LogStatements, id: number, due: number): Promise<readonly [number, number]> {
  let [last, gone] = [0, 0]
  while (gone < due) {
    const { rows } = await query(sql.after, [id, last])
    if (rows.length === 0) throw corruptRow('log', String(id), `it has ${due - gone} bytes less than it says`)
    for (const row of rows) {
      if (gone >= due) break
      const { seq, size } = readHead(row, `${id} after ${last}`)
      gone += size
      last = seq
    }
  }
  return [last, gone]
}

type Changes = Pick<LogStore, 'append' | 'seal' | 'drop' | 'prune'>

function openChanges(calls: Calls, sql: LogStatements, namespace: number): Changes {
  const locked = async (query: Query, scope: string, name: string): Promise<object | undefined> =>
    (await query(sql.lock, logParameters(namespace, scope, name))).rows[0]
  const made = async (query: Query, scope: string, name: string): Promise<object> =>
    (await query(sql.make, logParameters(namespace, scope, name))).rows[0] ?? overtaken('the log')

  return {
    append: (scope, name, seq, parts, { limitBytes = limitBytesUsual } = {}) =>
      calls.transaction(async (query) => {
        const row = await locked(query, scope, name)
        const found = row && readRow(row, `${scope} ${name}`)
        const { next, sealed } = found ?? { next: 1, sealed: false }
        if (seq < next) return { status: 'known', next }
        if (sealed || seq > next) return { status: sealed ? 'sealed' : 'gap', next }
        const { id, size: before } = found ?? readRow(await made(query, scope, name), `${scope} ${name}`)
        const size = sizeOf(parts)
        const [last, gone] = await oldest(query, sql, id, Math.min(before, before + size - limitBytes))
        await query(sql.grow, [namespace, id, seq, size, writeEntry(parts), last, gone])
        return { status: 'appended', next: seq + 1 }
      }),
    async seal(scope, name) {
      const { rows } = await calls.change(sql.seal, logParameters(namespace, scope, name))
      if (!rows[0]) throw new StoreError('CORRUPT', 'the digest of a log is that of another log')
      const { next, touched_at: touchedAtMs } = readSealed(rows[0], `${scope} ${name}`)
      return { status: 'sealed', next, touchedAtMs }
    },
    drop: (scope, name) =>
      calls.transaction(async (query) => {
        const found = await query<{ readonly id: number }>(sql.lock, logParameters(namespace, scope, name))
        const [row] = found.rows
        if (!row) return { status: 'absent' }
        await query(sql.empty, [row.id])
        await query(sql.remove, [row.id])
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
      for (let asked = query?.lines === undefined ? (query?.bytes ?? limitBytesMax) : linesBytes; ; asked *= growth) {
        const found = await calls.read(sql.read, [...at, asked])
        const rows = found.map((row) => readTailRow(row, `${scope} ${name}`))
        const [row] = rows
        if (!row) return { status: 'absent' }
        const parts = endIn(row, { rows, bytes: asked, query })
        const { size, dropped, next, sealed, touched_at: touchedAtMs } = row
        if (parts) return { status: 'there', parts, size, dropped, next, sealed, touchedAtMs }
      }
    },
  }
}
