/**
 * The mark-and-sweep judge: what lies in a place against what its history says of it. It needs no order of calls that
 * overlap: it looks where nothing does.
 */
import type { Broken, Event, History, Judge } from '../../lab.ts'
import { showAtLength } from '../../show.ts'
import { faultOf } from './model.ts'
import type { PlaceSeen, RowSeen } from './scenes.ts'

function answer<Answer>({ outcome }: Event): Answer | undefined {
  return outcome.status === 'ok' ? (outcome.value as Answer) : undefined
}

/** What was shown of rows by a call. */
function shown(event: Event): readonly RowSeen[] {
  if (event.call.method === 'get') return [answer<RowSeen>(event) ?? { status: 'miss' }]
  return event.call.method === 'look' ? (answer<PlaceSeen>(event)?.rows ?? []) : []
}

/** No row that is shown has lost a blob, at any time. */
export const noRowDangles: Judge = (history) => {
  for (const [at, event] of history.entries()) {
    const expected = shown(event)
      .map(faultOf)
      .find((fault) => fault !== undefined)
    if (expected !== undefined) return { at, expected, observed: showAtLength(answer(event)) }
  }
  return undefined
}

function unanswered(history: History): Broken | undefined {
  const at = history.findIndex(({ outcome }) => outcome.status === 'fail')
  return at < 0 ? undefined : { at, expected: 'an answer', observed: showAtLength(history[at]?.outcome) }
}

/**
 * Whether a sweep came after all else: what was called before it had ended, or its caller was gone, and is by the clock of
 * the place longer ago than the grace.
 */
function isAged(history: History, sweep: Event): boolean {
  const { graceMs } = sweep.call.args[0] as { readonly graceMs: number }
  return history.every((event) => {
    if (event === sweep || observers.has(event.call.method)) return true
    if (event.invoked > sweep.invoked) return false
    const isOver = event.returned < sweep.invoked || event.outcome.status === 'unknown'
    const endMs = event.outcome.status === 'unknown' ? event.fromMs : event.toMs
    return isOver && sweep.fromMs - endMs >= graceMs
  })
}

const observers: ReadonlySet<string> = new Set(['get', 'look'])

/** After a sweep to which all else is old there is no blob without a row, and nothing that belongs to nothing. */
function leftOvers(history: History): Broken | undefined {
  const sweep = history.findLast(({ call, outcome }) => call.method === 'sweep' && outcome.status === 'ok')
  if (!sweep || !isAged(history, sweep)) return undefined
  for (const [at, event] of history.entries()) {
    const place = event.call.method === 'look' && event.invoked > sweep.returned ? answer<PlaceSeen>(event) : undefined
    if (place && (place.orphans > 0 || (place.temps ?? 0) > 0))
      return {
        at,
        expected: 'no blob without a row, and no temporary thing: all is older than the grace',
        observed: `${place.orphans} blobs without a row, ${place.temps ?? 'no count of'} temporary things`,
      }
  }
  return undefined
}

/** The one judge of orphans: nothing dangles at any time, and a last sweep leaves nothing that is nobody's. */
export const nothingIsLeft: Judge = (history) => noRowDangles(history) ?? leftOvers(history) ?? unanswered(history)

/** Where no calls overlap and nothing is cut off, what lets go of blobs leaves none, without any sweep. */
export const lettingGoLeavesNothing: Judge = (history) => {
  for (const [at, event] of history.entries()) {
    const place = event.call.method === 'look' ? answer<PlaceSeen>(event) : undefined
    if (place && place.orphans > 0)
      return { at, expected: 'no blob without a row', observed: `${place.orphans} blobs without a row` }
  }
  return noRowDangles(history) ?? unanswered(history)
}
