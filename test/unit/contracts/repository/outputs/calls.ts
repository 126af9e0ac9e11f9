/** Calls on outputs and their answers, as texts, written down as a test needs them. */
import type { Call, Claims, Event, Outcome, Span } from '../../../../../contracts/index.ts'
import { outputsModel, partitionOf } from '../../../../../contracts/repository/outputs/model.ts'
import type { OutputState } from '../../../../../contracts/repository/outputs/model.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { outputs: { ages: 'store', listing: 'pages' } },
}

export const ageless: Claims = { ...claims, ports: { outputs: { ages: { no: 'no clock' }, listing: 'pages' } } }
export const unlisted: Claims = { ...claims, ports: { outputs: { ages: 'store', listing: { no: 'hashed' } } } }

export const run = '{"run":"r","tenant":"t"}'
export const other = '{"run":"q","tenant":"t"}'
export const shared = '{"tenant":"t"}'
export const key = '{"input":"i","task":"a"}'

export function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'outputs', method, args: args as Call['args'] }
}

export const get: Call = call('get', run, key)
export const put: Call = call('put', run, key, '1')
export const remove: Call = call('delete', run, key)

/** The answer to a read that found this text, written at 1000. */
export function hit(value: string, storedAtMs = 1_000): unknown {
  return { status: 'hit', value, storedAtMs }
}

export function stored(storedAtMs = 1_000): unknown {
  return { status: 'stored', storedAtMs }
}

export const miss = { status: 'miss' }

/** The store's time of a call that took no time. */
export function at(ms: number): Span {
  return { fromMs: ms, toMs: ms }
}

/** The row of `run` and `key`, which nobody wrote yet. */
export function fresh(of: Claims = claims): OutputState {
  return outputsModel.initial(partitionOf(run, key), of)
}

/** The state after a call that the model must allow. */
export function after(state: OutputState, made: Call, value: unknown, span: Span = at(1_000)): OutputState {
  const judged = outputsModel.step(state, made, value, span)
  if (!judged.legal) throw new Error(`${made.method}: the model expected ${judged.expected}`)
  return judged.state
}

/** What the model expects in place of an answer; `legal` where it allows it. */
export function due(state: OutputState, made: Call, value: unknown, span: Span = at(1_000)): string {
  const judged = outputsModel.step(state, made, value, span)
  return judged.legal ? 'legal' : judged.expected
}

/** The row that holds 1 since 1000. */
export function written(): OutputState {
  return after(fresh(), put, stored())
}

/** One call of a history. */
export interface Written {
  readonly actor?: number
  readonly call: Call
  /** what it was answered, or its whole outcome where it was not */
  readonly value?: unknown
  readonly outcome?: Outcome
  readonly when?: readonly [invoked: number, returned: number]
  readonly ms?: readonly [fromMs: number, toMs: number]
}

/** A history, as the recorder would have written it; one call after the other where no positions are given. */
export function history(...calls: readonly Written[]): readonly Event[] {
  return calls.map(({ actor = 0, call: made, value, outcome, when, ms = [1_000, 1_000] }, index): Event => ({
    actor,
    call: made,
    outcome: outcome ?? { status: 'ok', value },
    invoked: when?.[0] ?? 2 * index,
    returned: when?.[1] ?? 2 * index + 1,
    fromMs: ms[0],
    toMs: ms[1],
  }))
}

export const lost: Outcome = { status: 'unknown', why: 'killed' }
