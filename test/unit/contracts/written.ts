/** Histories and steps of a model, written down as a test needs them. */
import type { Call, Event, Model, Outcome, Span } from '../../../contracts/index.ts'

/** The store's time of a call that took no time. */
export function at(ms: number): Span {
  return { fromMs: ms, toMs: ms }
}

/** Steps of one model; each is at 1000 where no time is given. */
export interface Stepping<State> {
  /** the state after a call that the model must allow */
  readonly after: (state: State, made: Call, value: unknown, span?: Span) => State
  /** what the model expects in place of an answer; `legal` where it allows it */
  readonly due: (state: State, made: Call, value: unknown, span?: Span) => string
}

export function stepping<State>(model: Model<State>): Stepping<State> {
  return {
    after(state, made, value, span = at(1_000)) {
      const judged = model.step(state, made, value, span)
      if (!judged.legal) throw new Error(`${made.method}: the model expected ${judged.expected}`)
      return judged.state
    },
    due(state, made, value, span = at(1_000)) {
      const judged = model.step(state, made, value, span)
      return judged.legal ? 'legal' : judged.expected
    },
  }
}

/** One call of a history. */
export interface Written {
  readonly actor?: number
  readonly call: Call
  /** what it was answered, or its whole outcome where it was not */
  readonly value?: unknown
  readonly outcome?: Outcome
  readonly when?: readonly [invoked: number, returned: number]
  readonly ms?: number | readonly [fromMs: number, toMs: number]
}

/** A history, as the recorder would have written it; one call after the other where no positions are given. */
export function history(...calls: readonly Written[]): readonly Event[] {
  return calls.map(({ actor = 0, call, value, outcome, when, ms = 1_000 }, index): Event => {
    const [fromMs, toMs] = typeof ms === 'number' ? [ms, ms] : ms
    return {
      actor,
      call,
      outcome: outcome ?? { status: 'ok', value },
      invoked: when?.[0] ?? 2 * index,
      returned: when?.[1] ?? 2 * index + 1,
      fromMs,
      toMs,
    }
  })
}
