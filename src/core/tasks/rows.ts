/**
 * The rules of a task, which every adapter of tasks does alike: from a row, what was asked, and the time, to the next row.
 * Pure: how rows are found and kept, and what follows from a change for other tasks, is elsewhere.
 */
import type { NewTask, Task, TaskMove, TaskState, TaskSummary } from '../../../contracts/index.ts'

type Values = Pick<Task<string>, 'payload' | 'progress' | 'result'>

/** A task as it is kept, with texts of values, as far as they are at hand: a store may leave them where they lie. */
export type TaskRow = TaskSummary & Partial<Values>

/** The fate of a claim that is taken back. */
export type Reaped = 'stalled' | 'failed' | 'timedOut'

type Field = keyof TaskRow

/** The row without these fields. */
function without<Gone extends Field>(row: TaskRow, ...gone: readonly Gone[]): Omit<TaskRow, Gone> {
  const fields = Object.entries(row).filter(([field]) => !gone.includes(field as Gone))
  // What is left has all other fields.
  return Object.fromEntries(fields) as unknown as Omit<TaskRow, Gone>
}

/** What is shown of a row without its values: a copy, which its caller may change. */
export function summaryOf(row: TaskRow): TaskSummary {
  return { ...without(row, 'payload', 'progress', 'result'), waitsFor: [...row.waitsFor] }
}

/** The row outside of `active`: no claim holds it, and no clock of a claim runs (durability:L6). */
function unclaimed(row: TaskRow): TaskRow {
  return without(row, 'startedAtMs', 'leaseUntilMs', 'claimId')
}

/** The row of a task that is submitted now and waits for these. */
export function submittedTask(task: NewTask<string>, waitsFor: readonly string[], nowMs: number): TaskRow {
  const { id, queue, kind, payload, timeoutMs, idempotencyKey } = task
  return {
    id,
    queue,
    kind,
    payload,
    priority: task.priority ?? 0,
    state: waitsFor.length > 0 ? 'blocked' : 'pending',
    waitsFor: [...waitsFor],
    maxAttempts: task.maxAttempts ?? 1,
    maxStalls: task.maxStalls ?? 5,
    leaseMs: task.leaseMs ?? 30_000,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    attempts: 0,
    stalls: 0,
    token: 0,
    createdAtMs: nowMs,
    dueAtMs: nowMs + (task.delayMs ?? 0),
  }
}

function endedTask(row: TaskRow, state: TaskState, nowMs: number, end: Pick<TaskRow, 'result' | 'why'> = {}): TaskRow {
  return { ...unclaimed(row), waitsFor: [], ...end, state, endedAtMs: nowMs }
}

/** The row that goes back to the queue, to be claimed when `delayMs` are over. */
function requeued(row: TaskRow, nowMs: number, delayMs = 0): TaskRow {
  return { ...unclaimed(row), state: 'pending', dueAtMs: nowMs + delayMs }
}

/** The row with one more failure that counts, ended by it. */
function failedTask(row: TaskRow, nowMs: number, end: Pick<TaskRow, 'result' | 'why'>): TaskRow {
  return endedTask({ ...row, attempts: row.attempts + 1 }, 'failed', nowMs, end)
}

/** Why a move may not be made; undefined where it may. */
export function refusalOf(row: TaskRow, move: TaskMove<string>): 'elsewhere' | 'superseded' | undefined {
  if (!move.from.includes(row.state)) return 'elsewhere'
  return move.token === undefined || move.token === row.token ? undefined : 'superseded'
}

/** The row after a move that may be made. The last attempt that fails leads to `failed`, wherever it was to go. */
export function movedTask(row: TaskRow, move: TaskMove<string>, nowMs: number): TaskRow {
  const end = move.result === undefined ? {} : { result: { value: move.result.value } }
  if (move.to === 'failed') return failedTask(row, nowMs, end)
  if (move.to !== 'pending') return endedTask(row, move.to, nowMs, end)
  if (move.charge === 'nothing') return requeued(row, nowMs, move.delayMs)
  if (row.attempts + 1 >= row.maxAttempts) return failedTask(row, nowMs, { ...end, why: 'attempts' })
  return requeued({ ...row, attempts: row.attempts + 1 }, nowMs, move.delayMs)
}

