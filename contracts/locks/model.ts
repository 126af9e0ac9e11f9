/**
 * What locks promise to anyone who sees only calls and answers: one partition for each name.
 *
 * Invariants of a state: `last` is the greatest token ever seen for the name; a row's token is at most `last`, or not
 * yet seen (the row came from a call whose reply was lost). Times that a call fixed are known as closed ranges, since
 * the store's time at its effect may be known only as a range.
 */
import type { Call } from '../port.ts'
import type { Judged, Model, Span } from '../contract.ts'
import type { Identity } from '../values.ts'
import type { AcquireOptions, Acquired, Evicted, Inspected, LockPage, LockSnapshot, Released, Renewed } from './port.ts'
import type { Claims } from '../adapter.ts'
import { isNo } from '../claims.ts'
import { sameIdentity } from '../identity.ts'

interface Range {
  readonly min: number
  readonly max: number
}

interface Row {
  readonly token: number | undefined
  readonly owner: Identity
  readonly acquired: Range
  readonly heartbeat: Range
  readonly expires: Range
  readonly graceMs: number
  readonly heartbeatMs: number
}

export interface LockState {
  readonly name: string
  /** whether leases run out at all */
  readonly expiring: boolean
  /** whether tokens rise; where no fencing is claimed they need only differ from the last one */
  readonly rising: boolean
  readonly last: number
  readonly row?: Row
}

function range(span: Span, plusMs = 0): Range {
  return { min: span.fromMs + plusMs, max: span.toMs + plusMs }
}

function within(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max
}

function text({ min, max }: Range): string {
  return min === max ? String(min) : `${min}..${max}`
}

function illegal(expected: string): { readonly legal: false; readonly expected: string } {
  return { legal: false, expected }
}

function describeRow(name: string, row: Row): string {
  const token = row.token ?? 'unseen'
  return `${JSON.stringify(name)} held by ${row.owner.instance} with token ${token}, expiring at ${text(row.expires)}`
}

function fresh(state: LockState, token: number): boolean {
  return state.rising ? token > state.last : token !== state.last
}

/** The row after a snapshot of it was seen, or what the snapshot should have been. */
function seen(state: LockState, row: Row, shown: LockSnapshot, span: Span): Judged<Row> {
  if (shown.name !== state.name) return illegal(describeRow(state.name, row))
  if (row.token === undefined && !fresh(state, shown.token))
    return illegal(`a token ${state.rising ? 'greater than' : 'other than'} ${state.last}`)
  if (row.token !== undefined && shown.token !== row.token) return illegal(describeRow(state.name, row))
  if (!sameIdentity(shown.owner, row.owner)) return illegal(`owner ${JSON.stringify(row.owner)}`)
  if (!within(shown.acquiredAtMs, row.acquired)) return illegal(`acquired at ${text(row.acquired)}`)
  if (!within(shown.heartbeatAtMs, row.heartbeat)) return illegal(`last heartbeat at ${text(row.heartbeat)}`)
  if (!within(shown.expiresAtMs, row.expires)) return illegal(`expiry at ${text(row.expires)}`)
  if (shown.heartbeatMs !== row.heartbeatMs) return illegal(`a heartbeat every ${row.heartbeatMs} ms`)
  if (shown.takeableAtMs !== shown.expiresAtMs + row.graceMs) {
    return illegal(`takeable ${row.graceMs} ms after expiry, at ${shown.expiresAtMs + row.graceMs}`)
  }
  if (!within(shown.atMs, range(span))) return illegal(`read at ${text(range(span))}`)
  return { legal: true, state: pinned(row, shown) }
}

function pinned({ owner, heartbeatMs, graceMs }: Row, shown: LockSnapshot): Row {
  const exactly = (ms: number): Range => ({ min: ms, max: ms })
  return {
    owner,
    token: shown.token,
    acquired: exactly(shown.acquiredAtMs),
    heartbeat: exactly(shown.heartbeatAtMs),
    expires: exactly(shown.expiresAtMs),
    heartbeatMs,
    graceMs,
  }
}

function withRow(state: LockState, row: Row | undefined): LockState {
  const { name, expiring, rising } = state
  const last = row?.token ?? state.last
  return row ? { name, expiring, rising, last, row } : { name, expiring, rising, last }
}

function keep(state: LockState, judged: Judged<Row>): Judged<LockState> {
  return judged.legal ? { legal: true, state: withRow(state, judged.state) } : judged
}

function same(state: LockState): Judged<LockState> {
  return { legal: true, state }
}

/** Whether the row may be, and whether it must be, open to takeover in this span, by whoever asks so. */
function takeable(state: LockState, call: Call, span: Span): { readonly may: boolean; readonly must: boolean } {
  const { row, expiring } = state
  if (!row) return { may: true, must: true }
  if (!expiring || asked(call).takeover === 'never') return { may: false, must: false }
  return { may: span.toMs >= row.expires.min + row.graceMs, must: span.fromMs >= row.expires.max + row.graceMs }
}

function asked(call: Call): AcquireOptions {
  return call.args[1] as unknown as AcquireOptions
}

function granted(options: AcquireOptions, span: Span): Row {
  return {
    token: undefined,
    owner: options.owner,
    acquired: range(span),
    heartbeat: range(span),
    expires: range(span, options.ttlMs),
    graceMs: options.graceMs,
    heartbeatMs: options.heartbeatMs,
  }
}

