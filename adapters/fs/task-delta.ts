/**
 * What calls change of tasks and of their workers, as deltas that follow each other: of each row the fields that changed, so
 * that a renewal does not write a payload again.
 */
import type { TaskEvent } from '../../contracts/index.ts'
import type { TaskRow } from '../../src/core/tasks/rows.ts'
import type { TaskStore } from '../../src/core/tasks/store.ts'
import { TaskTable } from '../../src/core/tasks/table.ts'
import type { TaskChange } from '../../src/core/tasks/view.ts'
import type { Column } from '../../src/core/rows.ts'
import { orAbsent, orNull, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import { taskEvent, taskFields } from '../../src/core/tasks/fields.ts'
import { workerFields } from '../../src/core/workers/fields.ts'
import type { WorkerRow } from '../../src/core/workers/rows.ts'
import type { Kind } from './chain.ts'
import type { Patch, Patches } from './patches.ts'
import { mergedPatches, patched, patchOf } from './patches.ts'

/** What changed: tasks, null for one that was removed, then events. */
export interface TaskDelta {
  readonly tasks: Patches<TaskRow>
  readonly told: readonly TaskEvent<string>[]
  /** events of that time and before, of older deltas, are forgotten; null where none are */
  readonly forgottenMs: number | null
  /** workers, as tasks; absent where none changed, and in what programs wrote that knew of none */
  readonly workers?: Patches<WorkerRow>
}

/** Every field that a task may be without. */
const absentOfTask: Patch<TaskRow> = {
  timeoutMs: null,
  idempotencyKey: null,
  startedAtMs: null,
  leaseUntilMs: null,
  claimId: null,
  endedAtMs: null,
  progress: null,
  result: null,
  why: null,
}

const absentOfWorker: Patch<WorkerRow> = { child: null, activatedAtMs: null, facts: null }

/** What a call changed of rows that it found. */
function changedRows<Row extends { readonly id: string }>(
  absent: Patch<Row>,
  get: (id: string) => Row | undefined,
  { put, removed }: { readonly put: readonly Row[]; readonly removed: readonly string[] },
): Patches<Row> {
  return [
    ...removed.filter((id) => get(id)).map((id) => [id, null] as const),
    ...put.map((row) => [row.id, patchOf(absent, get(row.id), row)] as const),
  ]
}

/** What a call changed of what it found; undefined where that is nothing. */
export function deltaOf(found: TaskStore, change: TaskChange): TaskDelta | undefined {
  const { told, forgottenMs } = change
  const tasks = changedRows(absentOfTask, (id) => found.get(id), change)
  const workers = changedRows(absentOfWorker, (id) => found.workers.get(id), change.workers)
  const forgets =
    forgottenMs !== undefined && found.told(0, Number.MAX_SAFE_INTEGER).some(({ atMs }) => atMs <= forgottenMs)
  if (tasks.length === 0 && told.length === 0 && !forgets && workers.length === 0) return undefined
  return { tasks, told, forgottenMs: forgets ? forgottenMs : null, ...some(workers) }
}

/** The workers that a delta tells of, where there are some. */
function some(workers: Patches<WorkerRow>): Pick<TaskDelta, 'workers'> {
  return workers.length > 0 ? { workers } : {}
}

/** All that a table holds. */
export function wholeOf(table: TaskTable): TaskDelta {
  const tasks = [...table.all()].map((row) => [row.id, row] as const)
  const workers = table.workers.all().map((row) => [row.id, row] as const)
  return { tasks, told: table.told(0, Number.MAX_SAFE_INTEGER), forgottenMs: null, ...some(workers) }
}

function merged(deltas: readonly TaskDelta[], isAll: boolean): TaskDelta {
  let told: readonly TaskEvent<string>[] = []
  let forgottenMs: number | null = null
  for (const delta of deltas) {
    const until = delta.forgottenMs
    if (until !== null) {
      told = told.filter(({ atMs }) => atMs > until)
      forgottenMs = Math.max(until, forgottenMs ?? until)
    }
    told = [...told, ...delta.told]
  }
  const tasks = mergedPatches(
    deltas.map((delta) => delta.tasks),
    isAll,
  )
  const workers = mergedPatches(
    deltas.map((delta) => delta.workers ?? []),
    isAll,
  )
  return { tasks, told, forgottenMs: isAll ? null : forgottenMs, ...some(workers) }
}

/** A list of patches whose fields hold what these columns may. */
function patchesOf<Row>(fields: Readonly<Record<string, Column<unknown>>>): Column<Patches<Row>> {
  const isPatch = (found: unknown): boolean =>
    typeof found === 'object' &&
    found !== null &&
    Object.entries(found).every(([field, value]) => value === null || fields[field]?.holds(value) === true)
  const isEntry = (found: unknown): boolean => {
    if (!Array.isArray(found) || found.length !== 2) return false
    const [id, patch] = found as readonly unknown[]
    return text.holds(id) && (patch === null || isPatch(patch))
  }
  return {
    says: 'a list of [id, fields that changed]',
    holds: (found): found is Patches<Row> => Array.isArray(found) && found.every(isEntry),
  }
}

const events: Column<TaskDelta['told']> = {
  says: 'a list of events',
  holds: (found): found is TaskDelta['told'] => Array.isArray(found) && found.every((one) => taskEvent.holds(one)),
}

/** Tasks as a chain of deltas. */
export const taskDeltas: Kind<TaskDelta, TaskTable> = {
  table: 'tasks',
  read: rowReader<TaskDelta>('tasks', {
    tasks: patchesOf<TaskRow>(taskFields),
    told: events,
    forgottenMs: orNull(wholeFrom(0)),
    workers: orAbsent(patchesOf<WorkerRow>(workerFields)),
  }),
  merged,
  empty: () => new TaskTable(),
  apply(table, { tasks, told, forgottenMs, workers = [] }) {
    for (const [id, patch] of tasks) {
      if (patch) table.put(patched(table.get(id), patch))
      else table.remove(id)
    }
    for (const [id, patch] of workers) {
      if (patch) table.workers.put(patched(table.workers.get(id), patch))
      else table.workers.remove(id)
    }
    if (forgottenMs !== null) table.forget(forgottenMs)
    table.retell(told)
  },
}
