/**
 * Decides whether a history is linearizable: whether some order of its calls, which respects real time, is one that the
 * model allows (Herlihy and Wing 1990). A call of unknown outcome may be placed anywhere after its invocation, or nowhere.
 *
 * The parts of a history are searched in turns, each with a budget that grows from turn to turn: where one part is
 * refused soon, no other one, however hard, stands in the way.
 */
import type { Broken, Claims, History, Model } from '../../../contracts/index.ts'
import { Memory } from './memory.ts'
import { PartSearch } from './part-search.ts'
import { observed, split } from './split.ts'

/** What one check may use; beyond it the answer is `undecided`. */
export interface Limits {
  /** of all parts together */
  readonly stepsMax: number
  /** for the configurations and states that are remembered, all parts together */
  readonly bytesMax: number
}

/** What a check found. */
export type Decision =
  | { readonly verdict: 'linearizable'; readonly partitions: number }
  | { readonly verdict: 'not-linearizable'; readonly partitions: number; readonly broken: Broken }
  | { readonly verdict: 'undecided'; readonly partitions: number; readonly reason: string }

/** For a history among thousands: about half a second. */
export const briefLimits: Limits = { stepsMax: 1_000_000, bytesMax: 64 * 1_048_576 }

/** For a history that a person waits for: about ten seconds. */
export const patientLimits: Limits = { stepsMax: 20_000_000, bytesMax: 384 * 1_048_576 }

/** The budget of the first turn, in steps, and how much larger each next one is. */
const firstSteps = 2_000
const growth = 4

/** Decides a history by the model, on a store with these claims. */
export function check<State>(model: Model<State>, claims: Claims, history: History, limits: Limits): Decision {
  const parts = split(model, history)
  if ('unreadable' in parts) return { verdict: 'not-linearizable', partitions: 0, broken: parts.unreadable }
  const memory = new Memory(limits.bytesMax)
  const searches = parts.map(
    (part) => new PartSearch(model, part, model.initial(part.partition, claims), memory.share()),
  )
  takeTurns(searches, limits.stepsMax)
  const partitions = parts.length
  const broken = earliest(searches) ?? failure(history)
  if (broken) return { verdict: 'not-linearizable', partitions, broken }
  if (searches.every(({ standing }) => standing === 'accepted')) return { verdict: 'linearizable', partitions }
  return { verdict: 'undecided', partitions, reason: reasonOf(searches, limits) }
}

/** Gives each search its turns, until one is refused, none has anything left to do, or the steps are used up. */
function takeTurns<State>(searches: readonly PartSearch<State>[], stepsMax: number): void {
  let left = stepsMax
  for (let steps = firstSteps; left > 0; steps *= growth) {
    const open = searches.filter(({ standing }) => standing === 'paused')
    for (const search of open) {
      const given = Math.min(steps, left)
      search.run(given)
      if (search.standing === 'paused') left -= given
      // The first turn is cheap: where several parts are refused in it, the earliest call is told.
      if (search.standing === 'refused' && steps > firstSteps) return
    }
    if (open.every(({ standing }) => standing !== 'paused')) return
    if (open.some(({ standing }) => standing === 'refused')) return
  }
}

/** What is wrong with the refused part whose call comes first in the history. */
function earliest<State>(searches: readonly PartSearch<State>[]): Broken | undefined {
  const refused = searches.filter(({ standing }) => standing === 'refused').map((search) => search.explain())
  return refused.toSorted((one, other) => one.at - other.at)[0]
}

/** A call that failed and concerns no part that is known: it has no place in any order. */
function failure(history: History): Broken | undefined {
  const at = history.findIndex(({ outcome }) => outcome.status === 'fail')
  const event = history[at]
  return event && { at, expected: 'an answer', observed: observed(event) }
}

function reasonOf<State>(searches: readonly PartSearch<State>[], { stepsMax, bytesMax }: Limits): string {
  return searches.some(({ standing }) => standing === 'spent')
    ? `undecided after ${Math.floor(bytesMax / 1_048_576)} MiB of configurations`
    : `undecided after ${stepsMax} steps`
}
