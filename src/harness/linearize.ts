/**
 * Decides whether a history is linearizable: whether some order of its calls, which respects real time, is one that the
 * model allows (Herlihy and Wing 1990; the search is Wing and Gong's with Lowe's memory of states already refused).
 *
 * Histories are split by partition. A call of unknown outcome may be placed anywhere after its invocation, or nowhere.
 */
import type { Broken, Claims, Event, Judge, Judged, Model } from '../../contracts/index.ts'
import { showAtLength } from '../../contracts/show.ts'
import { HarnessError, describeError } from '../../contracts/errors.ts'

/** How many placements are tried for one partition before the answer is `undecided`. */
const placementsMax = 50_000

interface Numbered {
  readonly at: number
  readonly event: Event
}

interface Search<State> {
  readonly model: Model<State>
  readonly calls: readonly Numbered[]
  readonly refused: Set<string>
  placements: number
  /** the refusal that was met with the most calls placed: the best explanation */
  deepest: { readonly placed: number; readonly broken: Broken } | undefined
}

function valueOf({ outcome }: Event): unknown {
  return outcome.status === 'ok' ? outcome.value : undefined
}

function describe({ outcome }: Event): string {
  if (outcome.status === 'ok') return showAtLength(outcome.value)
  return outcome.status === 'fail'
    ? `${outcome.error.name} ${outcome.error.code ?? ''}: ${outcome.error.message}`
    : `unknown (${outcome.why})`
}

/** The states after placing a call: one for an answer that the model allows, several for an unknown outcome. */
function after<State>(search: Search<State>, { at, event }: Numbered, state: State, placed: number): readonly State[] {
  if (event.outcome.status === 'unknown') return search.model.unseen(state, event.call, event)
  const judged = judge(search.model, state, event)
  if (judged.legal) return [judged.state]
  if (!search.deepest || placed >= search.deepest.placed) {
    search.deepest = { placed, broken: { at, expected: judged.expected, observed: describe(event) } }
  }
  return []
}

function judge<State>(model: Model<State>, state: State, event: Event): Judged<State> {
  if (event.outcome.status === 'fail') return { legal: false, expected: 'an answer' }
  try {
    return model.step(state, event.call, valueOf(event), event)
  } catch (error) {
    // An answer of a shape that the model cannot read is no answer of this port.
    return { legal: false, expected: `an answer of the shape that the port gives (${describeError(error)})` }
  }
}

function place<State>(search: Search<State>, state: State, left: readonly Numbered[]): boolean {
  if (left.every(({ event }) => event.outcome.status === 'unknown')) return true
  const key = `${left.map(({ at }) => at).join()} ${search.model.key(state)}`
  if (search.refused.has(key)) return false
  search.placements += 1
  if (search.placements > placementsMax)
    throw new HarnessError('DEADLINE', `undecided after ${placementsMax} placements`)
  const firstReturn = Math.min(...left.map(({ event }) => event.returned))
  for (const next of left) {
    if (next.event.invoked > firstReturn) continue
    const rest = left.filter((other) => other !== next)
    if (after(search, next, state, search.calls.length - left.length).some((then) => place(search, then, rest)))
      return true
  }
  search.refused.add(key)
  return false
}

interface Concerned extends Numbered {
  readonly everywhere: boolean
  readonly partitions: readonly string[]
}

/** What a call concerns, or that its answer is of no shape that the model can read. */
function concerns<State>(model: Model<State>, event: Event, at: number): Concerned | Broken {
  try {
    return { at, event, ...model.concerns(event.call, valueOf(event)) }
  } catch (error) {
    return {
      at,
      expected: `an answer of the shape that the port gives (${describeError(error)})`,
      observed: describe(event),
    }
  }
}

function split(about: readonly Concerned[]): ReadonlyMap<string, readonly Numbered[]> {
  const names = new Set(about.flatMap(({ partitions }) => partitions))
  const within = (name: string): readonly Concerned[] =>
    about.filter(({ everywhere, partitions }) => everywhere || partitions.includes(name))
  return new Map([...names].map((name) => [name, within(name)]))
}

function decide<State>(model: Model<State>, state: State, calls: readonly Numbered[]): Broken | undefined {
  const search: Search<State> = { model, calls, refused: new Set(), placements: 0, deepest: undefined }
  if (place(search, state, calls)) return undefined
  const none = { at: calls[0]?.at ?? 0, expected: 'an order that the model allows', observed: 'none' }
  return search.deepest?.broken ?? none
}

/**
 * The judge that a model is: what it gives is the call that no order explains. Throws a `HarnessError` DEADLINE where
 * the search was given up, so that an undecided history is never taken for a legal one.
 */
export function modelJudge<State>(model: Model<State>, claims: Claims): Judge {
  return (history) => {
    const about = history.map((event, at) => concerns(model, event, at))
    const unreadable = about.find((one) => 'expected' in one)
    if (unreadable) return unreadable
    const readable = about.filter((one) => 'event' in one)
    const broken = [...split(readable)].flatMap(
      ([partition, calls]) => decide(model, model.initial(partition, claims), calls) ?? [],
    )
    const [first] = broken.toSorted((left, right) => left.at - right.at)
    if (first) return first
    const failed = readable.find(({ event }) => event.outcome.status === 'fail')
    return failed ? { at: failed.at, expected: 'an answer', observed: describe(failed.event) } : undefined
  }
}
