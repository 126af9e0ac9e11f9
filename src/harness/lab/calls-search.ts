/**
 * The search at port calls, as the lab makes it: a place and its open sessions serve a few schedules, since to make them
 * costs more than a schedule in memory does; then all that happened there is judged.
 */
import type { Tier } from '../../../contracts/index.ts'
import type { RoundsOf } from '../actors/batch.ts'
import type { Case } from '../case.ts'
import { seedFor } from '../random.ts'
import { Portfolio } from '../schedules/portfolio.ts'
import { Schedule } from '../schedules/schedule.ts'
import { courseOf } from './course.ts'
import type { Searching } from './driver-search.ts'
import { Explored, fewestRounds } from './explored.ts'
import { runInterleaved, runRounds } from './interleaved.ts'
import type { Found, Subject } from './subject.ts'

/** How many rounds a place serves: one of each way of choosing, the systematic one first, while the place is new. */
const roundsPerPlace = 4

/** How many steps of a schedule a call has: its start, its call and its reply. */
const stepsPerCall = 3

/** How many places a script is tried on. */
const placesPerScript = 12

/** One place in so many is begun again, to see whether choices decide its course: about one round in a hundred. */
const rerunEvery = 25

/** A script whose actors overlap. */
interface Overlapping extends Pick<Case, 'actors' | 'script'> {
  readonly tier: Extract<Tier, 'T2' | 'T3'>
  readonly overlap?: 'calls'
}

/** Searches at port calls for one law. */
export class CallsSearch {
  readonly #subject: Subject
  readonly #lab: Searching
  readonly #schedule = new Schedule()
  #places = 0

  constructor(subject: Subject, lab: Searching) {
    this.#subject = subject
    this.#lab = lab
  }

  /** Tries schedules of a script until one breaks the law, none is left, or it was tried enough. */
  async try(of: Overlapping, seed: number): Promise<Found | undefined> {
    const lab = this.#lab
    const portfolio = new Portfolio(seedFor(seed, JSON.stringify(of.script)), stepsPerCall * of.script.length)
    const rounds: RoundsOf = { ...of, restMs: this.#subject.places.restMs }
    for (let places = 0; places < placesPerScript && !portfolio.isExhausted; places += 1) {
      if (lab.isOver()) return undefined
      const explored = await this.#onPlace(of, rounds, portfolio)
      const reading = lab.readOnce(explored.ran)
      lab.evidence.noteRounds(of, explored, reading)
      if (reading.broken) {
        return fewestRounds(explored, reading.broken, {
          run: (part) => runInterleaved(this.#subject, part),
          read: (part, ran) => lab.read(part, ran),
        })
      }
      await this.#rerun(explored)
      if (lab.isLate()) return undefined
    }
    return undefined
  }

  /** Runs the rounds of one place. */
  async #onPlace(of: Overlapping, what: RoundsOf, portfolio: Portfolio): Promise<Explored> {
    const ends: number[] = []
    const plans = Array.from({ length: roundsPerPlace }, () => portfolio.next())
    this.#lab.announce(of, plans)
    const schedule = this.#schedule
    const { ran, rounds } = await runRounds(this.#subject, of, {
      schedule,
      plans,
      ended(plan, stage) {
        portfolio.note(plan, schedule)
        ends.push(stage.recorder.history().length)
      },
    })
    return new Explored(what, ran, rounds, ends)
  }

  /** Makes the same choices again: who is under control takes the same course. */
  async #rerun(explored: Explored): Promise<void> {
    this.#places += 1
    if (this.#places % rerunEvery !== 0) return
    const again = await runInterleaved(this.#subject, explored.case)
    this.#lab.evidence.noteRerun(courseOf(explored.ran) === courseOf(again))
  }
}
