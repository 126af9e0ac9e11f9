/**
 * What must be so of every scene of lanes, one rule for each promise. A rule is given what was asked and what was seen; it
 * says what was due where it was not so.
 */
import type { RuleOf } from '../judges.ts'
import type { LaneName } from './part.ts'
import type { LaneCall, LaneMoment, LaneScene, LanesSeen } from './scenes.ts'
import { openMs, openingCodes } from './server.ts'

/** Says what was due, where it was not so. */
export type LaneRule = RuleOf<LaneScene, LanesSeen>

/** One caller, with what came of it. */
interface Caller {
  readonly call: LaneCall
  readonly number: number
  readonly answer: string
  readonly comesMs: number
  readonly answeredMs: number
  /** its own work: on which connection, from when to when; absent where it never began */
  readonly work?: { readonly connection: number; readonly fromMs: number; readonly toMs: number }
}

function timeOf({ moments }: LanesSeen, what: LaneMoment[0], number: number): number | undefined {
  return moments.find((moment) => moment[0] === what && moment[2] === number)?.[1]
}

/** The callers, in the order of coming. */
export function callersOf(scene: LaneScene, seen: LanesSeen): readonly Caller[] {
  const calls = scene.steps.flatMap((step) => ('comes' in step ? [step.comes] : []))
  return calls.map((call, number) => {
    const begins = seen.moments.find((moment) => moment[0] === 'begins' && moment[2] === number)
    const ends = seen.moments.findLast((moment) => moment[0] === 'ends' && moment[2] === number)
    const facts = {
      call,
      number,
      answer: seen.answers[number] ?? 'never',
      comesMs: timeOf(seen, 'comes', number) ?? 0,
      answeredMs: timeOf(seen, 'answered', number) ?? Infinity,
    }
    return begins
      ? { ...facts, work: { connection: begins[3] ?? -1, fromMs: begins[1], toMs: ends?.[1] ?? Infinity } }
      : facts
  })
}

/** The lane of a connection. */
function laneOf({ connections }: LanesSeen, connection: number): LaneName | undefined {
  return connections[connection]
}

/** Whether one caller's work goes on while that of another begins. */
function isRunning({ work }: Caller, atMs: number): boolean {
  return work !== undefined && work.fromMs <= atMs && atMs < work.toMs
}

export const everyCallerIsAnswered: LaneRule = (scene, seen) => {
  const waiting = callersOf(scene, seen).find(({ answer }) => answer === 'never')
  return waiting ? `an answer to caller ${waiting.number}` : undefined
}

export const workStaysInItsLane: LaneRule = (scene, seen) => {
  if (scene.fallbackMs !== undefined) return undefined
  const strayed = callersOf(scene, seen).find(({ call, work }) => work && laneOf(seen, work.connection) !== call.lane)
  return strayed ? `caller ${strayed.number} on a connection of ${strayed.call.lane}` : undefined
}

/** Those whose work ran on a lane: what has gone astray to data holds no slot of control. */
function onLane(callers: readonly Caller[], seen: LanesSeen, lane: LaneName): readonly Caller[] {
  return callers.filter(({ work }) => work && laneOf(seen, work.connection) === lane)
}

/** How many of these work at once, where it is more than so many for the first time. */
function tooMany(callers: readonly Caller[], most: number): number | undefined {
  const atOnce = callers.map(({ work }) => callers.filter((other) => isRunning(other, work?.fromMs ?? 0)).length)
  return atOnce.find((running) => running > most)
}

export const slotsAreKept: LaneRule = (scene, seen) => {
  const callers = callersOf(scene, seen)
  for (const lane of ['control', 'data'] as const) {
    const running = tooMany(onLane(callers, seen, lane), scene.slots[lane])
    if (running !== undefined) return `at most ${scene.slots[lane]} at a time on ${lane}, and not ${running}`
  }
  return undefined
}

export const bulkLeavesTheLast: LaneRule = (scene, seen) => {
  const bulk = callersOf(scene, seen).filter(({ call }) => call.bulk === true)
  const most = scene.slots.control - 1
  const isKept = tooMany(onLane(bulk, seen, 'control'), most) === undefined
  return isKept ? undefined : `at most ${most} of ${scene.slots.control} slots of control for bulk work`
}

export const insideStaysOnItsConnection: LaneRule = (scene, seen) => {
  for (const { call, number, work } of callersOf(scene, seen)) {
    if (call.inside === undefined || !work) continue
    const strayed = seen.moments.find(
      (moment) => moment[0] === 'begins' && moment[2] === number && moment[3] !== work.connection,
    )
    if (strayed) return `what runs inside the work of caller ${number} on its connection ${work.connection}`
  }
  return undefined
}

