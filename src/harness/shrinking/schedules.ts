/**
 * What a case is tried as. The choices of a schedule fit the steps that it was made for: where steps or actors went, the
 * case is tried under a few other schedules too, and fails if it fails under any of them.
 */
import type { Case } from '../case.ts'
import { Random, seedFor } from '../random.ts'

/** Schedules with a single switch that are tried, spread over the steps. */
const switchesMax = 8

/** Schedules of any kind that are tried after those. */
const randomMax = 4

/** Choices are below this: a multiple of every number of actors and ways to go on. */
const choiceMax = 60

/** Whether the case goes by choices at all. */
function isChosen({ tier, overlap, actors }: Case): boolean {
  return actors > 1 && (tier === 'T2' || (overlap !== undefined && overlap !== 'processes'))
}

/** The case under a few schedules, the plainest first; nothing where it goes by none. */
export function* scheduled(of: Case): Generator<Case> {
  if (!isChosen(of)) return
  yield { ...of, choices: [] }
  const apart = Math.ceil(of.script.length / 2)
  for (let drawn = 0; drawn < switchesMax; drawn += 1)
    yield { ...of, choices: [...Array<number>(drawn * apart).fill(0), 1] }
  const random = new Random(seedFor(of.script.length, JSON.stringify(of.script)))
  for (let drawn = 0; drawn < randomMax; drawn += 1)
    yield { ...of, choices: Array.from({ length: 12 * of.script.length }, () => random.below(choiceMax)) }
}

/** What a simpler case is tried as: itself, and under other schedules where its own was made for another. */
export function* attempts(simpler: Case, from: Case): Generator<Case> {
  yield simpler
  const isOther = simpler.actors < from.actors || simpler.overlap !== from.overlap
  if (isOther || simpler.script.length < from.script.length) yield* scheduled(simpler)
}
