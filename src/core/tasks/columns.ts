/** A task as the columns of a table, and back. */
import type { Task, TaskEvent, TaskState, TaskSummary, TasksPage } from '../../../contracts/index.ts'
import { isStoreError } from '../../../contracts/errors.ts'
import { leaseMsMin, taskStates } from '../../../contracts/repository/tasks/task.ts'
import type { StoredRow } from '../fields.ts'
import { Fields } from '../fields.ts'
import type { TaskRow } from './rows.ts'

/** The columns of a task; what it waits for lies in a table of its own. */
export interface TaskColumns {
  readonly id: string
  readonly queue: string
  readonly kind: string
  readonly state: string
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
  readonly why: string | null
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

const reasons = ['attempts', 'stalls', 'timeout', 'dependency'] as const

const terminal: readonly string[] = ['completed', 'failed', 'cancelled']

/** Whatever a state has and no other may have: a row that says both or neither came to harm. */
function demandWhole(fields: Fields, task: TaskSummary): void {
  const { state, startedAtMs, leaseUntilMs, claimId, endedAtMs, waitsFor } = task
  const isActive = state === 'active'
  if ([startedAtMs, leaseUntilMs, claimId].some((part) => (part !== undefined) !== isActive))
    fields.refuse(`${state}, and what is known of its claim does not fit`)
  if ((endedAtMs !== undefined) !== terminal.includes(state)) fields.refuse(`${state}, and its end does not fit`)
  if (waitsFor.length > 0 !== (state === 'blocked')) fields.refuse(`${state}, and waits for ${waitsFor.length} others`)
}

/** The task that a row holds, without its values. @throws StoreError CORRUPT for a row that is that of no task */
export function summaryIn(row: StoredRow, waitsFor: readonly string[]): TaskSummary {
  const fields = new Fields('task', row['id'], row)
  const text = (field: string): string => fields.text(field)
  const whole = (field: string): number => fields.whole(field)
  const task: TaskSummary = {
    id: fields.text('id'),
    queue: fields.text('queue'),
    kind: fields.text('kind'),
    priority: fields.whole('priority', -1_000),
    state: fields.word('state', taskStates),
    waitsFor,
    maxAttempts: fields.whole('max_attempts', 1),
    maxStalls: fields.whole('max_stalls'),
    leaseMs: fields.whole('lease_ms', leaseMsMin),
    ...fields.optional('timeoutMs', 'timeout_ms', whole),
    ...fields.optional('idempotencyKey', 'idempotency_key', text),
    attempts: fields.whole('attempts'),
    stalls: fields.whole('stalls'),
    token: fields.whole('token'),
    createdAtMs: fields.whole('created_at'),
    dueAtMs: fields.whole('due_at'),
    ...fields.optional('startedAtMs', 'started_at', whole),
    ...fields.optional('leaseUntilMs', 'lease_until', whole),
    ...fields.optional('claimId', 'claim_id', text),
    ...fields.optional('endedAtMs', 'ended_at', whole),
    ...fields.optional('why', 'why', (field) => fields.word(field, reasons)),
  }
  demandWhole(fields, task)
  return task
}

/** The task that a row holds. @throws StoreError CORRUPT for a row that is that of no task */
export function taskIn(row: StoredRow, waitsFor: readonly string[]): Task<string> {
  const fields = new Fields('task', row['id'], row)
  const boxed = (field: string): { readonly value: string } => ({ value: fields.text(field) })
  return {
    ...summaryIn(row, waitsFor),
    payload: fields.text('payload'),
    ...fields.optional('progress', 'progress', boxed),
    ...fields.optional('result', 'result', boxed),
  }
}

/** The event that a row holds. @throws StoreError CORRUPT for a row that is that of none */
export function taskEventIn(row: StoredRow): TaskEvent<string> {
  const fields = new Fields('task_event', row['seq'], row)
  const state = (field: string): TaskState => fields.word(field, taskStates)
  return {
    seq: fields.whole('seq', 1),
    id: fields.text('id'),
    queue: fields.text('queue'),
    ...fields.optional('from', 'from_state', state),
    to: state('to_state'),
    atMs: fields.whole('at'),
    ...fields.optional('message', 'message', (field) => ({ value: fields.text(field) })),
  }
}

/** The page that rows make, of which there may be one more than it has. One that cannot be read is told by its id. */
export function taskPageIn(
  rows: readonly StoredRow[],
  limit: number,
  read: (row: StoredRow) => TaskSummary,
): TasksPage {
  const tasks: TaskSummary[] = []
  const corrupt: string[] = []
  const page = rows.slice(0, limit)
  for (const row of page) {
    try {
      tasks.push(read(row))
    } catch (error) {
      if (!isStoreError(error, 'CORRUPT')) throw error
      corrupt.push(String(row['id']))
    }
  }
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    tasks,
    ...(corrupt.length > 0 ? { corrupt } : {}),
    ...(last ? { cursor: String(last['id']) } : {}),
  }
}
