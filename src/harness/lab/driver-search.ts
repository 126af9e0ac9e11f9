/** The search at driver steps, as the lab makes it: place after place is judged, and what is found is cut to its end. */
import { admits } from '../../../contracts/claims.ts'
import { lanes } from '../actors/worker-pool.ts'
import type { Case } from '../case.ts'
import type { EvidenceCount } from '../evidence.ts'
import type { Plan } from '../schedules/schedule.ts'
import { seam } from '../seams/seam.ts'
import type { DriverRan, Exploring } from './driver.ts'
import { exploreDriver, repeats, runDriver } from './driver.ts'
import type { Explored } from './explored.ts'
import { fewestRounds } from './explored.ts'
import type { Reading } from './readings.ts'
import { stuckExpected } from './readings.ts'
import type { Found, Ran, Subject } from './subject.ts'

/**
 * How many places a script is tried on: one in each lane, at once. Many a script has no race in it, so that more scripts
 * find more than more schedules of one.
 */
const placesPerScript = lanes

/** What a script gets once the time is over: another one shows more than more schedules of this one. */
const late = { places: 1, rounds: 4 } as const

/** One script in so many is left to steps at the calls of the port, where turns of the microtask queue are a choice too. */
const leftEvery = 4

/** One place in so many is begun again, to see whether choices decide its course: about one round in a hundred. */
const rerunEvery = 3

/** What the search asks of the lab. */
export interface Searching {
  readonly evidence: EvidenceCount
  isOver(): boolean
  /** whether the share of the time is used up, and the search goes on for what it has not reached, or has had too few cases */
  isLate(): boolean
  announce(of: Case, plans?: readonly Plan[]): void
  read(of: Case, ran: Ran): Reading
  /** the same of what hardly comes twice */
  readOnce(ran: Ran): Reading
}

/** Searches at driver steps for one law. */
export class DriverSearch {
  readonly #subject: Subject
  readonly #lab: Searching
  #scripts = 0
  #places = 0

  constructor(subject: Subject, lab: Searching) {
    this.#subject = subject
    this.#lab = lab
  }

  /** Whether the next script is tried here: most are, for a schedule costs less, where actors can be stopped inside their calls. */
  async takes(actors: number): Promise<boolean> {
    this.#scripts += 1
    return this.#scripts % leftEvery !== 0 && this.#serves(actors)
  }

  /** One that waits for a server keeps its turn, and what it waits for may be another's to do: there are no turns then. */
  async #serves(actors: number): Promise<boolean> {
    const { sharing } = this.#subject.adapter.claims
    return (
      admits(sharing, 'process') && seam.isTouched && !seam.touched('net') && this.#subject.threads().canServe(actors)
    )
  }

  /** Tries schedules of a script until one breaks the law, or it was tried enough. */
  async try(what: Omit<Exploring, 'places' | 'rounds'>): Promise<Found | undefined> {
    const { actors, script } = what
    const lab = this.#lab
    const plain: Case = { tier: 'T2', actors, script, overlap: 'driver' }
    lab.announce(plain)
    const extent = lab.isLate() ? late : { places: placesPerScript }
    for await (const explored of exploreDriver(this.#subject, { ...what, ...extent })) {
      const reading = lab.read(explored.case, explored.ran)
      lab.evidence.noteRounds(plain, explored, reading)
      if (reading.broken) {
        const found = await fewestRounds(explored, reading.broken, {
          run: (of) => runDriver(this.#subject, of),
          read: (of, ran) => lab.read(of, ran),
        })
        await this.#rerunFound(found)
        return found
      }
      await this.#rerun(explored)
      if (lab.isOver()) return undefined
    }
    return undefined
  }

  async #rerunFound({ case: of, broken }: Found): Promise<void> {
    // Every run that comes to a stop costs a deadline.
    if (broken.expected === stuckExpected) return
    this.#lab.evidence.noteRerun(await repeats(this.#subject, of, await runDriver(this.#subject, of)))
  }

  async #rerun(explored: Explored<DriverRan>): Promise<void> {
    this.#places += 1
    if (this.#places % rerunEvery !== 0) return
    this.#lab.evidence.noteRerun(await repeats(this.#subject, explored.part(0, 1), explored.ran))
  }
}
