/**
 * What a case is tried as. The choices of a schedule fit the steps that it was made for: where steps or actors went, the
 * case is tried under a few other schedules too, and fails if it fails under any of them.
 */
import type { Case } from '../case.ts'
import { isRace } from '../case.ts'
import { seedFor } from '../random.ts'
import type { Plan } from '../schedules/schedule.ts'

/** Schedules with a single switch that are tried, spread over the steps. */
const switchesMax = 8

/** Schedules of other kinds that are tried after those. */
const plansMax = 4

/** Whether the case goes by choices at all. */
function isChosen(of: Case): boolean {
  return of.actors > 1 && !isRace(of) && (of.tier === 'T2' || of.overlap !== undefined)
}

/** The case under a few schedules, the plainest first; nothing where it goes by none. */
export function* scheduled(of: Case): Generator<Case> {
  if (!isChosen(of)) return
  yield { ...of, choices: [] }
  const apart = Math.ceil(of.script.length / 2)
  for (let drawn = 0; drawn < switchesMax; drawn += 1) {
    // Who goes on is chosen at even places, how far it comes at odd ones.
    yield { ...of, choices: [...Array<number>(2 * drawn * apart).fill(0), 1] }
  }
  for (let drawn = 1; drawn <= plansMax; drawn += 1) {
    const { choices: _, ...plain } = of
    const seed = seedFor(drawn, JSON.stringify(of.script))
    const byPriority: Plan = { kind: 'pct', seed, depth: 2, length: 3 * Math.max(1, of.script.length) }
    yield { ...plain, plans: [drawn % 2 === 0 ? byPriority : { kind: 'random', seed, pauses: true }] }
  }
}

/** What a simpler case is tried as: itself, and under other schedules where its own was made for another. */
export function* attempts(simpler: Case, from: Case): Generator<Case> {
  yield simpler
  const isOther = simpler.actors < from.actors || simpler.overlap !== from.overlap
  if (isOther || simpler.script.length < from.script.length) yield* scheduled(simpler)
}
