/** Says why no order explains the calls of a partition: how far the model goes along, and what it will not take then. */
import type { Broken, Explanation, Model, StuckCall } from '../../../contracts/index.ts'
import type { Placed } from './search.ts'
import type { Numbered, Part } from './split.ts'
import { observed } from './split.ts'
import { judgeCall } from './states.ts'

/** A state in a text of many is cut to so many characters; the one at which it breaks is whole. */
const stateCharactersMax = 160

/** What explains a refusal: the part, the longest order with its states, and the model that gave them. */
export interface Refusal<State> {
  readonly model: Model<State>
  readonly part: Part
  readonly initial: State
  readonly order: readonly Placed<State>[]
}

/** The call that the refusal shows best, which is the one that had to come next, with the whole explanation. */
export function explain<State>(refusal: Refusal<State>): Broken {
  const { model, part, initial } = refusal
  const order = goOn(refusal)
  const describe = (state: State): string => model.describe?.(state) ?? model.key(state)
  const before = stateAfter(order, initial)
  const due = dueCalls(part, order)
  const stuck = due.map((numbered) => stuckCall(model, before, numbered))
  const explanation: Explanation = {
    partition: part.partition,
    initial: cut(describe(initial)),
    order: order.map(({ numbered, state }) => ({ at: numbered.at, after: cut(describe(state)) })),
    before: describe(before),
    stuck,
  }
  const [first = { at: 0, expected: 'an order that the model allows', observed: 'none' }] = stuck
  return { ...first, explanation }
}

/**
 * The order with what the model still allows behind it. Where foresight turned a search back, the call that it foresaw
 * is some way off, and says more than the one that could have come next.
 */
function goOn<State>({ model, part, initial, order }: Refusal<State>): readonly Placed<State>[] {
  const longer = [...order]
  for (let next = allowed(model, part, longer, initial); next; next = allowed(model, part, longer, initial))
    longer.push(next)
  return longer
}

/** The first call that may come next and is allowed. */
function allowed<State>(
  model: Model<State>,
  part: Part,
  order: readonly Placed<State>[],
  initial: State,
): Placed<State> | undefined {
  for (const numbered of dueCalls(part, order)) {
    const judged = judgeCall(model, stateAfter(order, initial), numbered.event)
    if (judged.legal) return { numbered, state: judged.state }
  }
  return undefined
}

function stateAfter<State>(order: readonly Placed<State>[], initial: State): State {
  const last = order.at(-1)
  return last ? last.state : initial
}

function stuckCall<State>(model: Model<State>, before: State, { at, event }: Numbered): StuckCall {
  const judged = judgeCall(model, before, event)
  return { at, expected: judged.legal ? 'an order that the model allows' : judged.expected, observed: observed(event) }
}

/** The calls with an outcome that could have come next, in the order of their returns: the first had to. */
function dueCalls({ calls }: Part, order: readonly Placed<unknown>[]): readonly Numbered[] {
  const placed = new Set(order.map(({ numbered }) => numbered.at))
  const left = calls.filter(({ at, event }) => event.outcome.status !== 'unknown' && !placed.has(at))
  const firstReturn = left.reduce((first, { event }) => Math.min(first, event.returned), Infinity)
  const due = left.filter(({ event }) => event.invoked <= firstReturn)
  return due.toSorted((one, other) => one.event.returned - other.event.returned)
}

function cut(text: string): string {
  return text.length > stateCharactersMax ? `${text.slice(0, stateCharactersMax - 3)}...` : text
}