/** The row of a failed or cancelled task that starts over. */
export function revivedTask(row: TaskRow, nowMs: number, delayMs?: number): TaskRow {
  const fresh = without(row, 'endedAtMs', 'result', 'why')
  return requeued({ ...fresh, attempts: 0, stalls: 0 }, nowMs, delayMs)
}

/** The row that is claimed now. */
export function claimedTask(row: TaskRow, token: number, claimId: string, nowMs: number): TaskRow {
  return { ...row, state: 'active', token, claimId, startedAtMs: nowMs, leaseUntilMs: nowMs + row.leaseMs }
}

/** The row whose claim is renewed now. */
export function renewedTask(row: TaskRow, nowMs: number, progress?: { readonly value: string }): TaskRow {
  const told = progress === undefined ? {} : { progress: { value: progress.value } }
  return { ...row, ...told, leaseUntilMs: nowMs + row.leaseMs }
}

/** What a reap makes of a row; undefined where it leaves it. */
export function reapedTask(
  row: TaskRow,
  graceMs: number,
  nowMs: number,
): { readonly row: TaskRow; readonly as: Reaped } | undefined {
  const { state, startedAtMs = 0, leaseUntilMs = 0, timeoutMs = Number.POSITIVE_INFINITY } = row
  if (state !== 'active') return undefined
  // In its grace a claim is neither taken back nor timed out: it is lapsed, and its owner may still be heard.
  if (nowMs < leaseUntilMs && nowMs >= startedAtMs + timeoutMs)
    return { row: failedTask(row, nowMs, { why: 'timeout' }), as: 'timedOut' }
  if (nowMs < leaseUntilMs + graceMs) return undefined
  const stalled = { ...row, stalls: row.stalls + 1 }
  if (stalled.stalls > row.maxStalls) return { row: failedTask(stalled, nowMs, { why: 'stalls' }), as: 'failed' }
  return { row: requeued(stalled, nowMs), as: 'stalled' }
}

/** The row of a blocked task, once another that it waited for is in a terminal state. */
export function releasedTask(row: TaskRow, ended: TaskRow, nowMs: number): TaskRow {
  if (ended.state !== 'completed') return endedTask(row, 'cancelled', nowMs, { why: 'dependency' })
  const waitsFor = row.waitsFor.filter((id) => id !== ended.id)
  return { ...row, waitsFor, state: waitsFor.length > 0 ? 'blocked' : 'pending' }
}

/** Whether a task is over. */
export function isOver({ state }: Pick<TaskRow, 'state'>): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled'
}

/** What a claim asks for. */
export interface ClaimAsked {
  readonly claimId: string
  readonly kinds?: readonly string[]
}

/** What a claim finds among rows of its queue: the task that it has; else the first that is due; else the soonest that is not. */
export function foremostOf(
  rows: Iterable<TaskRow>,
  { claimId, kinds }: ClaimAsked,
  nowMs: number,
): TaskRow | undefined {
  let foremost: TaskRow | undefined
  for (const row of rows) {
    if (row.state === 'active' && row.claimId === claimId) return row
    if (row.state !== 'pending' || kinds?.includes(row.kind) === false) continue
    if (foremost === undefined || byClaim(row, foremost, nowMs) < 0) foremost = row
  }
  return foremost
}

/** Below zero where the first of two tasks is claimed before the other: those that are due by priority, others as they come due. */
function byClaim(one: TaskRow, other: TaskRow, nowMs: number): number {
  const [isDue, isOtherDue] = [one.dueAtMs <= nowMs, other.dueAtMs <= nowMs]
  if (isDue !== isOtherDue) return isDue ? -1 : 1
  const first = isDue ? other.priority - one.priority : 0
  return first || one.dueAtMs - other.dueAtMs || Buffer.compare(Buffer.from(one.id), Buffer.from(other.id))
}
