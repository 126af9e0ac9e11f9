/**
 * What was read out of a history: what is wrong with it, and what it shows. Schedules of one script give few histories, over
 * and over; each is read once.
 */
import type { Broken, Event, History } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import type { Overlap } from '../history.ts'

/** What a history shows. */
export interface Reading {
  readonly broken: Broken | undefined
  readonly marks: readonly string[]
  readonly overlap: Overlap
}

/** Histories of one script that are remembered. */
const readingsMax = 10_000

/** Reads histories, each once for its script. */
export class Readings {
  readonly #read: (history: History) => Reading
  readonly #known = new Map<string, Reading>()
  #script: Case['script'] | undefined

  constructor(read: (history: History) => Reading) {
    this.#read = read
  }

  /** What a history of this script shows. */
  of(script: Case['script'], history: History): Reading {
    if (script !== this.#script || this.#known.size > readingsMax) this.#known.clear()
    this.#script = script
    const signature = signatureOf(history)
    const known = this.#known.get(signature)
    if (known) return known
    const reading = this.#read(history)
    this.#known.set(signature, reading)
    return reading
  }
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
