/** Calls on locks and their answers, written down as a test needs them. */
import type { Call, Claims, Event, LockSnapshot, Outcome, Span } from '../../../../contracts/index.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import type { LockState } from '../../../../contracts/locks/model.ts'
import { owner } from '../../../../contracts/locks/moves.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { locks: { clock: 'store', fencing: 'transactional' } },
}

/** What an actor asks for in these tests: a lease from 1000 to 1050, takeable from 1070. */
export const asked = { owner: { ...owner(0) }, ttlMs: 50, graceMs: 20, heartbeatMs: 10 }

/** The row that asking for it at 1000 makes. */
export function row(some: Partial<LockSnapshot> = {}): LockSnapshot {
  const times = { acquiredAtMs: 1_000, heartbeatAtMs: 1_000, expiresAtMs: 1_050, takeableAtMs: 1_070, heartbeatMs: 10 }
  return { name: 'a', token: 1, owner: owner(0), ...times, atMs: 1_000, ...some }
}

/** A row that is made at `ms` by asking for the same. */
export function rowFrom(ms: number, some: Partial<LockSnapshot> = {}): LockSnapshot {
  const times = { acquiredAtMs: ms, heartbeatAtMs: ms, expiresAtMs: ms + 50, takeableAtMs: ms + 70 }
  return row({ ...times, atMs: ms, ...some })
}

export function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'locks', method, args: args as Call['args'] }
}

export const acquire: Call = call('acquire', 'a', asked)
export const inspect: Call = call('inspect', 'a')

/** The store's time of a call that took no time. */
export function at(ms: number): Span {
  return { fromMs: ms, toMs: ms }
}

/** A partition that nobody touched yet. */
export function fresh(of: Claims = claims): LockState {
  return locksModel.initial('a', of)
}

/** The state after a call that the model must allow. */
export function after(state: LockState, made: Call, value: unknown, span: Span): LockState {
  const judged = locksModel.step(state, made, value, span)
  if (!judged.legal) throw new Error(`${made.method}: the model expected ${judged.expected}`)
  return judged.state
}

/** What the model expects in place of an answer; `legal` where it allows it. */
export function due(state: LockState, made: Call, value: unknown, span: Span): string {
  const judged = locksModel.step(state, made, value, span)
  return judged.legal ? 'legal' : judged.expected
}

/** The lock `a`, held from 1000 under token 1. */
export function held(of: Claims = claims): LockState {
  return after(fresh(of), acquire, { status: 'acquired', lease: row() }, at(1_000))
}

/** One call of a history: positions and times are given as `[from, to]`. */
export interface Written {
  readonly actor?: number
  readonly call: Call
  /** what it was answered, or its whole outcome where it was not */
  readonly value?: unknown
  readonly outcome?: Outcome
  readonly when: readonly [invoked: number, returned: number]
  readonly ms?: readonly [fromMs: number, toMs: number]
}

/** A history, as the recorder would have written it. */
export function history(...calls: readonly Written[]): readonly Event[] {
  return calls.map(({ actor = 0, call: made, value, outcome, when, ms = [1_000, 1_000] }): Event => ({
    actor,
    call: made,
    outcome: outcome ?? { status: 'ok', value },
    invoked: when[0],
    returned: when[1],
    fromMs: ms[0],
    toMs: ms[1],
  }))
}
