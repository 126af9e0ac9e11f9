/**
 * One holder of a lock, as far as it is known by calls and answers. Times that a call fixed are known as closed ranges, since
 * the store's time at its effect may be known only as a range.
 */
import type { Judged, Span } from '../contract.ts'
import type { Identity } from '../values.ts'
import { sameIdentity } from '../identity.ts'
import type { AcquireOptions, LockSnapshot } from './port.ts'

export interface Range {
  readonly min: number
  readonly max: number
}

/** A row that somebody holds. */
export interface Row {
  /** undefined while nobody has seen it: the row came from a call whose reply was lost */
  readonly token: number | undefined
  /** what an unseen token must exceed: the greatest that was seen when it was given */
  readonly above: number
  /** what an unseen token must be less than: one that was given later; absent where none was seen */
  readonly below?: number
  readonly owner: Identity
  readonly acquired: Range
  readonly heartbeat: Range
  readonly expires: Range
  readonly graceMs: number
  readonly heartbeatMs: number
  readonly slots: number
}

export function range(span: Span, plusMs = 0): Range {
  return { min: span.fromMs + plusMs, max: span.toMs + plusMs }
}

export function within(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max
}

function text({ min, max }: Range): string {
  return min === max ? String(min) : `${min}..${max}`
}

function illegal(expected: string): { readonly legal: false; readonly expected: string } {
  return { legal: false, expected }
}

export function describeRow(name: string, row: Row): string {
  const token = row.token ?? 'unseen'
  const company = row.slots > 1 ? `, one of ${row.slots}` : ''
  return `${JSON.stringify(name)} held by ${row.owner.instance} with token ${token}${company}, expiring at ${text(row.expires)}`
}

/** The row that a call gives whose effect is in this span; its token is not known yet. */
export function granted(options: AcquireOptions, above: number, span: Span): Row {
  return {
    token: undefined,
    above,
    owner: options.owner,
    acquired: range(span),
    heartbeat: range(span),
    expires: range(span, options.ttlMs),
    graceMs: options.graceMs,
    heartbeatMs: options.heartbeatMs,
    slots: options.slots ?? 1,
  }
}

/** The row after a renewal in this span. */
export function beaten(row: Row, ttlMs: number, span: Span): Row {
  return { ...row, heartbeat: range(span), expires: range(span, ttlMs) }
}

/** Whether the row may be, and whether it must be, takeable in this span. */
export function takeable({ expires, graceMs }: Row, span: Span): { readonly may: boolean; readonly must: boolean } {
  return { may: span.toMs >= expires.min + graceMs, must: span.fromMs >= expires.max + graceMs }
}

/** Whether the row surely becomes takeable before one that is shown, or as early with a lower token. */
export function lapsesBefore({ token, expires, graceMs }: Row, shown: LockSnapshot): boolean {
  const latest = expires.max + graceMs
  if (latest !== shown.takeableAtMs) return latest < shown.takeableAtMs
  return token !== undefined && token < shown.token
}

/** What the shown row of this token should have been, where it is not this one. */
function differs(row: Row, shown: LockSnapshot, span: Span): string | undefined {
  if (!sameIdentity(shown.owner, row.owner)) return `owner ${JSON.stringify(row.owner)}`
  if (!within(shown.acquiredAtMs, row.acquired)) return `acquired at ${text(row.acquired)}`
  if (!within(shown.heartbeatAtMs, row.heartbeat)) return `last heartbeat at ${text(row.heartbeat)}`
  if (!within(shown.expiresAtMs, row.expires)) return `expiry at ${text(row.expires)}`
  if (shown.heartbeatMs !== row.heartbeatMs) return `a heartbeat every ${row.heartbeatMs} ms`
  if (shown.takeableAtMs !== shown.expiresAtMs + row.graceMs)
    return `takeable ${row.graceMs} ms after expiry, at ${shown.expiresAtMs + row.graceMs}`
  if (shown.slots !== (row.slots > 1 ? row.slots : undefined))
    return row.slots > 1 ? `one of ${row.slots} holders` : 'no slots: it wants to be alone'
  return within(shown.atMs, range(span)) ? undefined : `read at ${text(range(span))}`
}

/** The row after a snapshot of it was seen, or what the snapshot should have been. Whether its token fits is not judged here. */
export function seen(row: Row, shown: LockSnapshot, span: Span): Judged<Row> {
  const expected = differs(row, shown, span)
  return expected === undefined ? { legal: true, state: pinned(row, shown) } : illegal(expected)
}

function pinned({ owner, heartbeatMs, graceMs, slots, above }: Row, shown: LockSnapshot): Row {
  const exactly = (ms: number): Range => ({ min: ms, max: ms })
  return {
    owner,
    token: shown.token,
    above,
    acquired: exactly(shown.acquiredAtMs),
    heartbeat: exactly(shown.heartbeatAtMs),
    expires: exactly(shown.expiresAtMs),
    heartbeatMs,
    graceMs,
    slots,
  }
}
