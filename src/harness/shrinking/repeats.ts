/**
 * Whether a case fails again. Where the lab decides who goes on, one case gives one trace, and a second run shows whether
 * it does; actors that race give another each time, and what can be said of them is how often they fail.
 */
import type { Repeats } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { isRace } from '../case.ts'
import { courseOf } from '../lab/course.ts'
import type { Found } from '../lab/laboratory.ts'

/** Runs a case of the law at hand on a new place; gives what breaks the law, or undefined. */
export type RunCase = (of: Case) => Promise<Found | undefined>

/** How often a case that does not repeat itself is run to see it fail. */
const triesMax = 5

/** How often a shrunk case is run again: where it should fail each time, and where it need not. */
const steadyRuns = 2
const unsteadyRuns = 10

/** How often a case is run before it is taken to hold: once, unless its actors run freely. */
export function triesOf(of: Case): number {
  return isRace(of) ? triesMax : 1
}

/** Runs a case until it fails, `tries` times at most. */
export async function failsOnce(run: RunCase, of: Case, tries: number): Promise<Found | undefined> {
  let found: Found | undefined
  for (let left = tries; left > 0 && !found; left -= 1) found = await run(of)
  return found
}

/** How often a case that failed must be run to see it fail again. */
export async function triesFor(run: RunCase, found: Found): Promise<number> {
  if (triesOf(found.case) > 1) return triesMax
  const again = await run(found.case)
  return again && courseOf(again) === courseOf(found) ? 1 : triesMax
}

/** Runs a case that failed again: twice, and more often where that shows it to be unsteady. */
export async function repeat(run: RunCase, found: Found): Promise<Repeats> {
  const again: (Found | undefined)[] = []
  const isLike = (one: Found): boolean => courseOf(one) === courseOf(found)
  const isSteady = (): boolean => triesOf(found.case) === 1 && again.every((one) => one && isLike(one))
  while (again.length < (isSteady() ? steadyRuns : unsteadyRuns)) again.push(await run(found.case))
  const alike = again.every((one) => !one || isLike(one))
  return { runs: again.length, failed: again.filter((one) => one !== undefined).length, alike }
}
