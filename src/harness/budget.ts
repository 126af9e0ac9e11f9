/** How long a trial may go on: until its share of the wall time is used up, or after a number of scripts or cases. */

/** What a run is allowed. */
export interface Allowance {
  /** wall time for each adapter, ms */
  readonly budgetMs: number
  /** number of scripts for each law and tier; in place of the wall time where given */
  readonly runs?: number
  /** number of cases for each law and tier at most, whatever has not been seen by then */
  readonly cases?: number
  /** how long a law goes on at least at a tier to reach what it must reach, ms */
  readonly patienceMs?: number
}

/** Bounds that most trials leave at their defaults. */
export interface Bounds {
  /** the least that a trial goes on for to reach what it must reach, ms */
  readonly patienceMs?: number
  /** cases at most */
  readonly casesMax?: number
}

/** How much longer than its share a trial goes on that has not reached yet what it must reach. */
export const patience = 10

/** The least that a trial goes on for to reach what it must reach, ms, where nothing else is said. */
const patienceMs = 3_000

/** The least that a trial goes on for to do what is due, ms. */
export const dueMsMin = 240_000

/** The bounds of one trial. */
export class Budget {
  readonly #deadline: number
  readonly #patienceEnd: number
  readonly #dueEnd: number
  readonly #scriptsMax: number
  readonly #casesMin: number
  readonly #casesMax: number
  #scripts = 0

  constructor(ms: number, scriptsMax: number, casesMin: number, bounds: Bounds = {}) {
    const now = performance.now()
    this.#deadline = now + ms
    this.#dueEnd = now + Math.max(dueMsMin, ms === Infinity ? 0 : patience * ms)
    this.#patienceEnd = now + Math.max(bounds.patienceMs ?? patienceMs, patience * ms)
    this.#scriptsMax = scriptsMax
    this.#casesMin = casesMin
    this.#casesMax = bounds.casesMax ?? Infinity
  }

  noteScript(): void {
    this.#scripts += 1
  }

  /** Whether a search for which so many scripts are enough has had them; where scripts are counted, they all run. */
  hasShown(enough: number): boolean {
    return this.#deadline !== Infinity && this.#scripts >= enough
  }

  /** whether its share of the time is used up */
  get isSpent(): boolean {
    return performance.now() > this.#deadline
  }

  /**
   * Whether to stop, after so many cases; `reached` tells whether the trial saw all that it must see, `due` that what is
   * left of this is listed, and takes no luck. Scripts are counted out where nothing is wanting, or no time is given.
   */
  isOver(cases: number, reached: boolean, due = false): boolean {
    if (cases >= this.#casesMax) return true
    const now = performance.now()
    if (due) return now > this.#dueEnd
    if (this.#scripts >= this.#scriptsMax && (reached || this.#deadline === Infinity)) return true
    if (now > this.#patienceEnd) return true
    return cases >= this.#casesMin && reached && this.isSpent
  }
}
