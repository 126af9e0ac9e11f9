/** The progress of a run on standard error: one live line on a terminal, a line for each law that was asked for elsewhere. */
import type { LawResult } from '../../contracts/index.ts'
import type { Progress } from '../harness/run-options.ts'
import { cut, prose } from '../report/line.ts'
import { reasonOf, verdictCell } from '../report/verdict.ts'
import type { Paint } from '../report/paint.ts'
import type { Outlet } from './outlet.ts'
import type { Screen } from './screen.ts'
import type { Terminal } from './terminal.ts'

/** Shows what happens until it is ended. */
export interface ProgressView {
  hear(progress: Progress): void
  end(): void
}

/** What a view needs to know of the run: the ids of the laws of an adapter that were asked for. */
export type LawsOf = (adapter: string) => readonly string[]

const redrawMs = 200
const reasonCharactersMax = 160

/** The view that fits the terminal. */
export function progressView({ env, err }: Terminal, screen: Screen, lawsOf: LawsOf): ProgressView {
  // A dumb terminal cannot rewrite a line.
  return err.isTerminal && env['TERM'] !== 'dumb' ? new LiveView(screen, lawsOf) : new LineView(err, lawsOf)
}

/** `quiet` shows nothing. */
export const noView: ProgressView = { hear() {}, end() {} }

class LineView implements ProgressView {
  readonly #err: Outlet
  readonly #lawsOf: LawsOf

  constructor(err: Outlet, lawsOf: LawsOf) {
    this.#err = err
    this.#lawsOf = lawsOf
  }

  hear(progress: Progress): void {
    if (!('result' in progress)) return
    const { adapter, result } = progress
    const asked = this.#lawsOf(adapter)
    // Whoever asks for one law is not told of hundreds for which nobody asked.
    if (!asked.includes(result.id)) return
    const idWidth = Math.max(...asked.map(({ length }) => length))
    this.#err.line(lawLine(adapter, result, idWidth, this.#err.paint))
  }

  end(): void {}
}

function lawLine(adapter: string, result: LawResult, idWidth: number, paint: Paint): string {
  const { id, tiers, evidence, finding } = result
  const { tone, text } = verdictCell(result.verdict)
  const verdict = paint(tone, text.padEnd('harness-error'.length))
  const tried = tiers.filter((one) => one.evidence.cases > 0).map(({ tier }) => tier)
  const cases = `${evidence.cases} ${evidence.cases === 1 ? 'case' : 'cases'}`
  const facts = [...tried, cases, `${(evidence.ms / 1_000).toFixed(1)} s`].join(' ')
  const why = finding ? prose(`expected ${finding.expected}, observed ${finding.observed}`) : reasonOf(result)
  return `${adapter}  ${verdict}  ${id.padEnd(idWidth)}  ${facts}${why === '' ? '' : `  ${cut(why, reasonCharactersMax)}`}`
}

/** An adapter while it is tried. */
interface Live {
  readonly startedAt: number
  law: string
  done: number
  broken: number
}

/** `sqlite  12 of 23  locks/one-holder  1 broken  8 s`, of the adapter that was heard of last */
class LiveView implements ProgressView {
  readonly #screen: Screen
  readonly #lawsOf: LawsOf
  readonly #redraw: NodeJS.Timeout
  readonly #live = new Map<string, Live>()
  #adapter = ''

  constructor(screen: Screen, lawsOf: LawsOf) {
    this.#screen = screen
    this.#lawsOf = lawsOf
    this.#redraw = setInterval(() => this.#show(), redrawMs)
  }

  hear(progress: Progress): void {
    const { adapter } = progress
    const live = this.#live.get(adapter) ?? { startedAt: performance.now(), law: '', done: 0, broken: 0 }
    this.#live.set(adapter, live)
    this.#adapter = adapter
    if ('law' in progress) live.law = progress.law
    else if (this.#lawsOf(adapter).includes(progress.result.id)) count(live, progress.result)
    this.#show()
  }

  #show(): void {
    const live = this.#live.get(this.#adapter)
    if (!live) return
    const seconds = Math.round((performance.now() - live.startedAt) / 1_000)
    const broken = live.broken === 0 ? [] : [`${live.broken} broken`]
    const parts = [this.#adapter, `${live.done} of ${this.#lawsOf(this.#adapter).length}`, live.law, ...broken]
    this.#screen.show([...parts, `${seconds} s`].join('  '))
  }

  end(): void {
    clearInterval(this.#redraw)
    this.#screen.show('')
  }
}

function count(live: Live, { verdict }: LawResult): void {
  live.done += 1
  if (verdict === 'broken' || verdict === 'unstable') live.broken += 1
}
