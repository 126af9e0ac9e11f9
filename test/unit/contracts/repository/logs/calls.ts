/** Calls on logs and their answers, as data, written down as a test needs them. */
import type { Call, Claims, Event, Json, JsonObject, Outcome, Span } from '../../../../../contracts/index.ts'
import { logsModel } from '../../../../../contracts/repository/logs/model.ts'
import type { LogState } from '../../../../../contracts/repository/logs/model.ts'
import { log, partitionOf } from '../../../../../contracts/repository/logs/logs.ts'
import type { PartScene } from '../../../../../contracts/repository/logs/scenes.ts'

export const claims: Claims = { survives: 'process', sharing: 'host', ports: { logs: { ages: 'store' } } }
export const ageless: Claims = { ...claims, ports: { logs: { ages: { no: 'no clock' } } } }

export function call(method: string, scene: JsonObject = {}): Call {
  return { port: 'logs', method, args: [method === 'prune' ? scene : { ...log, ...scene }] }
}

/** Parts of standard output, one for each text. */
export function out(...texts: readonly string[]): readonly PartScene[] {
  return texts.map((latin1) => ({ stream: 'out', latin1 }))
}

export function append(seq: number, parts: readonly PartScene[] = out('a\n'), more: JsonObject = {}): Call {
  return call('append', { seq, parts: parts as Json, ...more })
}

/** The answer to an append. */
export function answer(status: string, next: number): unknown {
  return { status, next }
}

/** The answer to a tail of a log that was touched at 1000. */
export function there(parts: readonly PartScene[], facts: JsonObject = {}): unknown {
  const size = parts.reduce((sum, { latin1 }) => sum + latin1.length, 0)
  return { status: 'there', parts, size, dropped: 0, next: 2, sealed: false, touchedAtMs: 1_000, ...facts }
}

export const absent = { status: 'absent' }

/** The answer to a seal. */
export function sealed(next: number, touchedAtMs = 1_000): unknown {
  return { status: 'sealed', next, touchedAtMs }
}

/** The store's time of a call that took no time. */
export function at(ms: number): Span {
  return { fromMs: ms, toMs: ms }
}

/** The log that nobody wrote yet. */
export function fresh(of: Claims = claims): LogState {
  return logsModel.initial(partitionOf(log), of)
}

/** The state after a call that the model must allow. */
export function after(state: LogState, made: Call, value: unknown, span: Span = at(1_000)): LogState {
  const judged = logsModel.step(state, made, value, span)
  if (!judged.legal) throw new Error(`${made.method}: the model expected ${judged.expected}`)
  return judged.state
}

/** What the model expects in place of an answer; `legal` where it allows it. */
export function due(state: LogState, made: Call, value: unknown, span: Span = at(1_000)): string {
  const judged = logsModel.step(state, made, value, span)
  return judged.legal ? 'legal' : judged.expected
}

/** The log whose only entry is a line, since 1000. */
export function written(): LogState {
  return after(fresh(), append(1), answer('appended', 2))
}

/** One call of a history. */
export interface Written {
  readonly actor?: number
  readonly call: Call
  /** what it was answered, or its whole outcome where it was not */
  readonly value?: unknown
  readonly outcome?: Outcome
  readonly ms?: readonly [fromMs: number, toMs: number]
}

/** A history, as the recorder would have written it, one call after the other. */
export function history(...calls: readonly Written[]): readonly Event[] {
  return calls.map(({ actor = 0, call: made, value, outcome, ms = [1_000, 1_000] }, index): Event => ({
    actor,
    call: made,
    outcome: outcome ?? { status: 'ok', value },
    invoked: 2 * index,
    returned: 2 * index + 1,
    fromMs: ms[0],
    toMs: ms[1],
  }))
}

export const lost: Outcome = { status: 'unknown', why: 'killed' }
