/** A history as a person reads it: one line a call, with a span that shows which calls overlapped. */
import type { Call, Event, History, Outcome } from '../../contracts/index.ts'
import { cut, visible } from './line.ts'
import type { Paint } from './paint.ts'
import type { Row } from './table.ts'
import { table } from './table.ts'
import { showValue } from './value.ts'

const callsMax = 100
const callsBeforeMax = 80
const spanColumnsMax = 40
const argumentCharactersMax = 160
const answerCharactersMax = 320

/**
 * The lines of a timeline, the event `at` marked with `>`. Of a long history it shows the part around the mark and says
 * how much is left out; the JSON report has all of it.
 */
export function timeline(history: History, at: number, paint: Paint): readonly string[] {
  if (history.length === 0) return ['no call was recorded']
  const first = Math.max(0, Math.min(at - callsBeforeMax, history.length - callsMax))
  const shown = history.slice(first, first + callsMax)
  const scale = scaleOf(shown)
  const heads = ['', 'actor', 'from', 'to', 'ms', 'span', 'call and answer'].map((text) => ({
    tone: 'quiet' as const,
    text,
  }))
  const rows = shown.map((event, index) => row(event, { isMarked: first + index === at, scale }))
  return [
    `from and to: positions in one count over all actors; ms: since ${scale.sinceMs} by the clock of the place`,
    ...leftOut(first, 'earlier'),
    ...table([heads, ...rows], paint),
    ...leftOut(history.length - first - shown.length, 'later'),
  ]
}

function leftOut(count: number, which: string): readonly string[] {
  return count === 0 ? [] : [`(${count} ${which} calls are left out; the JSON report has them)`]
}

/** What positions and times are measured from, and to. */
interface Scale {
  readonly first: number
  readonly last: number
  readonly sinceMs: number
}

function scaleOf(events: History): Scale {
  const from = events.map(({ invoked }) => invoked)
  const to = events.map(({ returned }) => returned).filter((position) => Number.isFinite(position))
  const sinceMs = Math.min(...events.map(({ fromMs }) => fromMs))
  return { first: Math.min(...from), last: Math.max(...from, ...to), sinceMs }
}

function row(event: Event, { isMarked, scale }: { readonly isMarked: boolean; readonly scale: Scale }): Row {
  const said = `${showCall(event.call)} -> ${showOutcome(event.outcome)}`
  return [
    { tone: 'bad', text: isMarked ? '>' : '' },
    event.actor,
    event.invoked,
    Number.isFinite(event.returned) ? event.returned : '?',
    times(event, scale),
    { tone: 'quiet', text: span(event, scale) },
    isMarked ? { tone: 'bad', text: said } : said,
  ]
}

/** The time of the place since the first call shown; two times where it moved during the call. */
function times({ fromMs, toMs }: Event, { sinceMs }: Scale): string {
  const from = `+${fromMs - sinceMs}`
  return fromMs === toMs ? from : `${from}..+${toMs - sinceMs}`
}

/** `|---|` from invocation to return; `|-->` up to the end where the return is not known. */
function span({ invoked, returned }: Event, { first, last }: Scale): string {
  const width = Math.min(last - first + 1, spanColumnsMax)
  const column = (position: number): number =>
    last === first ? 0 : Math.round(((position - first) / (last - first)) * (width - 1))
  const isOpen = !Number.isFinite(returned)
  const from = column(invoked)
  const to = isOpen ? width : column(returned)
  if (to <= from) return `${' '.repeat(from)}|`
  return `${' '.repeat(from)}|${'-'.repeat(to - from - 1)}${isOpen ? '>' : '|'}`
}

/** A call as a person writes it. */
export function showCall({ port, method, args }: Call): string {
  return visible(`${port}.${method}(${cut(args.map(showValue).join(', '), argumentCharactersMax)})`)
}

function showOutcome(outcome: Outcome): string {
  switch (outcome.status) {
    case 'ok':
      return visible(cut(showValue(outcome.value), answerCharactersMax))
    case 'fail': {
      const { name, code, message } = outcome.error
      return visible(cut(`fail ${code ?? name}: ${message}`, answerCharactersMax))
    }
    case 'unknown':
      return visible(cut(`unknown: ${outcome.why}`, answerCharactersMax))
  }
}
