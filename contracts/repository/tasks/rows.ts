/**
 * A task of the model, and what each change makes of it. Times are closed ranges, since the store's time of a call may be
 * known only as a range.
 */
import type { Span } from '../../contract.ts'
import type { NewTask, Task, TaskMove, TaskState } from './port.ts'

export interface Range {
  readonly min: number
  readonly max: number
}

/** What is given at submission and stays. */
type Facts = Pick<
  Task<string>,
  | 'id'
  | 'queue'
  | 'kind'
  | 'payload'
  | 'priority'
  | 'maxAttempts'
  | 'maxStalls'
  | 'leaseMs'
  | 'timeoutMs'
  | 'idempotencyKey'
>

export interface Claim {
  readonly id: string
  readonly started: Range
  readonly lease: Range
}

export interface Row {
  readonly facts: Facts
  readonly state: TaskState
  /** sorted */
  readonly waitsFor: readonly string[]
  readonly attempts: number
  readonly stalls: number
  /** of the last claim; undefined where the reply that would have told it was lost */
  readonly token: number | undefined
  readonly created: Range
  readonly due: Range
  readonly claim?: Claim | undefined
  readonly ended?: Range | undefined
  readonly progress?: string | undefined
  readonly result?: string | undefined
  readonly why?: Task<string>['why'] | undefined
}

/** The store's time of a call, some ms later. */
export function rangeOf({ fromMs, toMs }: Span, plusMs = 0): Range {
  return { min: fromMs + plusMs, max: toMs + plusMs }
}

/** Whether a call may come, and whether it must, when `plusMs` are over since an earlier moment. */
export function over(since: Range, plusMs: number, { fromMs, toMs }: Span): { may: boolean; must: boolean } {
  return { may: toMs >= since.min + plusMs, must: fromMs >= since.max + plusMs }
}

/** The states in which a task is over. */
export const terminalStates: readonly TaskState[] = ['completed', 'failed', 'cancelled']

export function isOver({ state }: Row): boolean {
  return terminalStates.includes(state)
}

export function submitted(task: NewTask<string>, waitsFor: readonly string[], span: Span): Row {
  const { id, queue, kind, payload, timeoutMs, idempotencyKey } = task
  const { priority = 0, maxAttempts = 1, maxStalls = 5, leaseMs = 30_000 } = task
  const facts: Facts = {
    id,
    queue,
    kind,
    payload,
    priority,
    maxAttempts,
    maxStalls,
    leaseMs,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  }
  return {
    facts,
    state: waitsFor.length > 0 ? 'blocked' : 'pending',
    waitsFor: waitsFor.toSorted(),
    attempts: 0,
    stalls: 0,
    token: 0,
    created: rangeOf(span),
    due: rangeOf(span, task.delayMs ?? 0),
  }
}

type End = Pick<Row, 'result' | 'why'>

export function ended(row: Row, state: TaskState, span: Span, end: End): Row {
  return { ...row, state, waitsFor: [], claim: undefined, ended: rangeOf(span), ...end }
}

function failed(row: Row, span: Span, end: End): Row {
  return ended({ ...row, attempts: row.attempts + 1 }, 'failed', span, end)
}

function requeued(row: Row, span: Span, delayMs = 0): Row {
  return { ...row, state: 'pending', claim: undefined, due: rangeOf(span, delayMs) }
}

export function moved(row: Row, { to, result, charge, delayMs }: TaskMove<string>, span: Span): Row {
  const end = { result: result?.value }
  if (to === 'failed') return failed(row, span, end)
  if (to !== 'pending') return ended(row, to, span, end)
  if (charge === 'nothing') return requeued(row, span, delayMs)
  const attempts = row.attempts + 1
  return attempts < row.facts.maxAttempts
    ? requeued({ ...row, attempts }, span, delayMs)
    : failed(row, span, { ...end, why: 'attempts' })
}

export function revived(row: Row, span: Span, delayMs?: number): Row {
  const fresh = { attempts: 0, stalls: 0, ended: undefined, result: undefined, why: undefined }
  return requeued({ ...row, ...fresh }, span, delayMs)
}

export function claimed(row: Row, claimId: string, span: Span): Row {
  const claim = { id: claimId, started: rangeOf(span), lease: rangeOf(span, row.facts.leaseMs) }
  return { ...row, state: 'active', token: undefined, claim }
}

export function renewed(row: Row, token: number, progress: string | undefined, span: Span): Row {
  if (!row.claim) return row
  const claim = { ...row.claim, lease: rangeOf(span, row.facts.leaseMs) }
  return { ...row, token, claim, progress: progress ?? row.progress }
}

export function stalled(row: Row, span: Span): Row {
  const stalls = row.stalls + 1
  return stalls > row.facts.maxStalls
    ? failed({ ...row, stalls }, span, { why: 'stalls' })
    : requeued({ ...row, stalls }, span)
}

export function timedOut(row: Row, span: Span): Row {
  return failed(row, span, { why: 'timeout' })
}

/** A row that waited for another, once that is over. */
export function released(row: Row, other: Row, span: Span): Row {
  if (other.state !== 'completed') return ended(row, 'cancelled', span, { why: 'dependency' })
  const waitsFor = row.waitsFor.filter((id) => id !== other.facts.id)
  return { ...row, waitsFor, state: waitsFor.length > 0 ? 'blocked' : 'pending' }
}
