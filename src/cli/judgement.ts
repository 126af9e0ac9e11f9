/** What came of a history in lines: one that says it all, and where it is refused, why no order explains it. */
import type { Broken, History } from '../../contracts/index.ts'
import type { RecordedHistory } from '../harness/histories/history-file.ts'
import type { HistoryModel } from '../harness/histories/models.ts'
import type { Decision } from '../harness/linearizability/checker.ts'
import { prose, visible } from '../report/line.ts'
import type { Paint, Tone } from '../report/paint.ts'
import { timelineLines } from '../report/timeline-text.ts'
import { timelineOf } from '../report/timeline.ts'

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

function brokenLines(history: History, broken: Broken, paint: Paint): readonly string[] {
  const { at, expected, observed } = broken
  return [
    `#${at + 1}: expected ${prose(expected)}, observed ${prose(observed)}`,
    '',
    ...timelineLines(timelineOf({ history, ...broken }), paint),
  ]
}
