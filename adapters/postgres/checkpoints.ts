/**
 * Checkpoints in Postgres: one row a key, and a row for each item and each streak. Each change is a transaction that first
 * locks the row of its key; what follows sees all that was committed until then. A list of items goes to one statement as
 * one parameter, so that a call costs its items, and as few round trips for many as for one (durability:D2).
 */
import type { CheckpointRows, FailureStreak } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
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

function isRun<Some extends Row>(row: Some | undefined): row is Some & RunRow {
  return row !== undefined && row.pin !== null
}

function written(name: string): string {
  return JSON.stringify(name)
}

function read(text: string): string {
  return JSON.parse(text) as string
}

function anchorOf({ anchor }: Row): string | null {
  return anchor === null ? null : read(anchor)
}

function shown(row: Known & RunRow) {
  const { epoch, done, failing, touched_at: touchedAtMs } = row
  return { epoch, pin: read(row.pin), done, failing, anchor: anchorOf(row), touchedAtMs }
}

type Changes = Pick<CheckpointRows, 'append' | 'fail' | 'replace' | 'finish'>

/** What a run's own epoch may do; any other is superseded, and nothing is written. */
function openRuns(calls: Calls, sql: CheckpointStatements, namespace: number): Changes {
  const asRun = <Answer>(key: string, epoch: number, work: (row: RunRow, query: Query) => Promise<Answer>) =>
    calls.transaction(async (query) => {
      const { rows } = await query<Row>(sql.lock, [namespace, key])
      const [row] = rows
      return isRun(row) && row.epoch === epoch ? work(row, query) : { status: 'superseded' as const }
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
        const { rows } = await query<FailureStreak<string>>(sql.named, [id, items])
        return { status: 'recorded', failing: rows }
      }),
    replace: (key, epoch, items) =>
      asRun(key, epoch, async ({ id }, query) => {
        await query(sql.replace, [namespace, id, items])
        return { status: 'replaced' }
      }),
    finish: (key, epoch, { anchor } = {}) =>
      asRun(key, epoch, async (row, query) => {
        if (anchor && anchor.from !== anchorOf(row)) return { status: 'moved', anchor: anchorOf(row) }
        await query(sql.finish, [row.id, anchor ? written(anchor.to) : null])
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
        const values = [namespace, key, written(pin), discard === undefined ? null : written(discard)]
        const begun = await query<{ readonly id: number; readonly resumed: boolean }>(sql.begin, values)
        const [row] = begun.rows
        if (!row) throw new StoreError('CORRUPT', 'the digest of a key is that of another key')
        if (!row.resumed) await query(sql.empty, [[row.id]])
        const { rows } = await query<Known>(sql.read, [namespace, key])
        if (!isRun(rows[0])) throw new StoreError('CORRUPT', 'a run that has begun is not there')
        return { ...shown(rows[0]), resumed: row.resumed }
      }),
    ...openRuns(calls, sql, namespace),
    purge: ({ idleMs }) =>
      calls.transaction(async (query) => {
        const { rows } = await query<{ readonly id: number }>(sql.endIdle, [namespace, idleMs])
        if (rows.length > 0) await query(sql.empty, [rows.map(({ id }) => id)])
        return { runs: rows.length }
      }),
    async inspect(key) {
      const [row] = await calls.read<Known>(sql.read, [namespace, key])
      if (isRun(row)) return { status: 'running', ...shown(row) }
      return { status: 'none', failing: row?.failing ?? [], anchor: row ? anchorOf(row) : null }
    },
  }
}
