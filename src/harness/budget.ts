/** How long a trial may go on: until its share of the wall time is used up, or after a number of scripts. */

/** What a run is allowed. */
export interface Allowance {
  /** wall time for each adapter, ms */
  readonly budgetMs: number
  /** number of scripts for each law and tier; in place of the wall time where given */
  readonly runs?: number
}

/** The bounds of one trial. */
export class Budget {
  readonly #deadline: number
  readonly #scriptsMax: number
  readonly #casesMin: number
  #scripts = 0

  constructor(ms: number, scriptsMax: number, casesMin: number) {
    this.#deadline = performance.now() + ms
    this.#scriptsMax = scriptsMax
    this.#casesMin = casesMin
  }

  noteScript(): void {
    this.#scripts += 1
  }

  /** Whether to stop; a few cases are run even where the time is over, so that none is left without any. */
  isOver(cases: number): boolean {
    if (this.#scripts >= this.#scriptsMax) return true
    return cases >= this.#casesMin && performance.now() > this.#deadline
  }
}
