/**
 * Checkpoints in Postgres: one row a key, and a row for each item and each streak. Each change is a transaction that first
 * locks the row of its key; what follows sees all that was committed until then. A list of items goes to one statement as
 * one parameter, so that a call costs its items, and as few round trips for many as for one (durability:D2).
 */
import type { CheckpointRows, FailureStreak } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import {
  corruptRow,
  flag,
  jsonIn,
  listOf,
  moment,
  orNull,
  rowReader,
  text,
  texts,
  wholeFrom,
} from '../../src/core/rows.ts'
import type { Calls, Query } from './calls.ts'
import type { CheckpointStatements } from './checkpoint-statements.ts'
import { checkpointStatements } from './checkpoint-statements.ts'
import type { Tables } from './tables.ts'

interface Row {
  readonly id: number
  readonly epoch: number
  /** JSON, as every pin and anchor, for it may hold a NUL */
  readonly pin: string | null
  readonly anchor: string | null
  readonly touched_at: number
}

/** A row whose run is unfinished. */
type RunRow = Row & { readonly pin: string }

/** What is known of a key, as of one moment. */
type Known = Row & { readonly done: readonly string[]; readonly failing: readonly FailureStreak<string>[] }

const columns = {
  id: wholeFrom(1),
  epoch: wholeFrom(1),
  pin: orNull(text),
  anchor: orNull(text),
  touched_at: moment,
}
const streak = { item: text, streak: wholeFrom(1) }

const readRow = rowReader<Row>('checkpoint', columns)
const readKnown = rowReader<Known>('checkpoint', { ...columns, done: texts, failing: listOf(streak) })
const readBegun = rowReader('checkpoint', { id: wholeFrom(1), resumed: flag })
const readStreak = rowReader<FailureStreak<string>>('checkpoint_streak', streak)
const readName = rowReader('checkpoint', { name: text })

function isRun<Some extends Row>(row: Some | undefined): row is Some & RunRow {
  return row !== undefined && row.pin !== null
}

function written(name: string): string {
  return JSON.stringify(name)
}

function read(key: string, json: string): string {
  return readName({ name: jsonIn('checkpoint', key, json) }, key).name
}

function anchorOf(key: string, { anchor }: Row): string | null {
  return anchor === null ? null : read(key, anchor)
}

function shown(key: string, found: Known & RunRow) {
  const { epoch, done, failing, touched_at: touchedAtMs } = found
  return { epoch, pin: read(key, found.pin), done, failing, anchor: anchorOf(key, found), touchedAtMs }
}

type Changes = Pick<CheckpointRows, 'append' | 'fail' | 'replace' | 'finish'>

/** What a run's own epoch may do; any other is superseded, and nothing is written. */
function openRuns(calls: Calls, sql: CheckpointStatements, namespace: number): Changes {
  const asRun = <Answer>(key: string, epoch: number, work: (row: RunRow, query: Query) => Promise<Answer>) =>
    calls.transaction(async (query) => {
      const { rows } = await query(sql.lock, [namespace, key])
      const known = rows[0] && readRow(rows[0], key)
      return isRun(known) && known.epoch === epoch ? work(known, query) : { status: 'superseded' as const }
    })

  return {
    append: (key, epoch, items) =>
      asRun(key, epoch, async ({ id }, query) => {
        if (items.length === 0) return { status: 'appended', added: 0 }
        const { rows } = await query<{ readonly added: number }>(sql.append, [namespace, id, items])
        return { status: 'appended', added: rows[0]?.added ?? 0 }
      }),
    fail: (key, epoch, items) =>
      asRun(key, epoch, async ({ id }, query) => {
        if (items.length === 0) return { status: 'recorded', failing: [] }
        await query(sql.fail, [namespace, id, items, epoch])
        const { rows } = await query(sql.named, [id, items])
        return { status: 'recorded', failing: rows.map((found) => readStreak(found, key)) }
      }),
    replace: (key, epoch, items) =>
      asRun(key, epoch, async ({ id }, query) => {
        await query(sql.replace, [namespace, id, items])
        return { status: 'replaced' }
      }),
    finish: (key, epoch, { anchor } = {}) =>
      asRun(key, epoch, async (known, query) => {
        const at = anchorOf(key, known)
        if (anchor && anchor.from !== at) return { status: 'moved', anchor: at }
        await query(sql.finish, [known.id, anchor ? written(anchor.to) : null])
        return { status: 'finished' }
      }),
  }
}

/** A session's checkpoints. */
export function openCheckpoints(calls: Calls, tables: Tables): CheckpointRows {
  const sql = checkpointStatements(tables)
  const { namespace } = tables

  return {
    begin: (key, { pin, discard }) =>
      calls.transaction(async (query) => {
        const discarded = discard === undefined ? null : written(discard)
        const begun = await query(sql.begin, [namespace, key, written(pin), discarded])
        const [row] = begun.rows.map((found) => readBegun(found, key))
        if (row?.resumed === false) await query(sql.discard, [namespace, row.id, discarded])
        const { rows } = await query(sql.read, [namespace, key])
        if (!rows[0]) throw new StoreError('CORRUPT', 'the digest of a key is that of another key')
        const known = readKnown(rows[0], key)
        if (!row || !isRun(known)) throw corruptRow('checkpoint', key, 'a run that has begun is not there')
        return { ...shown(key, known), resumed: row.resumed }
      }),
    ...openRuns(calls, sql, namespace),
    purge: ({ idleMs }) =>
      calls.transaction(async (query) => {
        const { rows } = await query<{ readonly id: number }>(sql.endIdle, [namespace, idleMs])
        if (rows.length > 0) await query(sql.empty, [rows.map(({ id }) => id)])
        return { runs: rows.length }
      }),
    async inspect(key) {
      const [found] = await calls.read(sql.read, [namespace, key])
      const known = found && readKnown(found, key)
      if (isRun(known)) return { status: 'running', ...shown(key, known) }
      return { status: 'none', failing: known?.failing ?? [], anchor: known ? anchorOf(key, known) : null }
    },
  }
}
