/** A task as the columns of a table, and back. */
import type { Task, TaskEvent, TaskState, TaskSummary, TasksPage } from '../../../contracts/index.ts'
import { leaseMsMin } from '../../../contracts/repository/tasks/task.ts'
import { pageIn } from '../pages.ts'
import { corruptRow, moment, orNull, rowReader, text, wholeFrom } from '../rows.ts'
import { taskState, taskWhy } from './fields.ts'
import { isOver } from './rows.ts'
import type { TaskRow } from './rows.ts'

/** A row as a driver gives it. */
export type StoredRow = Readonly<Record<string, unknown>>

/** The columns of a task; what it waits for lies in a table of its own. */
export interface TaskColumns {
  readonly id: string
  readonly queue: string
  readonly kind: string
  readonly state: TaskState
  readonly priority: number
  readonly max_attempts: number
  readonly max_stalls: number
  readonly lease_ms: number
  readonly timeout_ms: number | null
  readonly idempotency_key: string | null
  readonly attempts: number
  readonly stalls: number
  readonly token: number
  readonly created_at: number
  readonly due_at: number
  readonly started_at: number | null
  readonly lease_until: number | null
  readonly claim_id: string | null
  readonly ended_at: number | null
  readonly why: NonNullable<TaskSummary['why']> | null
  readonly progress: string | null
  readonly result: string | null
  /** null where it is not at hand, and stays as it is */
  readonly payload: string | null
}

/** The names of the columns without values, and of those with them. */
export const summaryColumns: readonly (keyof TaskColumns)[] = [
  ...(['id', 'queue', 'kind', 'state', 'priority', 'max_attempts', 'max_stalls', 'lease_ms', 'timeout_ms'] as const),
  ...(['idempotency_key', 'attempts', 'stalls', 'token', 'created_at', 'due_at', 'started_at', 'lease_until'] as const),
  ...(['claim_id', 'ended_at', 'why'] as const),
]
export const taskColumns: readonly (keyof TaskColumns)[] = [...summaryColumns, 'progress', 'result', 'payload']

export function columnsOf(task: TaskRow): TaskColumns {
  return {
    id: task.id,
    queue: task.queue,
    kind: task.kind,
    state: task.state,
    priority: task.priority,
    max_attempts: task.maxAttempts,
    max_stalls: task.maxStalls,
    lease_ms: task.leaseMs,
    timeout_ms: task.timeoutMs ?? null,
    idempotency_key: task.idempotencyKey ?? null,
    attempts: task.attempts,
    stalls: task.stalls,
    token: task.token,
    created_at: task.createdAtMs,
    due_at: task.dueAtMs,
    started_at: task.startedAtMs ?? null,
    lease_until: task.leaseUntilMs ?? null,
    claim_id: task.claimId ?? null,
    ended_at: task.endedAtMs ?? null,
    why: task.why ?? null,
    progress: task.progress?.value ?? null,
    result: task.result?.value ?? null,
    payload: task.payload ?? null,
  }
}

const count = wholeFrom(0)

const readColumns = rowReader<Omit<TaskColumns, 'payload' | 'progress' | 'result'>>('task', {
  id: text,
  queue: text,
  kind: text,
  state: taskState,
  priority: wholeFrom(-1_000),
  max_attempts: wholeFrom(1),
  max_stalls: count,
  lease_ms: wholeFrom(leaseMsMin),
  timeout_ms: orNull(wholeFrom(1)),
  idempotency_key: orNull(text),
  attempts: count,
  stalls: count,
  token: count,
  created_at: moment,
  due_at: moment,
  started_at: orNull(moment),
  lease_until: orNull(moment),
  claim_id: orNull(text),
  ended_at: orNull(moment),
  why: orNull(taskWhy),
})

const readValues = rowReader<Pick<TaskColumns, 'progress' | 'result'> & { readonly payload: string }>('task', {
  payload: text,
  progress: orNull(text),
  result: orNull(text),
})

