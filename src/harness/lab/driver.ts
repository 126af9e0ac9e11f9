/**
 * Cases whose actors are threads, each with a session of its own on one place, stopped at the calls of their driver: what
 * lies within one call of a port overlaps too. The schedule is the case's own, or many are tried one after another.
 *
 * To make and to open a place costs ten times what a round on it does, so a place serves many rounds; what has run then is
 * one long case, which replays on a new place, and of which the last round alone mostly fails as well.
 */
import type { Script } from '../../../contracts/index.ts'
import type { CourseEnd } from '../actors/worker-pool.ts'
import type { Course, CoursePlan } from '../actors/course.ts'
import { caseOf } from '../actors/course.ts'
import type { Case } from '../case.ts'
import type { Place } from '../places.ts'
import type { Traced } from '../schedules/trace.ts'
import { stuckBy } from './stage.ts'
import type { Ran, Subject } from './subject.ts'

/** How many rounds a place serves. */
const roundsPerPlace = 32

/** By how much the clock is turned between rounds, ms: what the last round took and kept has run out. */
const restMs = 86_400_000

/** What came of a case at driver steps. */
export interface DriverRan extends Ran {
  readonly trace: readonly Traced[]
}

/** What came of one place: its whole case, and where its rounds ended. */
export interface Explored {
  readonly case: Case
  readonly ran: DriverRan
  /** how many events each round had ended with */
  readonly ends: readonly number[]
  /** the schedule of each round */
  readonly schedules: readonly string[]
  /** the case that some of the rounds are, counted from the first */
  part(from: number, to: number): Case
}

/** What is explored: a script whose actors are told apart by number. */
export interface Exploring {
  readonly actors: number
  readonly script: Script<unknown>
  readonly seed: number
}

const written = (choices: readonly number[]): string => choices.map((choice) => choice.toString(36)).join('')

function pointsOf(trace: readonly Traced[], actors: number): readonly (readonly string[])[] {
  const points: string[][] = Array.from({ length: actors }, () => [])
  for (const { actor, point } of trace) if (point !== 'start') points[actor]?.push(point)
  return points
}

function ranOf({ history, rounds, begun, trace, stuck }: CourseEnd, actors: number): DriverRan {
  const schedule = written(stuck === undefined ? rounds.flatMap(({ choices }) => choices) : begun)
  const ran = { history, fired: true, points: pointsOf(trace, actors), schedule, trace }
  return stuck === undefined ? ran : { ...ran, stuck }
}

type Told = Pick<Course, 'actors' | 'script' | 'rounds' | 'plan'>

/** Runs a course on a place that is made for it and removed after it. */
async function onQuickPlace(subject: Subject, told: Told): Promise<CourseEnd> {
  const place = await subject.places.makeQuick().catch(stuckBy)
  if (typeof place === 'string') return { history: [], rounds: [], begun: [], trace: [], stuck: place }
  const end = await onPlace(subject, place, told)
  const unremoved = await place.remove().then(() => undefined, stuckBy)
  return unremoved === undefined ? end : { stuck: unremoved, ...end }
}

function onPlace(subject: Subject, { json, clock }: Place, told: Told): Promise<CourseEnd> {
  const time = { kind: clock.kind, stepMs: subject.places.clockStepMs }
  return subject.threads().run({ ...told, restMs: restOf(subject), place: json, time, contract: subject.contract.module })
}

function restOf({ places }: Subject): number {
  return places.turnable ? restMs : 0
}

/** Runs a case by its choices. */
export async function runDriver(subject: Subject, { actors, script, choices = [] }: Case): Promise<DriverRan> {
  const end = await onQuickPlace(subject, { actors, script, rounds: 1, plan: { kind: 'list', choices } })
  return ranOf(end, actors)
}

let searches = 0

/** Tries schedule after schedule of one script, place after place, until whoever asks has seen enough. */
export async function* exploreDriver(subject: Subject, exploring: Exploring): AsyncGenerator<Explored, void, void> {
  const { seed, ...what } = exploring
  searches += 1
  const plan: CoursePlan = { kind: 'portfolio', seed, search: searches }
  const run = (): Promise<CourseEnd> => onQuickPlace(subject, { ...what, rounds: roundsPerPlace, plan })
  // While one place is judged, made or removed, the threads are at another.
  const running = [run(), run()]
  try {
    for (let next = running.shift(); next; next = running.shift()) {
      const end = await next
      if (end.stuck === undefined) running.push(run())
      yield exploredOf(end, { ...what, restMs: restOf(subject) })
      if (end.stuck !== undefined) return
    }
  } finally {
    await Promise.allSettled(running)
  }
}

function exploredOf(end: CourseEnd, what: Pick<Course, 'actors' | 'script' | 'restMs'>): Explored {
  const choices = end.rounds.map((round) => round.choices)
  const rounds = end.stuck === undefined ? choices : [...choices, end.begun]
  return {
    case: caseOf(what, rounds),
    ran: ranOf(end, what.actors),
    ends: end.rounds.map(({ events }) => events),
    schedules: rounds.map(written),
    part: (from, to) => caseOf(what, rounds.slice(from, to)),
  }
}
