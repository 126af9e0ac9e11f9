/** What came of a history in lines: one that says it all, and where it is refused, why no order explains it. */
import type { Broken, Explanation, History } from '../../contracts/index.ts'
import type { RecordedHistory } from '../harness/histories/history-file.ts'
import type { HistoryModel } from '../harness/histories/models.ts'
import type { Decision } from '../harness/linearizability/checker.ts'
import { cut, prose, visible } from '../report/line.ts'
import type { Paint, Tone } from '../report/paint.ts'
import { showCall, timeline } from '../report/timeline.ts'

/** A file with its history and the model that judges it. */
export interface Given {
  readonly file: string
  readonly recorded: RecordedHistory
  readonly model: HistoryModel
}

/** What came of one file. */
export interface Judgement extends Given {
  readonly decision: Decision
  readonly ms: number
}

/** How many calls of the longest order are told, counted from its end. */
const orderMax = 5
const stateCharactersMax = 160

const said = { linearizable: 'linearizable', 'not-linearizable': 'not linearizable', undecided: 'undecided' } as const

const tones: Readonly<Record<keyof typeof said, Tone>> = {
  linearizable: 'good',
  'not-linearizable': 'bad',
  undecided: 'doubt',
}

/** The lines for one file. */
export function judgementLines({ file, recorded, decision, ms }: Judgement, paint: Paint): readonly string[] {
  const { history } = recorded
  const { verdict, partitions } = decision
  const counts = [counted(history.length, 'operation'), counted(partitions, 'partition'), `${ms.toFixed(1)} ms`]
  const first = `${visible(file)}: ${paint(tones[verdict], said[verdict])} (${counts.join(', ')})`
  if (verdict === 'undecided') return [`${first}: ${decision.reason}`]
  if (verdict === 'linearizable') return [first]
  return [first, ...brokenLines(history, decision.broken, paint).map((line) => `  ${line}`)]
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function brokenLines(
  history: History,
  { at, expected, observed, explanation }: Broken,
  paint: Paint,
): readonly string[] {
  return [
    `${callAt(history, at)}: expected ${prose(expected)}, observed ${prose(observed)}`,
    ...(explanation ? explanationLines(history, explanation) : []),
    '',
    ...timeline(history, at, paint),
  ]
}

function explanationLines(
  history: History,
  { partition, order, initial, before, stuck }: Explanation,
): readonly string[] {
  const shown = order.slice(-orderMax)
  const skipped = order.length - shown.length
  return [
    `partition ${JSON.stringify(partition)}: the longest order that the model allows has ${counted(order.length, 'call')}`,
    ...(skipped > 0 ? [`  (${counted(skipped, 'call')} before these)`] : [`  it begins with ${state(initial)}`]),
    ...shown.map(({ at, after }) => `  ${callAt(history, at)}: then ${state(after)}`),
    `and in the state ${state(before)} none of these can come next:`,
    ...stuck.map(
      ({ at, expected, observed }) =>
        `  ${callAt(history, at)}: expected ${prose(expected)}, observed ${prose(observed)}`,
    ),
  ]
}

function state(text: string): string {
  return visible(cut(text, stateCharactersMax))
}

/** A call by its number, as the timeline counts it, and in words. */
function callAt(history: History, at: number): string {
  const event = history[at]
  return event ? `actor ${event.actor}, from ${event.invoked}: ${showCall(event.call)}` : 'no call'
}
