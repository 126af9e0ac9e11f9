/**
 * A finding's history as data, for every form that draws it: what each actor called, from when to when, where it breaks,
 * and how far it can be explained. Plain JSON; `version` is raised where a reader of it must change.
 */
import type { Call, Event, Explanation, Finding, Outcome } from '../../contracts/index.ts'
import { showValue } from './value.ts'

/** One call in the lane of its actor. */
export interface TimelineCall {
  /** its number in the history, from 1, in the order in which calls were made */
  readonly number: number
  /** positions in one count over all actors; `to` is null where the return is not known */
  readonly from: number
  readonly to: number | null
  /** the time of the place at both, ms since `sinceMs` */
  readonly fromMs: number
  readonly toMs: number
  readonly call: string
  readonly answer: string
  readonly status: Outcome['status']
  /** whether the history breaks here */
  readonly marked: boolean
}

/** What one actor did. */
export interface Lane {
  readonly actor: number
  readonly calls: readonly TimelineCall[]
}

/** How far the calls of a partition can be explained. Calls go by their numbers. */
export interface Explained {
  readonly partition: string
  /** the state before the first call */
  readonly initial: string
  /** a longest legal order, with the state behind each call */
  readonly legal: readonly { readonly number: number; readonly after: string }[]
  /** the state at which it breaks */
  readonly before: string
  /** the calls that could be next, and what was due in place of each */
  readonly stuck: readonly { readonly number: number; readonly expected: string; readonly observed: string }[]
}

/** A timeline. */
export interface Timeline {
  readonly version: 1
  /** in the order of the actors' numbers */
  readonly lanes: readonly Lane[]
  /** number of the call at which the history breaks; null where it does after the last call */
  readonly breaksAt: number | null
  /** what the times of calls are measured from, ms since 1970 by the clock of the place */
  readonly sinceMs: number
  readonly explanation?: Explained
}

/** The timeline of a finding. */
export function timelineOf({ history, at, explanation }: Pick<Finding, 'history' | 'at' | 'explanation'>): Timeline {
  const sinceMs = history.reduce((least, { fromMs }) => Math.min(least, fromMs), history[0]?.fromMs ?? 0)
  const lane = (actor: number): Lane => ({
    actor,
    calls: history.flatMap((event, index) => (event.actor === actor ? [callOf(event, index, at, sinceMs)] : [])),
  })
  const actors = new Set(history.map(({ actor }) => actor))
  return {
    version: 1,
    lanes: [...actors].toSorted((one, other) => one - other).map(lane),
    breaksAt: at < history.length ? at + 1 : null,
    sinceMs,
    ...(explanation ? { explanation: explained(explanation) } : {}),
  }
}

function callOf({ call, outcome, ...event }: Event, index: number, at: number, sinceMs: number): TimelineCall {
  return {
    number: index + 1,
    from: event.invoked,
    to: Number.isFinite(event.returned) ? event.returned : null,
    fromMs: event.fromMs - sinceMs,
    toMs: event.toMs - sinceMs,
    call: showCall(call),
    answer: showOutcome(outcome),
    status: outcome.status,
    marked: index === at,
  }
}

function explained({ order, stuck, ...states }: Explanation): Explained {
  return {
    ...states,
    legal: order.map(({ at, after }) => ({ number: at + 1, after })),
    stuck: stuck.map(({ at, ...said }) => ({ number: at + 1, ...said })),
  }
}

/** A call as a person writes it. */
export function showCall({ port, method, args }: Call): string {
  return `${port}.${method}(${args.map(showValue).join(', ')})`
}

function showOutcome(outcome: Outcome): string {
  switch (outcome.status) {
    case 'ok':
      return showValue(outcome.value)
    case 'fail': {
      const { name, code, message } = outcome.error
      return `fail ${code ?? name}: ${message}`
    }
    case 'unknown':
      return `unknown: ${outcome.why}`
  }
}
