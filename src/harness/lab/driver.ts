/**
 * Cases whose actors are threads, each with a session of its own on one place, stopped at the calls of their driver: what
 * lies within one call of a port overlaps too. The schedule is the case's own, or many are tried one after another.
 *
 * To make and to open a place costs several times what a round on it does, so a place serves many rounds; what has run then is
 * one long case, which replays on a new place, and of which the last round alone mostly fails as well.
 */
import type { Script } from '../../../contracts/index.ts'
import type { BatchEnd } from '../actors/lane.ts'
import { lanes } from '../actors/worker-pool.ts'
import type { Batch, BatchPlan } from '../actors/batch.ts'
import type { Case } from '../case.ts'
import { eachWithin } from '../deadline.ts'
import type { Place } from '../places.ts'
import { seedFor } from '../random.ts'
import type { Traced } from '../schedules/trace.ts'
import { Explored } from './explored.ts'
import { stuckBy } from './stage.ts'
import type { Ran, Subject } from './subject.ts'

/** How many rounds a place serves, where nobody says. */
const roundsPerPlace = 32

/** What came of a case at driver steps. */
export interface DriverRan extends Ran {
  readonly trace: readonly Traced[]
  /** whether the place has no clock but the lab's */
  readonly isTimeless: boolean
}

/** What is explored, and on how many places. */
export interface Exploring {
  readonly actors: number
  readonly script: Script<unknown>
  readonly seed: number
  readonly places: number
  /** how many rounds each of them serves */
  readonly rounds?: number
}

type Told = Pick<Batch, 'actors' | 'script' | 'rounds' | 'plan'>
type PlaceEnd = BatchEnd & Pick<DriverRan, 'isTimeless'>

function pointsOf(trace: readonly Traced[], actors: number): readonly (readonly string[])[] {
  const points: string[][] = Array.from({ length: actors }, () => [])
  for (const { actor, point } of trace) if (point !== 'start') points[actor]?.push(point)
  return points
}

function ranOf({ history, rounds, trace, stuck, isTimeless }: PlaceEnd, actors: number): DriverRan {
  const choices = rounds.flatMap((round) => round.choices)
  const ran = { history, fired: true, points: pointsOf(trace, actors), choices, trace, isTimeless }
  return stuck === undefined ? ran : { ...ran, stuck }
}

/** Runs a batch on a place that is made for it and removed after it. */
async function onQuickPlace(subject: Subject, told: Told, lane = 0): Promise<PlaceEnd> {
  const place = await subject.places.makeQuick(eachWithin(subject.callMs)).catch(stuckBy)
  if (typeof place === 'string') return { history: [], rounds: [], trace: [], stuck: place, isTimeless: false }
  const end = { ...(await onPlace(subject, place, told, lane)), isTimeless: place.clock.kind === 'lab' }
  const unremoved = await place.remove().then(() => undefined, stuckBy)
  return unremoved === undefined ? end : { stuck: unremoved, ...end }
}

function onPlace(subject: Subject, { json, clock }: Place, told: Told, lane: number): Promise<BatchEnd> {
  const { clockStepMs: stepMs, restMs } = subject.places
  const [time, contract] = [{ kind: clock.kind, stepMs }, subject.contract.module]
  return subject.threads().run({ ...told, restMs, place: json, time, contract }, lane)
}

/** Runs a case by its choices, or by its plan. */
export async function runDriver(subject: Subject, of: Case): Promise<DriverRan> {
  const { actors, script, choices = [], plans = [] } = of
  const [plan = { kind: 'list' as const, choices }] = plans
  return ranOf(await onQuickPlace(subject, { actors, script, rounds: 1, plan }), actors)
}

/**
 * Whether a case comes to the points again that it came to before, as far as it goes. What goes by the machine's clock
 * need not.
 */
export async function repeats(subject: Subject, of: Case, before: DriverRan): Promise<boolean> {
  if (!before.isTimeless) return true
  const { trace } = await runDriver(subject, of)
  return trace.every(({ actor, point }, at) => {
    const step = before.trace[at]
    return step?.actor === actor && step.point === point
  })
}

/** Tries schedule after schedule of one script, place after place, until whoever asks has seen enough. */
export async function* exploreDriver(
  subject: Subject,
  exploring: Exploring,
): AsyncGenerator<Explored<DriverRan>, void, void> {
  const { seed, places, rounds = roundsPerPlace, ...what } = exploring
  const search = subject.threads().search()
  const running: Promise<PlaceEnd>[] = []
  const start = (number: number): Promise<PlaceEnd> => {
    const lane = number % lanes
    const plan: BatchPlan = { kind: 'portfolio', seed: seedFor(seed, String(lane)), search }
    return onQuickPlace(subject, { ...what, rounds, plan }, lane)
  }
  // Each lane has its place, and the next one for when that is over.
  let started = 0
  const fill = (): void => {
    for (; started < places && running.length < 2 * lanes; started += 1) {
      const begun = start(started)
      // Its turn to be waited for may come after it has failed.
      begun.catch(() => {})
      running.push(begun)
    }
  }
  try {
    fill()
    for (let next = running.shift(); next; next = running.shift()) {
      const end = await next
      if (end.stuck === undefined) fill()
      yield exploredOf(end, { ...what, restMs: subject.places.restMs })
      if (end.stuck !== undefined) return
    }
  } finally {
    await Promise.allSettled(running)
  }
}

function exploredOf(end: PlaceEnd, what: Pick<Batch, 'actors' | 'script' | 'restMs'>): Explored<DriverRan> {
  const choices = end.rounds.map((round) => round.choices)
  const ends = end.rounds.map(({ events }) => events)
  return new Explored({ ...what, tier: 'T2', overlap: 'driver' }, ranOf(end, what.actors), choices, ends)
}
