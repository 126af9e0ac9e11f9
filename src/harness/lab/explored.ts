/** What came of the rounds on one place: one long case, of which a few last rounds mostly fail as well. */
import type { Broken, History } from '../../../contracts/index.ts'
import type { RoundsOf } from '../actors/batch.ts'
import { caseOf } from '../actors/batch.ts'
import type { Case } from '../case.ts'
import type { Reading } from './readings.ts'
import type { Found, Ran } from './subject.ts'

/** The rounds of one place. */
export class Explored<SomeRan extends Ran = Ran> {
  readonly ran: SomeRan
  /** the choices of each round */
  readonly rounds: readonly (readonly number[])[]
  /** how many events there were at the end of each */
  readonly ends: readonly number[]
  readonly #of: RoundsOf

  constructor(of: RoundsOf, ran: SomeRan, rounds: readonly (readonly number[])[], ends: readonly number[]) {
    this.#of = of
    this.ran = ran
    // A place that could not even be opened has seen the script's first round, without a choice.
    this.rounds = rounds.length === 0 ? [[]] : rounds
    this.ends = ends
  }

  /** The case that all rounds are. */
  get case(): Case {
    return this.part(0, this.rounds.length)
  }

  /** The case that some of the rounds are, from one to before another. */
  part(from: number, to: number): Case {
    return caseOf(this.#of, this.rounds.slice(from, to))
  }

  /** The round in which a history that is refused went wrong: the first that makes it so. What is read at the end is the last's. */
  wrongRound(isRefused: (history: History) => boolean): number {
    let [low, high] = [0, this.rounds.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isRefused(this.ran.history.slice(0, this.ends[middle]))) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** How the rounds of a place are run again, and read. */
export interface Again {
  run(of: Case): Promise<Ran>
  read(of: Case, ran: Ran): Reading
}

/** The fewest last rounds that break the law on a new place too: one, two, four; all of them where none of fewer do. */
export async function fewestRounds(explored: Explored, broken: Broken, again: Again): Promise<Found> {
  const { ran } = explored
  const isRefused = (history: History): boolean => again.read(explored.case, { ...ran, history }).broken !== undefined
  const to = 1 + (ran.stuck === undefined ? explored.wrongRound(isRefused) : explored.rounds.length - 1)
  for (let count = 1; ; count = Math.min(2 * count, to)) {
    const of = explored.part(to - count, to)
    const other = await again.run(of)
    const { broken: brokenAgain } = again.read(of, other)
    if (brokenAgain) return foundIn(of, brokenAgain, other)
    // Every run that comes to a stop costs a deadline.
    if (count === to || ran.stuck !== undefined) return foundIn(explored.case, broken, ran)
  }
}

function foundIn(of: Case, broken: Broken, { history, choices, points }: Ran): Found {
  return { case: of, broken, history, choices, points }
}