function acquire(state: LockState, call: Call, value: Acquired, span: Span): Judged<LockState> {
  const { may, must } = takeable(state, call, span)
  if (value.status === 'busy') {
    if (must || !state.row) return illegal(`acquired: ${state.row ? 'expiry and grace are over' : 'nobody holds it'}`)
    return keep(state, seen(state, state.row, value.holder, span))
  }
  if (!may && state.row) return illegal(`busy: ${describeRow(state.name, state.row)}`)
  const before = withRow(state, undefined)
  // Where the last holder's own token was never seen, the new one must still be greater; `last` cannot tell by how much.
  return keep(before, seen(before, granted(asked(call), span), value.lease, span))
}

/** Whether this token is the row's, as far as can be known. */
function owns(state: LockState, token: number): { readonly may: boolean; readonly must: boolean } {
  if (!state.row) return { may: false, must: false }
  if (state.row.token === undefined) return { may: fresh(state, token), must: false }
  return { may: state.row.token === token, must: state.row.token === token }
}

function beaten(row: Row, token: number, ttlMs: number, span: Span): Row {
  return { ...row, token, heartbeat: range(span), expires: range(span, ttlMs) }
}

function renew(state: LockState, call: Call, value: Renewed, span: Span): Judged<LockState> {
  const [, token, { ttlMs }] = call.args as unknown as [string, number, { ttlMs: number }]
  const { may, must } = owns(state, token)
  if (value.status === 'lost') return must ? illegal(`held: token ${token} still holds the lock`) : same(state)
  if (!may || !state.row) return illegal(`lost: token ${token} does not hold the lock`)
  return keep(state, seen(state, beaten(state.row, token, ttlMs, span), value.lease, span))
}

function release(state: LockState, call: Call, value: Released): Judged<LockState> {
  const token = call.args[1] as number
  const { may, must } = owns(state, token)
  if (value.status === 'not-held') return must ? illegal(`released: token ${token} holds the lock`) : same(state)
  if (!may) return illegal(`not-held: token ${token} does not hold the lock`)
  return { legal: true, state: withRow({ ...state, last: token }, undefined) }
}

function matches(state: LockState, snapshot: LockSnapshot): { readonly may: boolean; readonly must: boolean } {
  const { may, must } = owns(state, snapshot.token)
  const { row } = state
  if (!row || !within(snapshot.expiresAtMs, row.expires)) return { may: false, must: false }
  return { may, must: must && row.expires.min === row.expires.max }
}

function evict(state: LockState, call: Call, value: Evicted): Judged<LockState> {
  const { may, must } = matches(state, call.args[0] as unknown as LockSnapshot)
  if (value.status === 'changed') return must ? illegal('evicted: the row is as the snapshot says') : same(state)
  return may
    ? { legal: true, state: withRow(state, undefined) }
    : illegal('changed: the row is not as the snapshot says')
}

function inspect(state: LockState, value: Inspected, span: Span): Judged<LockState> {
  if (value.status === 'free') return state.row ? illegal(describeRow(state.name, state.row)) : same(state)
  return state.row ? keep(state, seen(state, state.row, value.lock, span)) : illegal('free')
}

function list(state: LockState, call: Call, value: LockPage, span: Span): Judged<LockState> {
  const [row, ...more] = value.locks.filter(({ name }) => name === state.name)
  const { limit, cursor } = call.args[0] as { readonly limit: number; readonly cursor?: string }
  if (value.locks.length > limit) return illegal(`a page of at most ${limit} locks`)
  if (more.length > 0) return illegal(`${JSON.stringify(state.name)} listed once`)
  if (row) return inspect(state, { status: 'held', lock: row }, span)
  // A page that follows another, or is followed by one, need not show every row.
  const whole = value.cursor === undefined && cursor === undefined
  return state.row && whole ? illegal(`listed: ${describeRow(state.name, state.row)}`) : same(state)
}

function step(state: LockState, call: Call, value: unknown, span: Span): Judged<LockState> {
  switch (call.method) {
    case 'acquire':
      return acquire(state, call, value as Acquired, span)
    case 'renew':
      return renew(state, call, value as Renewed, span)
    case 'release':
      return release(state, call, value as Released)
    case 'evict':
      return evict(state, call, value as Evicted)
    case 'inspect':
      return inspect(state, value as Inspected, span)
    default:
      return list(state, call, value as LockPage, span)
  }
}

function unseen(state: LockState, call: Call, span: Span): readonly LockState[] {
  const { row } = state
  switch (call.method) {
    case 'acquire':
      return takeable(state, call, span).may ? [withRow(state, granted(asked(call), span))] : []
    case 'renew': {
      const [, token, { ttlMs }] = call.args as unknown as [string, number, { ttlMs: number }]
      return row && owns(state, token).may ? [withRow(state, beaten(row, token, ttlMs, span))] : []
    }
    case 'release':
      return owns(state, call.args[1] as number).may ? [withRow(state, undefined)] : []
    case 'evict':
      return matches(state, call.args[0] as unknown as LockSnapshot).may ? [withRow(state, undefined)] : []
    default:
      return []
  }
}

function concerns(
  call: Call,
  value: unknown,
): { readonly everywhere: boolean; readonly partitions: readonly string[] } {
  if (call.method === 'list') {
    const names = ((value as LockPage | undefined)?.locks ?? []).map(({ name }) => name)
    return { everywhere: true, partitions: names }
  }
  const name = call.method === 'evict' ? (call.args[0] as unknown as LockSnapshot).name : (call.args[0] as string)
  return { everywhere: false, partitions: [name] }
}

/** The model of locks. */
export const locksModel: Model<LockState> = {
  initial: (name: string, claims: Claims) => {
    const { clock, fencing } = claims.ports.locks ?? {}
    return { name, expiring: !isNo(clock), rising: !isNo(fencing), last: 0 }
  },
  step,
  unseen,
  concerns,
  key: (state) => JSON.stringify(state),
}