export const losersAreCancelled: LaneRule = (scene, seen) => {
  const { control, data } = seen.taken
  if (control + data > 0) return 'no slot taken once all are answered'
  for (const { number, answeredMs, work } of callersOf(scene, seen)) {
    if (work && work.toMs > answeredMs) return `the work of caller ${number} over before it is answered`
  }
  const late = callersOf(scene, seen).find(isLate)
  return late ? `caller ${late.number} stopped soon after ${late.call.timeoutMs} ms` : undefined
}

/** How long what was cancelled may take to end, before its connection is closed, ms. */
const graceMs = 10_000

function isLate({ call, work, answeredMs }: Caller): boolean {
  return work !== undefined && call.timeoutMs !== undefined && answeredMs > work.fromMs + call.timeoutMs + graceMs
}

export const abortedTakeNoSlot: LaneRule = (scene, seen) => {
  for (const { call, number, work, answer, comesMs, answeredMs } of callersOf(scene, seen)) {
    if (call.abortMs === undefined) continue
    if (call.abortMs === 0 && (work || answeredMs > comesMs || answer !== abortedName))
      return `caller ${number} told at once that it was aborted, with no slot taken for it`
    if (!work && answer === abortedName && answeredMs > comesMs + call.abortMs + openMs * 2)
      return `caller ${number} out of the queue when it gave up, after ${call.abortMs} ms`
  }
  return undefined
}

/** The name of the error of a caller that gave up. */
const abortedName = 'RetryAborted'

export const openingsAreShared: LaneRule = (scene, seen) => {
  for (const lane of ['control', 'data'] as const) {
    const prepared = seen.moments.filter((moment) => moment[0] === 'prepares' && laneOf(seen, moment[2]) === lane)
    const mayFail = (scene.openings[lane] ?? []).filter((fault) => fault === 'preparing').length
    const overlaps = prepared.some((one, index) => index > 0 && one[1] < (prepared[index - 1]?.[1] ?? 0) + openMs)
    if (overlaps || prepared.length > mayFail + 1) return `one preparation of ${lane}, which all first callers share`
  }
  return undefined
}

export const failedOpeningsAreForgotten: LaneRule = (scene, seen) => {
  if (scene.fallbackMs !== undefined) return undefined
  const faults = (scene.openings.control?.length ?? 0) + (scene.openings.data?.length ?? 0)
  const failed = callersOf(scene, seen).filter(({ answer }) => Object.values(openingCodes).includes(answer))
  // Callers that come together may share one opening that fails; who comes when it has failed opens anew.
  const rounds = new Set(failed.map(({ answeredMs }) => answeredMs)).size
  return rounds > faults ? `at most ${faults} failed openings, and not ${rounds}: a later one goes well` : undefined
}

export const waitsAreBounded: LaneRule = (scene, seen) => {
  for (const { number, work, comesMs, answeredMs } of callersOf(scene, seen)) {
    const mostMs = comesMs + scene.waitMs + 4 * openMs
    const waitedMs = work?.fromMs ?? answeredMs
    if (scene.fallbackMs === undefined && waitedMs > mostMs)
      return `caller ${number} on its slot or told BUSY within ${scene.waitMs} ms`
  }
  return undefined
}

export const onlyUnreachableFallsBack: LaneRule = (scene, seen) => {
  const { fallbackMs, openings } = scene
  const isUnreachable = openings.control?.includes('unreachable') === true
  for (const { call, number, answer, work } of callersOf(scene, seen)) {
    if (call.lane !== 'control' || fallbackMs === undefined) continue
    const isOnData = work !== undefined && laneOf(seen, work.connection) === 'data'
    if (isOnData && !isUnreachable) return `caller ${number} told why control did not open, and not on data`
    if (answer === openingCodes.unreachable && !openings.data?.includes('unreachable'))
      return `caller ${number} on data, for the host of control cannot be reached`
  }
  return undefined
}

export const fallbackIsTold: LaneRule = (_, { unsaid }) =>
  unsaid.length === 0 ? undefined : `lanes that say they have fallen back while caller ${unsaid[0]} is on data`

export const nothingIsLeft: LaneRule = (_, { left }) =>
  left.connections + left.timers + left.listeners === 0
    ? undefined
    : 'no connection open after the lanes are closed, and neither timers nor listeners left'

/** Every rule. */
export const laneRules: readonly LaneRule[] = [
  everyCallerIsAnswered,
  workStaysInItsLane,
  slotsAreKept,
  bulkLeavesTheLast,
  insideStaysOnItsConnection,
  losersAreCancelled,
  abortedTakeNoSlot,
  openingsAreShared,
  failedOpeningsAreForgotten,
  waitsAreBounded,
  onlyUnreachableFallsBack,
  fallbackIsTold,
  nothingIsLeft,
]
