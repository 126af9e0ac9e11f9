/**
 * What calls change of tasks, as deltas that follow each other: of each task the fields that changed, so that a renewal
 * does not write a payload again.
 */
import type { TaskEvent } from '../../contracts/index.ts'
import type { TaskRow } from '../../src/core/tasks/rows.ts'
import type { TaskStore } from '../../src/core/tasks/store.ts'
import { TaskTable } from '../../src/core/tasks/table.ts'
import type { TaskChange } from '../../src/core/tasks/view.ts'
import type { Column } from '../../src/core/rows.ts'
import { orNull, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import { taskEvent, taskFields } from '../../src/core/tasks/fields.ts'
import type { Kind } from './chain.ts'

/** The fields that changed; null for one that is there no more. Of a task that is new, every field. */
type Patch = { readonly [Field in keyof TaskRow]?: TaskRow[Field] | null }

/** What changed: tasks, null for one that was removed, then events. */
export interface TaskDelta {
  readonly tasks: readonly (readonly [id: string, patch: Patch | null])[]
  readonly told: readonly TaskEvent<string>[]
  /** events of that time and before, of older deltas, are forgotten; null where none are */
  readonly forgottenMs: number | null
}

/** Every field that a task may be without. */
const absent: Patch = {
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

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other))
}

function patchOf(old: TaskRow | undefined, row: TaskRow): Patch {
  const now: Patch = { ...absent, ...row }
  if (!old) return now
  const before: Patch = { ...absent, ...old }
  const changed = Object.entries(now).filter(([field, value]) => !isSame(before[field as keyof TaskRow], value))
  return Object.fromEntries(changed)
}

/** The fields that are there. */
function present(patch: Patch): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null))
}

function patched(old: TaskRow | undefined, patch: Patch): TaskRow {
  // The first patch of a task has all that it must have.
  return present({ ...old, ...patch }) as unknown as TaskRow
}

/** What a call changed of what it found; undefined where that is nothing. */
export function deltaOf(found: TaskStore, { put, removed, told, forgottenMs }: TaskChange): TaskDelta | undefined {
  const tasks = [
    ...put.map((row) => [row.id, patchOf(found.get(row.id), row)] as const),
    ...removed.filter((id) => found.get(id)).map((id) => [id, null] as const),
  ]
  const forgets =
    forgottenMs !== undefined && found.told(0, Number.MAX_SAFE_INTEGER).some(({ atMs }) => atMs <= forgottenMs)
  if (tasks.length === 0 && told.length === 0 && !forgets) return undefined
  return { tasks, told, forgottenMs: forgets ? forgottenMs : null }
}

/** All that a table holds. */
export function wholeOf(table: TaskTable): TaskDelta {
  const tasks = [...table.all()].map((row) => [row.id, row] as const)
  return { tasks, told: table.told(0, Number.MAX_SAFE_INTEGER), forgottenMs: null }
}

function mergedTasks(deltas: readonly TaskDelta[], isAll: boolean): TaskDelta['tasks'] {
  const tasks = new Map<string, Patch | null>()
  for (const [id, patch] of deltas.flatMap((delta) => delta.tasks)) {
    const old = tasks.get(id)
    tasks.set(id, patch === null || !old ? patch : { ...old, ...patch })
  }
  if (!isAll) return [...tasks]
  return [...tasks].flatMap(([id, patch]) => (patch ? [[id, present(patch)] as const] : []))
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
  return { tasks: mergedTasks(deltas, isAll), told, forgottenMs: isAll ? null : forgottenMs }
}

function isPatch(found: unknown): found is Patch {
  const fields: Readonly<Record<string, Column<unknown>>> = taskFields
  if (typeof found !== 'object' || found === null) return false
  return Object.entries(found).every(([field, value]) => value === null || fields[field]?.holds(value) === true)
}

function isEntry(found: unknown): found is TaskDelta['tasks'][number] {
  if (!Array.isArray(found) || found.length !== 2) return false
  const [id, patch] = found as readonly unknown[]
  return text.holds(id) && (patch === null || isPatch(patch))
}

const entries: Column<TaskDelta['tasks']> = {
  says: 'a list of [id, fields that changed]',
  holds: (found): found is TaskDelta['tasks'] => Array.isArray(found) && found.every(isEntry),
}

const events: Column<TaskDelta['told']> = {
  says: 'a list of events',
  holds: (found): found is TaskDelta['told'] => Array.isArray(found) && found.every((one) => taskEvent.holds(one)),
}

/** Tasks as a chain of deltas. */
export const taskDeltas: Kind<TaskDelta, TaskTable> = {
  table: 'tasks',
  read: rowReader<TaskDelta>('tasks', { tasks: entries, told: events, forgottenMs: orNull(wholeFrom(0)) }),
  merged,
  empty: () => new TaskTable(),
  apply(table, { tasks, told, forgottenMs }) {
    for (const [id, patch] of tasks) {
      if (patch) table.put(patched(table.get(id), patch))
      else table.remove(id)
    }
    if (forgottenMs !== null) table.forget(forgottenMs)
    table.retell(told)
  },
}
