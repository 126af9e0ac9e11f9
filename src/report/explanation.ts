/** Why no order explains the calls of a partition, as a person reads it: how far the model goes along, and where it ends. */
import { cut, prose, visible } from './line.ts'
import type { Explained, TimelineCall } from './timeline.ts'

/** How many calls of the longest order are told, counted from its end. */
const orderMax = 5
const stateCharactersMax = 160

type Placed = Pick<TimelineCall, 'number' | 'call'> & { readonly actor: number }

/** The lines of an explanation; calls are named by their number in the timeline. */
export function explanationLines(explained: Explained, calls: readonly Placed[]): readonly string[] {
  const { partition, initial, legal, before, stuck } = explained
  const shown = legal.slice(-orderMax)
  const skipped = legal.length - shown.length
  const named = (number: number): string => callNumbered(number, calls)
  return [
    `partition ${visible(JSON.stringify(partition))}: the longest order that the model allows has ${counted(legal.length)}`,
    ...(skipped > 0 ? [`  (${counted(skipped)} before these)`] : [`  it begins with ${state(initial)}`]),
    ...shown.map(({ number, after }) => `  ${named(number)}: then ${state(after)}`),
    `and in the state ${state(before)} none of these can come next:`,
    ...stuck.map(
      ({ number, expected, observed }) =>
        `  ${named(number)}: expected ${prose(expected)}, observed ${prose(observed)}`,
    ),
  ]
}

function counted(calls: number): string {
  return `${calls} call${calls === 1 ? '' : 's'}`
}

function state(text: string): string {
  return visible(cut(text, stateCharactersMax))
}

function callNumbered(number: number, calls: readonly Placed[]): string {
  const found = calls.find((call) => call.number === number)
  return found ? `#${number}, actor ${found.actor}, ${visible(cut(found.call, stateCharactersMax))}` : `#${number}`
}
