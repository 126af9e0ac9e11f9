/**
 * Races of threads, as the lab makes them at T2: of an adapter whose places the threads of one process share and no other
 * process does. One thread alone never shows what such an adapter keeps for itself in each.
 */
import type { Script, Tier } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { contention } from '../contention.ts'
import type { Searching } from './driver-search.ts'
import { runRace } from './race.ts'
import type { Found, Subject } from './subject.ts'

/** One script in so many is raced: in one thread a schedule costs a hundredth of a race. Of those past their share more are. */
const raceEvery = 4
const raceEveryLate = 2

/** How often a script is raced. */
const racesPerScript = 2

/** Races for one law. */
export class ThreadRaces {
  readonly #subject: Subject
  readonly #lab: Searching
  readonly #tier: Tier
  #scripts = 0
  #races = 0
  /** whether the law asks for races */
  isWanted = false

  constructor(subject: Subject, lab: Searching, tier: Tier) {
    this.#tier = tier
    this.#subject = subject
    this.#lab = lab
  }

  /** Whether it is threads that show what the law asks for. Whoever shares more is raced as processes, at T4. */
  get isDue(): boolean {
    return this.isWanted && this.#tier === 'T2' && this.#subject.adapter.claims.sharing === 'process'
  }

  /** Whether the next script is raced: the first one is, and more of them once the search goes on for races only. */
  takes(): boolean {
    this.#scripts += 1
    if (!this.isDue) return false
    const isWanting = this.#lab.isLate() && this.#lab.evidence.unmet(true) !== undefined
    return this.#scripts % (isWanting ? raceEveryLate : raceEvery) === 1
  }

  /** Races a script until it breaks the law, or was raced often enough. */
  async try(what: { readonly actors: number; readonly script: Script<unknown> }): Promise<Found | undefined> {
    const lab = this.#lab
    const of: Case = { tier: 'T2', ...what, overlap: 'threads' }
    for (let left = lab.isLate() ? 1 : racesPerScript; left > 0 && !lab.isOver(); left -= 1) {
      lab.announce(of)
      this.#races += 1
      const ran = await runRace(this.#subject, of, this.#races)
      const reading = lab.read(of, ran)
      lab.evidence.note(of, ran, reading)
      const { history, choices, points, measured } = ran
      if (measured && !reading.broken) lab.evidence.noteContention(contention(measured, this.#subject.contract))
      if (reading.broken) return { case: of, broken: reading.broken, history, choices, points }
    }
    return undefined
  }
}
