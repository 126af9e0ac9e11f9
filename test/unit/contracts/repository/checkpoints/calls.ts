/** Calls on checkpoints and their answers, as a history holds them, written down as a test needs them. */
import type { Call, Claims, Event, Outcome, Span } from '../../../../../contracts/index.ts'
import { keyText } from '../../../../../contracts/repository/checkpoints/keys.ts'
import { checkpointsModel } from '../../../../../contracts/repository/checkpoints/model.ts'
import type { CheckpointState } from '../../../../../contracts/repository/checkpoints/model.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { checkpoints: { ages: 'store' } },
}

export const ageless: Claims = { ...claims, ports: { checkpoints: { ages: { no: 'no clock' } } } }

/** The key `a`, and items, as texts. */
export const key: string = keyText('a')

export function texts(...items: readonly string[]): readonly string[] {
  return items.map((item) => JSON.stringify(item))
}

export function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'checkpoints', method, args: args as Call['args'] }
}

export function begin(pin: string, discard?: string): Call {
  return call('begin', key, discard === undefined ? { pin } : { pin, discard })
}

export function ofRun(method: 'append' | 'fail' | 'replace', epoch: number, ...items: readonly string[]): Call {
  return call(method, key, epoch, texts(...items))
}

export function finish(epoch: number, from?: string | null, to = 'p'): Call {
  return from === undefined ? call('finish', key, epoch) : call('finish', key, epoch, { anchor: { from, to } })
}

export const inspect: Call = call('inspect', key)

/** A run as it is shown: the first one, towards `p`, with nothing done at 1000. */
export function run(some: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { epoch: 1, pin: 'p', done: [], failing: [], anchor: null, touchedAtMs: 1_000, ...some }
}

export function begun(some: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { ...run(), resumed: false, ...some }
}

export function running(some: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { status: 'running', ...run(some) }
}

export const none = { status: 'none', failing: [], anchor: null } as const
export const superseded = { status: 'superseded' } as const

/** The store's time of a call that took no time. */
export function at(ms: number): Span {
  return { fromMs: ms, toMs: ms }
}

/** A key that nobody touched yet. */
export function fresh(of: Claims = claims): CheckpointState {
  return checkpointsModel.initial(key, of)
}

/** The state after a call that the model must allow. */
export function after(state: CheckpointState, made: Call, value: unknown, span: Span = at(1_000)): CheckpointState {
  const judged = checkpointsModel.step(state, made, value, span)
  if (!judged.legal) throw new Error(`${made.method}: the model expected ${judged.expected}`)
  return judged.state
}

/** What the model expects in place of an answer; `legal` where it allows it. */
export function due(state: CheckpointState, made: Call, value: unknown, span: Span = at(1_000)): string {
  const judged = checkpointsModel.step(state, made, value, span)
  return judged.legal ? 'legal' : judged.expected
}

/** The key with a run of epoch 1 towards `p`, in which these items are done. */
export function begunWith(...items: readonly string[]): CheckpointState {
  const state = after(fresh(), begin('p'), begun())
  if (items.length === 0) return state
  return after(state, ofRun('append', 1, ...items), { status: 'appended', added: items.length })
}

/** One call of a history; positions follow each other where none are given. */
export interface Written {
  readonly call: Call
  readonly value?: unknown
  readonly outcome?: Outcome
  readonly when?: readonly [invoked: number, returned: number]
  readonly ms?: number
}

/** A history, as the recorder would have written it. */
export function history(...calls: readonly Written[]): readonly Event[] {
  return calls.map(({ call: made, value, outcome, when, ms = 1_000 }, index): Event => ({
    actor: 0,
    call: made,
    outcome: outcome ?? { status: 'ok', value },
    invoked: when?.[0] ?? 2 * index,
    returned: when?.[1] ?? 2 * index + 1,
    fromMs: ms,
    toMs: ms,
  }))
}
