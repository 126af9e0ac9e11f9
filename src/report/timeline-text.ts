/** A timeline as a person reads it: one line a call, with a span that shows which calls overlapped. */
import { cut, visible } from './line.ts'
import type { Paint } from './paint.ts'
import type { Row } from './table.ts'
import { table } from './table.ts'
import { explanationLines } from './explanation.ts'
import type { Timeline, TimelineCall } from './timeline.ts'

const callsMax = 100
const callsBeforeMax = 80
const spanColumnsMax = 40
const callCharactersMax = 180
const answerCharactersMax = 320

type Placed = TimelineCall & { readonly actor: number }

/**
 * The lines of a timeline, the call at which it breaks marked with `>`. Of a long one it shows the part around the mark
 * and says how much is left out; the JSON report has all of it.
 */
export function timelineLines({ lanes, breaksAt, sinceMs, explanation }: Timeline, paint: Paint): readonly string[] {
  const calls = lanes
    .flatMap(({ actor, calls: made }) => made.map((call): Placed => ({ ...call, actor })))
    .toSorted((one, other) => one.number - other.number)
  if (calls.length === 0) return ['no call was recorded']
  const first = Math.max(0, Math.min((breaksAt ?? calls.length + 1) - 1 - callsBeforeMax, calls.length - callsMax))
  const shown = calls.slice(first, first + callsMax)
  const scale = scaleOf(shown)
  const heads = ['', '#', 'actor', 'from', 'to', 'ms', 'span', 'call and answer']
  return [
    `from and to: positions in one count over all actors; ms: since ${sinceMs} by the clock of the place`,
    ...leftOut(first, 'earlier'),
    ...table(
      [heads.map((text) => ({ tone: 'quiet' as const, text })), ...shown.map((call) => row(call, scale))],
      paint,
    ),
    ...leftOut(calls.length - first - shown.length, 'later'),
    ...(explanation ? ['', ...explanationLines(explanation, calls)] : []),
  ]
}

function leftOut(count: number, which: string): readonly string[] {
  return count === 0 ? [] : [`(${count} ${which} calls are left out; the JSON report has them)`]
}

/** The positions that spans are drawn between. */
interface Scale {
  readonly first: number
  readonly last: number
}

function scaleOf(calls: readonly TimelineCall[]): Scale {
  const positions = calls.flatMap(({ from, to }) => [from, to ?? from])
  return { first: Math.min(...positions), last: Math.max(...positions) }
}

function row(call: Placed, scale: Scale): Row {
  const said = `${shortened(call.call, callCharactersMax)} -> ${shortened(call.answer, answerCharactersMax)}`
  return [
    { tone: 'bad', text: call.marked ? '>' : '' },
    call.number,
    call.actor,
    call.from,
    call.to ?? '?',
    times(call),
    { tone: 'quiet', text: span(call, scale) },
    call.marked ? { tone: 'bad', text: said } : said,
  ]
}

function shortened(text: string, charactersMax: number): string {
  return visible(cut(text, charactersMax))
}

/** The time of the place; two times where it moved during the call. */
function times({ fromMs, toMs }: TimelineCall): string {
  return fromMs === toMs ? `+${fromMs}` : `+${fromMs}..+${toMs}`
}

/** `|---|` from invocation to return; `|-->` up to the end where the return is not known. */
function span({ from: invoked, to: returned }: TimelineCall, { first, last }: Scale): string {
  const width = Math.min(last - first + 1, spanColumnsMax)
  const column = (position: number): number =>
    last === first ? 0 : Math.round(((position - first) / (last - first)) * (width - 1))
  const from = column(invoked)
  const to = returned === null ? width : column(returned)
  if (to <= from) return `${' '.repeat(from)}|`
  return `${' '.repeat(from)}|${'-'.repeat(to - from - 1)}${returned === null ? '>' : '|'}`
}
