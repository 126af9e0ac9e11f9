/**
 * Which schedules of one script are tried, and in what shares. No single way of choosing finds everything: uniform choice
 * is best at races of two steps and hopeless where one actor must sleep through fifteen of another; choice by priority
 * finds that and is slower at the rest; the systematic search gives a guarantee where a script is small.
 */
import { Random, seedFor } from '../random.ts'
import { Systematic } from './systematic.ts'
import type { Plan, Schedule } from './schedule.ts'

/** The shares, of twelve schedules: three each. One in three of the uniform ones also leaves actors before they stand. */
const turns = [
  'systematic',
  'random',
  'pct2',
  'pct3',
  'systematic',
  'paused',
  'pct2',
  'pct3',
  'systematic',
  'random',
  'pct2',
  'pct3',
] as const

/** The schedules of one script, one after another. */
export class Portfolio {
  readonly #random: Random
  readonly #systematic = new Systematic()
  #tried = 0
  #length: number
  #isLearnt = false
  /** the plan of the systematic search that was given last */
  #searched: Plan | undefined

  /** `length` is a guess at the steps of a schedule, until the first one tells. */
  constructor(seed: number, length = 1) {
    this.#random = new Random(seedFor(seed, 'portfolio'))
    this.#length = length
  }

  /** whether every schedule of the script was tried at which actors are stopped at their points */
  get isExhausted(): boolean {
    return this.#systematic.isComplete
  }

  /** The next plan. */
  next(): Plan {
    const turn = turns[this.#tried % turns.length]
    this.#tried += 1
    const seed = 1 + this.#random.below(0x7ffffffe)
    if (turn === 'systematic' && !this.#systematic.isOver) {
      this.#searched = { kind: 'list', choices: this.#systematic.next() }
      return this.#searched
    }
    if (turn === 'pct2' || turn === 'pct3')
      return { kind: 'pct', seed, depth: turn === 'pct2' ? 2 : 3, length: this.#length }
    return { kind: 'random', seed, pauses: turn === 'paused' }
  }

  /** Learns from the schedule that a plan became: its length, and where the systematic search goes on. */
  note(plan: Plan, schedule: Schedule): void {
    if (!this.#isLearnt) this.#length = schedule.steps
    this.#isLearnt = true
    if (plan === this.#searched) this.#systematic.note(schedule.choices(), schedule.options())
  }
}
