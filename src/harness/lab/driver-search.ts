/** The search at driver steps, as the lab makes it: place after place is judged, and what is found is cut to its end. */
import type { Broken } from '../../../contracts/index.ts'
import { admits } from '../../../contracts/claims.ts'
import type { Case } from '../case.ts'
import { seam } from '../seams/seam.ts'
import type { Explored, Exploring } from './driver.ts'
import { exploreDriver, repeats, runDriver } from './driver.ts'
import type { Found, Ran, Subject } from './subject.ts'

/** How many places a script is tried on. */
const placesPerScript = 2

/** What the search asks of the lab, and tells it. */
export interface Searching {
  isOver(): boolean
  announce(of: Case): void
  judge(ran: Ran): Broken | undefined
  note(explored: Explored, isBroken: boolean): void
  /** nothing can be said, for this reason */
  doubt(why: string): void
}

/** One place in so many is begun again, to see whether the adapter repeats itself. */
const checkedEvery = 3

const unrepeatable = 'one schedule at driver steps led to different points: the adapter does not repeat itself'

/** Whether an adapter can be stopped inside its calls, by threads of one process. */
export function hasDriverSteps({ adapter }: Subject): boolean {
  return admits(adapter.claims.sharing, 'process') && seam.isTouched
}

/** Tries schedules of a script until one breaks the law, or it was tried enough. */
export async function searchDriver(
  subject: Subject,
  what: Omit<Exploring, 'places'>,
  lab: Searching,
): Promise<Found | undefined> {
  const { actors, script } = what
  let seen = 0
  lab.announce({ tier: 'T2', actors, script, overlap: 'driver' })
  for await (const explored of exploreDriver(subject, { ...what, places: placesPerScript })) {
    const broken = lab.judge(explored.ran)
    lab.note(explored, broken !== undefined)
    if (broken) return lastRounds(subject, explored, broken, lab)
    if (lab.isOver()) return undefined
    seen += 1
    if (seen % checkedEvery === 0 && !(await repeats(subject, explored.part(0, 1), explored.ran))) lab.doubt(unrepeatable)
  }
  return undefined
}

/** The fewest last rounds that break the law on a new place too: one, two, four; all of them where none of fewer do. */
async function lastRounds(subject: Subject, explored: Explored, broken: Broken, lab: Searching): Promise<Found> {
  const { ran, ends, schedules } = explored
  const at = ends.findIndex((events) => broken.at < events)
  const to = at < 0 ? schedules.length : at + 1
  for (let count = 1; ; count = Math.min(2 * count, to)) {
    const of = explored.part(to - count, to)
    const again = await runDriver(subject, of)
    const brokenAgain = lab.judge(again)
    if (brokenAgain) return { case: of, broken: brokenAgain, history: again.history }
    // Every run that comes to a stop costs a deadline.
    if (count === to || ran.stuck !== undefined) return { case: explored.case, broken, history: ran.history }
  }
}