/** What an error calls a row. */
function idOf(row: StoredRow): string {
  return String(row['id'])
}

/** Whatever a state has and no other may have: a row that says both or neither came to harm. */
function demandWhole(task: TaskSummary): void {
  const { id, startedAtMs, leaseUntilMs, claimId, endedAtMs, waitsFor } = task
  const isActive = task.state === 'active'
  const parts = [startedAtMs, leaseUntilMs, claimId]
  const fault =
    (parts.some((part) => (part !== undefined) !== isActive) && 'what is known of its claim does not fit') ||
    ((endedAtMs !== undefined) !== isOver(task) && 'its end does not fit') ||
    (waitsFor.length > 0 !== (task.state === 'blocked') && `it waits for ${waitsFor.length} others`)
  if (fault) throw corruptRow('task', id, `${task.state}, and ${fault}`)
}

/** The task that a row holds, without its values. @throws StoreError CORRUPT for a row that is that of none */
export function summaryIn(row: StoredRow, waitsFor: readonly string[]): TaskSummary {
  const columns = readColumns(row, idOf(row))
  const { timeout_ms: timeoutMs, idempotency_key: idempotencyKey, claim_id: claimId } = columns
  const { started_at: startedAtMs, lease_until: leaseUntilMs, ended_at: endedAtMs } = columns
  const task: TaskSummary = {
    id: columns.id,
    queue: columns.queue,
    kind: columns.kind,
    priority: columns.priority,
    state: columns.state,
    waitsFor,
    maxAttempts: columns.max_attempts,
    maxStalls: columns.max_stalls,
    leaseMs: columns.lease_ms,
    ...(timeoutMs === null ? {} : { timeoutMs }),
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
    attempts: columns.attempts,
    stalls: columns.stalls,
    token: columns.token,
    createdAtMs: columns.created_at,
    dueAtMs: columns.due_at,
    ...(startedAtMs === null ? {} : { startedAtMs }),
    ...(leaseUntilMs === null ? {} : { leaseUntilMs }),
    ...(claimId === null ? {} : { claimId }),
    ...(endedAtMs === null ? {} : { endedAtMs }),
    ...(columns.why === null ? {} : { why: columns.why }),
  }
  demandWhole(task)
  return task
}

/** The task that a row holds. @throws StoreError CORRUPT for a row that is that of none */
export function taskIn(row: StoredRow, waitsFor: readonly string[]): Task<string> {
  const { payload, progress, result } = readValues(row, idOf(row))
  return {
    ...summaryIn(row, waitsFor),
    payload,
    ...(progress === null ? {} : { progress: { value: progress } }),
    ...(result === null ? {} : { result: { value: result } }),
  }
}

/** An event as the columns of a table. */
interface EventColumns {
  readonly seq: number
  readonly id: string
  readonly queue: string
  readonly from_state: TaskState | null
  readonly to_state: TaskState
  readonly at: number
  readonly message: string | null
}

const readEvent = rowReader<EventColumns>('task_event', {
  seq: wholeFrom(1),
  id: text,
  queue: text,
  from_state: orNull(taskState),
  to_state: taskState,
  at: moment,
  message: orNull(text),
})

/** The event that a row holds. @throws StoreError CORRUPT for a row that is that of none */
export function taskEventIn(row: StoredRow): TaskEvent<string> {
  const { seq, id, queue, from_state: from, to_state: to, at: atMs, message } = readEvent(row, String(row['seq']))
  const cause = from === null ? {} : { from }
  return { seq, id, queue, ...cause, to, atMs, ...(message === null ? {} : { message: { value: message } }) }
}

/** The page that rows make, of which there may be one more than it has. */
export function taskPageIn(
  found: readonly StoredRow[],
  limit: number,
  read: (row: StoredRow) => TaskSummary,
): TasksPage {
  return pageIn('tasks', { found, limit }, idOf, read)
}
