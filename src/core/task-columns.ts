/** A task as the columns of a table, and back. */
import type { Task, TaskEvent, TaskState } from '../../contracts/index.ts'
import { taskStates } from '../../contracts/repository/tasks/task.ts'
import type { StoredRow } from './fields.ts'
import { Fields } from './fields.ts'

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
  readonly payload: string
  readonly progress: string | null
  readonly result: string | null
}

/** The names of the columns. */
export const taskColumns: readonly (keyof TaskColumns)[] = [
  ...(['id', 'queue', 'kind', 'state', 'priority', 'max_attempts', 'max_stalls', 'lease_ms', 'timeout_ms'] as const),
  ...(['idempotency_key', 'attempts', 'stalls', 'token', 'created_at', 'due_at', 'started_at', 'lease_until'] as const),
  ...(['claim_id', 'ended_at', 'why', 'progress', 'result', 'payload'] as const),
]

export function columnsOf(task: Task<string>): TaskColumns {
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
    payload: task.payload,
    progress: task.progress?.value ?? null,
    result: task.result?.value ?? null,
  }
}

const reasons = ['attempts', 'stalls', 'timeout', 'dependency'] as const

const terminal: readonly string[] = ['completed', 'failed', 'cancelled']

/** Whatever a state has and no other may have: a row that says both or neither came to harm. */
function demandWhole(fields: Fields, task: Task<string>): void {
  const { state, startedAtMs, leaseUntilMs, claimId, endedAtMs, waitsFor } = task
  const isActive = state === 'active'
  if ([startedAtMs, leaseUntilMs, claimId].some((part) => (part !== undefined) !== isActive))
    fields.refuse(`${state}, and what is known of its claim does not fit`)
  if ((endedAtMs !== undefined) !== terminal.includes(state)) fields.refuse(`${state}, and its end does not fit`)
  if (waitsFor.length > 0 !== (state === 'blocked')) fields.refuse(`${state}, and waits for ${waitsFor.length} others`)
}

/** The task that a row holds. @throws StoreError CORRUPT for a row that is that of no task */
export function taskOf(row: StoredRow, waitsFor: readonly string[]): Task<string> {
  const fields = new Fields('task', row['id'], row)
  const text = (field: string): string => fields.text(field)
  const whole = (field: string): number => fields.whole(field)
  const boxed = (field: string): { readonly value: string } => ({ value: text(field) })
  const task: Task<string> = {
    id: fields.text('id'),
    queue: fields.text('queue'),
    kind: fields.text('kind'),
    payload: fields.text('payload'),
    priority: fields.whole('priority', -1_000),
    state: fields.word('state', taskStates),
    waitsFor,
    maxAttempts: fields.whole('max_attempts', 1),
    maxStalls: fields.whole('max_stalls'),
    leaseMs: fields.whole('lease_ms', 1),
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
    ...fields.optional('progress', 'progress', boxed),
    ...fields.optional('result', 'result', boxed),
  }
  demandWhole(fields, task)
  return task
}

/** The event that a row holds. @throws StoreError CORRUPT for a row that is that of none */
export function taskEventOf(row: StoredRow): TaskEvent<string> {
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
