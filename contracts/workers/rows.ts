/** A worker of the model. Times are closed ranges, since the store's time of a call may be known only as a range. */
import type { Span } from '../contract.ts'
import { sameIdentity } from '../identity.ts'
import type { Range } from '../repository/tasks/rows.ts'
import { rangeOf } from '../repository/tasks/rows.ts'
import type { Identity } from '../values.ts'
import type { ReserveOptions, WorkerName, WorkerState, WorkerSummary } from './port.ts'

export interface Row {
  readonly id: string
  readonly task: string
  readonly token: number
  readonly state: WorkerState
  readonly owner: Identity
  readonly child?: Identity | undefined
  /** the text of what its owner noted */
  readonly facts?: string | undefined
  readonly reserved: Range
  readonly activated?: Range | undefined
  readonly heartbeat: Range
}

export function reservedRow(id: string, asked: ReserveOptions<string>, span: Span): Row {
  const { task, token, owner, facts } = asked
  const [reserved, heartbeat] = [rangeOf(span), rangeOf(span)]
  return { id, task, token, state: 'reserved', owner, facts: facts?.value, reserved, heartbeat }
}

export function activatedRow(row: Row, child: Identity, span: Span): Row {
  return { ...row, state: 'active', child, activated: rangeOf(span), heartbeat: rangeOf(span) }
}

export function beatenRow(row: Row, span: Span): Row {
  return { ...row, heartbeat: rangeOf(span) }
}

export function isNamed({ id, token }: Row, names: readonly WorkerName[] = []): boolean {
  return names.some((other) => other.id === id && other.token === token)
}

function within(value: number | undefined, range: Range | undefined): boolean {
  if (value === undefined || range === undefined) return value === undefined && range === undefined
  return value >= range.min && value <= range.max
}

function exactly(ms: number): Range {
  return { min: ms, max: ms }
}

function text(range: Range | undefined): string {
  if (!range) return 'never'
  return range.min === range.max ? String(range.min) : `${range.min}..${range.max}`
}

/** A row as a person reads it. */
export function describeRow(row: Row): string {
  const { id, task, token, state, owner, child, facts } = row
  const times = `reserved at ${text(row.reserved)}, activated at ${text(row.activated)}, heard of at ${text(row.heartbeat)}`
  const by = `owner ${JSON.stringify(owner)}, child ${child ? JSON.stringify(child) : 'none'}`
  return `worker ${id} of ${task} ${state}, token ${token}, ${by}, ${times}, facts ${facts ?? 'none'}`
}

/** The row once it was shown so; undefined where it cannot be. */
export function seenRow(row: Row, shown: WorkerSummary, span: Span): Row | undefined {
  const isSame = (['id', 'task', 'token', 'state'] as const).every((key) => row[key] === shown[key])
  if (!isSame || !sameIdentity(row.owner, shown.owner)) return undefined
  const { child } = shown
  if (row.child && child ? !sameIdentity(row.child, child) : row.child !== child) return undefined
  const { reservedAtMs, activatedAtMs, heartbeatAtMs, atMs } = shown
  const fits = within(reservedAtMs, row.reserved) && within(heartbeatAtMs, row.heartbeat)
  if (!fits || !within(activatedAtMs, row.activated) || !within(atMs, rangeOf(span))) return undefined
  return {
    ...row,
    reserved: exactly(reservedAtMs),
    activated: activatedAtMs === undefined ? undefined : exactly(activatedAtMs),
    heartbeat: exactly(heartbeatAtMs),
  }
}

/** Whether this is the row that was shown, as far as can be known. */
export function isShown(row: Row, shown: WorkerSummary): { readonly may: boolean; readonly must: boolean } {
  const isSame = (['id', 'task', 'token', 'state'] as const).every((key) => row[key] === shown[key])
  const may = isSame && within(shown.heartbeatAtMs, row.heartbeat)
  return { may, must: may && row.heartbeat.min === row.heartbeat.max }
}
