/**
 * What was read out of a history: what is wrong with it, and what it shows. Schedules of one script give few histories, over
 * and over; each is read once.
 */
import type { Broken, Commands, Event, History, Judge, Search, StoreCode } from '../../../contracts/index.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import type { Case } from '../case.ts'
import type { Overlap } from '../history.ts'
import { overlaps } from '../history.ts'
import { observed } from '../linearizability/split.ts'
import { codeOf, isServerFault, settled, settledAll, shifted } from '../outcomes.ts'
import { isHarmless } from '../seams/relay-errors.ts'
import type { Ran } from './subject.ts'

/** What a history shows. */
export interface Reading {
  readonly broken: Broken | undefined
  readonly marks: readonly string[]
  readonly overlap: Overlap
}

/** What was due where a case came to a stop before its end. */
export const stuckExpected = 'sessions that open and calls that answer'

const codedExpected = 'an answer, or a StoreError that is classified'

/** What was due where a store told a conflict of transactions. */
const triedAgainExpected = 'an answer: what is in the way of a transaction passes, and the transaction is made again'

/** What was due of a session whose server was there again. */
const onceExpected = 'a session that works again: beside the call in which its connection was lost, one may fail by it'

/** What was due where no session opened after a loss of power. */
const openExpected = 'a place that opens after the loss of power'

/** Histories of one script that are remembered. */
const readingsMax = 10_000

/** Reads histories for one law, each once for its script. */
export class Readings {
  readonly #marks: Commands<unknown>['marks']
  readonly #known = new Map<string, Reading>()
  #script: Case['script'] | undefined
  readonly #model: Judge
  /** decides what is wrong with a history */
  #judge: Judge
  /** which calls may fail where something was brought to one, where it is not that one */
  #failures: Search['failures']
  /** why nothing can be said of a history that was read, where that is so */
  undecided: string | undefined

  constructor(model: Judge, marks: Commands<unknown>['marks']) {
    this.#model = model
    this.#judge = model
    this.#marks = marks
  }

  /** From now on reads for this search: by a judge of its own, or by the model, of what it is left. */
  heed<Command>({ judge, recast, failures }: Search<Command>): void {
    this.#judge = judge ?? (recast ? recasting(recast, this.#model) : this.#model)
    this.#failures = failures
  }

  /** What is wrong with what came of a case, and what it shows. */
  of({ script, fault, actors }: Case, { history, stuck, unopened, measured, struckIn }: Ran): Reading {
    if (stuck !== undefined) return brokenBy(history, stuckExpected, stuck)
    if (unopened !== undefined) return brokenBy(history, openExpected, unopened)
    if (fault?.action === 'throw' && struckIn !== undefined) {
      const reading = isHarmless(fault.error ?? '') ? this.#read(history) : this.#excused(history, struckIn)
      return { ...reading, marks: [...reading.marks, `threw ${fault.error ?? ''}`] }
    }
    if (isServerFault(fault?.action) && struckIn !== undefined) return this.#bereft(history, struckIn, actors)
    const reading = this.#remembered(script, history)
    return measured ? { ...reading, overlap: overlaps(measured) } : reading
  }

  #remembered(script: Case['script'], history: History): Reading {
    if (script !== this.#script || this.#known.size > readingsMax) this.#known.clear()
    this.#script = script
    const signature = signatureOf(history)
    const known = this.#known.get(signature)
    if (known) return known
    const reading = this.#read(history)
    this.#known.set(signature, reading)
    return reading
  }

  /** The same where an error was brought to one call: it may fail, by a code that says what became of it. */
  #excused(history: History, index: number): Reading {
    const event = history[index] as Event
    if (event.outcome.status !== 'fail') return this.#read(history)
    if (this.#failures === 'none') return brokenAt(history, index, triedAgainExpected)
    const code = this.#codeOf(event)
    if (code === undefined) return brokenAt(history, index, codedExpected)
    const { history: judged, original } = settled(history, index, code)
    const reading = this.#read(judged)
    return reading.broken ? { ...reading, broken: original(reading.broken) } : reading
  }

  /**
   * The same where the server was taken from all sessions while one made a call: it may fail, and each session that was
   * open then, of `actors`, may fail in one call more; whoever comes later may not.
   */
  #bereft(history: History, struckIn: number, actors: number): Reading {
    const codes = new Map<number, StoreCode>()
    const failed = new Set<number>()
    for (const [index, event] of history.entries()) {
      if (index < struckIn || event.outcome.status !== 'fail') continue
      const code = this.#codeOf(event)
      if (code === undefined) return brokenAt(history, index, codedExpected)
      codes.set(index, code)
      if (index === struckIn || this.#failures === 'any') continue
      if (failed.has(event.actor) || event.actor >= actors) return brokenAt(history, index, onceExpected)
      failed.add(event.actor)
    }
    const { history: judged, original } = settledAll(history, codes)
    const reading = this.#read(judged)
    return reading.broken ? { ...reading, broken: original(reading.broken) } : reading
  }

  /** The code by which a call failed; of one that nobody classified where any may fail. */
  #codeOf({ outcome }: Event): StoreCode | undefined {
    return codeOf(outcome) ?? (this.#failures === 'any' ? 'UNCLASSIFIED' : undefined)
  }

  /** The same of a history that hardly comes twice. */
  once({ history, stuck }: Ran): Reading {
    return stuck === undefined ? this.#read(history) : brokenBy(history, stuckExpected, stuck)
  }

  #read(history: History): Reading {
    const overlap = overlaps(history)
    try {
      const broken = this.#judge(history)
      return { broken, overlap, marks: broken ? [] : this.#marks(history) }
    } catch (error) {
      if (!isHarnessError(error, 'DEADLINE')) throw error
      this.undecided = error.message
      return { broken: undefined, overlap, marks: [] }
    }
  }
}

function recasting(recast: NonNullable<Search['recast']>, model: Judge): Judge {
  return (history) => {
    const told = recast(history)
    if ('at' in told) return told
    const broken = model(told.history)
    return broken && shifted(broken, (at) => told.places[at] ?? at)
  }
}

function brokenBy(history: History, expected: string, seen: string): Reading {
  const broken = { at: Math.max(0, history.length - 1), expected, observed: seen }
  return { broken, marks: [], overlap: overlaps(history) }
}

function brokenAt(history: History, at: number, expected: string): Reading {
  const broken = { at, expected, observed: observed(history[at] as Event) }
  return { broken, marks: [], overlap: overlaps(history) }
}

/** Tells one history of a script from another. */
function signatureOf(history: History): string {
  const since = history[0]?.fromMs ?? 0
  let signature = ''
  for (const event of history) signature += signed(event, since)
  return signature
}

/**
 * Tells one event of a script from another. The arguments of its call are left out: they follow from the script and from
 * the events that had returned before it was invoked.
 */
function signed({ actor, invoked, returned, fromMs, toMs, outcome }: Event, sinceMs: number): string {
  const said =
    outcome.status === 'ok'
      ? JSON.stringify(outcome.value)
      : outcome.status === 'fail'
        ? `${outcome.error.name} ${outcome.error.code} ${outcome.error.message}`
        : outcome.why
  return `${actor} ${invoked} ${returned} ${fromMs - sinceMs} ${toMs - fromMs} ${outcome.status} ${said}\n`
}
