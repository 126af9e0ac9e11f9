/** Rows of tasks as statements give and take them: names are bytes in one direction, and hexadecimal in JSON in the other. */
import type { Task, TaskEvent, TaskSummary } from '../../contracts/index.ts'
import type { StoredRow } from '../../src/core/tasks/columns.ts'
import { columnsOf, summaryIn, taskEventIn, taskIn } from '../../src/core/tasks/columns.ts'
import type { TaskRow } from '../../src/core/tasks/rows.ts'
import type { TaskStore } from '../../src/core/tasks/store.ts'
import type { TaskChange } from '../../src/core/tasks/view.ts'
import { nameColumns } from './task-statements.ts'

/** The row with its names as texts. */
export function textsOf(row: StoredRow): StoredRow {
  const entries = Object.entries(row).map(([column, value]) => [
    column,
    Buffer.isBuffer(value) && nameColumns.includes(column) ? value.toString() : value,
  ])
  return Object.fromEntries(entries) as StoredRow
}

function awaitedIn(row: StoredRow): readonly string[] {
  return (row['waits_for'] as readonly Buffer[]).map(String)
}

/** The task of a row, without its values. @throws StoreError CORRUPT for a row that is that of none */
export function summaryOf(row: StoredRow): TaskSummary {
  return summaryIn(textsOf(row), awaitedIn(row))
}

/** The task of a row. @throws StoreError CORRUPT for a row that is that of none */
export function taskOf(row: StoredRow): Task<string> {
  return taskIn(textsOf(row), awaitedIn(row))
}

/** The event of a row. @throws StoreError CORRUPT for a row that is that of none */
export function eventOf(row: StoredRow): TaskEvent<string> {
  return taskEventIn(textsOf(row))
}

function hex(name: string): string {
  return Buffer.from(name).toString('hex')
}

function hexed(columns: object): object {
  const entries = Object.entries(columns).map(([column, value]: [string, unknown]) => [
    column,
    typeof value === 'string' && nameColumns.includes(column) ? hex(value) : value,
  ])
  return Object.fromEntries(entries) as object
}

/** What a call changed of what it found, as the JSON that is written by one statement. */
export function changeText(found: TaskStore, { put, told }: TaskChange): string {
  const isNew = ({ id }: TaskRow): boolean => found.get(id) === undefined
  const awaitedBefore = (id: string): readonly string[] => found.get(id)?.waitsFor ?? []
  return JSON.stringify({
    inserted: put.filter(isNew).map((row) => hexed(columnsOf(row))),
    changed: put.filter((row) => !isNew(row)).map((row) => hexed(columnsOf(row))),
    awaited: put
      .filter(isNew)
      .flatMap(({ id, waitsFor }) =>
        waitsFor.map((other, position) => ({ id: hex(id), waits_for: hex(other), position })),
      ),
    letGo: put.flatMap(({ id, waitsFor }) => {
      const kept = new Set(waitsFor)
      const gone = awaitedBefore(id).filter((other) => !kept.has(other))
      return gone.map((other) => ({ id: hex(id), waits_for: hex(other) }))
    }),
    told: told.map(({ seq, id, queue, from = null, to, atMs, message }) =>
      hexed({ seq, id, queue, from_state: from, to_state: to, at: atMs, message: message?.value ?? null }),
    ),
  })
}
