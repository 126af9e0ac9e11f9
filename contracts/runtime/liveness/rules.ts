/**
 * What must be so of every scene, one promise each; together they say of each process whether it is dead, and of each lock
 * whether it may be taken, and how it stands. A promise is held to where `when` is so.
 */
import type { RuleOf } from '../judges.ts'
import { noBoot, noStart, pidMax } from '../../values.ts'
import type { LivenessStatus, StandingStatus } from './part.ts'
import type {
  JudgeScene,
  JudgeSeen,
  LivenessArgument,
  LivenessSeen,
  StandScene,
  StandSeen,
  TakeScene,
  TakeSeen,
} from './scenes.ts'

/** A promise of processes: where it is so, they are judged like this. */
export interface JudgePromise {
  readonly when: (scene: JudgeScene) => boolean
  readonly is: LivenessStatus
}

/** A promise of locks: where it is so, they may be taken, or not. */
export interface TakePromise {
  readonly when: (scene: TakeScene) => boolean
  readonly may: boolean
}

/** A promise of how locks stand: where it is so, they read like this. */
export interface StandPromise {
  readonly when: (scene: StandScene) => boolean
  readonly reads: StandingStatus
}

/** Says what was due of a scene of any kind, where it was not so. */
export type Rule = RuleOf<LivenessArgument, LivenessSeen>

function isTaking(scene: LivenessArgument): scene is TakeScene {
  return 'policy' in scene
}

function isJudging(scene: LivenessArgument): scene is JudgeScene {
  return 'look' in scene
}

function ofJudged(rule: RuleOf<JudgeScene, JudgeSeen>): Rule {
  return (scene, seen) => (isJudging(scene) ? rule(scene, seen as JudgeSeen) : undefined)
}

/** A promise of processes as a rule. */
export function judged({ when, is }: JudgePromise): Rule {
  return ofJudged((scene, { status }) => (when(scene) && status !== is ? is : undefined))
}

/** A promise of locks as a rule. */
export function taken({ when, may }: TakePromise): Rule {
  const due = may ? 'a lock that may be taken' : 'a lock that may not be taken'
  return (scene, seen) => (isTaking(scene) && when(scene) && (seen as TakeSeen).may !== may ? due : undefined)
}

/** A promise of how locks stand as a rule. */
export function stood({ when, reads }: StandPromise): Rule {
  return (scene, seen) =>
    'heartbeatMs' in scene && when(scene) && (seen as StandSeen).status !== reads ? reads : undefined
}

function isPid({ of: { pid } }: JudgeScene): boolean {
  return Number.isSafeInteger(pid) && pid >= 1 && pid <= pidMax
}

function isSameInstance({ of, here }: JudgeScene): boolean {
  return of.instance === here.instance
}

function isHere({ of, here }: JudgeScene): boolean {
  return of.host === here.host
}

/** Whether the host has been started anew since, as far as both tell. */
function isEarlierBoot({ of, here }: JudgeScene): boolean {
  return of.boot !== here.boot && of.boot !== noBoot && here.boot !== noBoot
}

/** Whether the process may be one that runs on this host now. */
function isWithinSight(scene: JudgeScene): boolean {
  return isPid(scene) && !isSameInstance(scene) && isHere(scene) && !isEarlierBoot(scene)
}

function isOurPid({ of, here }: JudgeScene): boolean {
  return of.pid === here.pid
}

/** Whether both tell their start. */
function areTold(one: number, other: number): boolean {
  return one !== noStart && other !== noStart
}

/** Whether two starts are those of two processes; not where one of them is not told. */
function areApart(one: number, other: number): boolean {
  return areTold(one, other) && one !== other
}

/** Whether the pid is another's by now. */
function isRecycled({ of, look }: JudgeScene): boolean {
  return areApart(of.pidStart, 'pidStart' in look ? (look.pidStart ?? noStart) : noStart)
}

/** Whether a look decides: the process may run here, and is not this one. */
function isLookedAt(scene: JudgeScene): boolean {
  return isWithinSight(scene) && !isOurPid(scene)
}

export const ownInstance: JudgePromise = { is: 'alive', when: isSameInstance }

export const noPid: JudgePromise = {
  is: 'unknown',
  when: (scene) => !isPid(scene) && !isSameInstance(scene),
}

export const otherHost: JudgePromise = {
  is: 'unknown',
  when: (scene) => !isHere(scene) && !isSameInstance(scene),
}

export const earlierBoot: JudgePromise = {
  is: 'dead',
  when: (scene) => isPid(scene) && isHere(scene) && isEarlierBoot(scene) && !isSameInstance(scene),
}

/** Whether only the starts decide: no look at our own pid shows anything but us. */
function isByStart(scene: JudgeScene): boolean {
  return isWithinSight(scene) && isOurPid(scene)
}

/** Another instance in this very process: a second copy of whoever makes instances, or a thread. */
export const thisProcess: JudgePromise = {
  is: 'alive',
  when: (scene) =>
    isByStart(scene) && areTold(scene.of.pidStart, scene.here.pidStart) && scene.of.pidStart === scene.here.pidStart,
}

export const ourPid: JudgePromise = {
  is: 'dead',
  when: (scene) => isByStart(scene) && areApart(scene.of.pidStart, scene.here.pidStart),
}

/** Where a start is not told, a thread of ours and a process before us look alike. */
export const ourPidUntold: JudgePromise = {
  is: 'unknown',
  when: (scene) => isByStart(scene) && !areTold(scene.of.pidStart, scene.here.pidStart),
}

export const gone: JudgePromise = {
  is: 'dead',
  when: (scene) => isLookedAt(scene) && ['none', 'zombie'].includes(scene.look.status),
}

export const recycled: JudgePromise = { is: 'dead', when: (scene) => isLookedAt(scene) && isRecycled(scene) }

export const running: JudgePromise = {
  is: 'alive',
  when: (scene) => isLookedAt(scene) && scene.look.status === 'there' && !isRecycled(scene),
}

export const forbidden: JudgePromise = {
  is: 'alive',
  when: (scene) => isLookedAt(scene) && scene.look.status === 'forbidden' && !isRecycled(scene),
}

export const failedLook: JudgePromise = {
  is: 'unknown',
  when: (scene) => isLookedAt(scene) && scene.look.status === 'failed',
}

/** Only a pid that may be of a process of this host is looked at, and none but it, once. */
export const looksWithinSight: RuleOf<JudgeScene, JudgeSeen> = (scene, { looked }) => {
  if (!isWithinSight(scene)) return looked.length === 0 ? undefined : 'no look at any pid'
  const isOnly = looked.length <= 1 && looked.every((pid) => pid === scene.of.pid)
  return isOnly ? undefined : `at most one look, at ${scene.of.pid}`
}

const sameAnswer: RuleOf<JudgeScene, JudgeSeen> = (_, { status, again }) =>
  status === again ? undefined : `one answer to one question, and not ${status} and then ${again}`

function hasLapsed({ times }: TakeScene): boolean {
  return times.atMs >= times.takeableAtMs
}

/** Whether the holder is dead, and the lock old enough for that to count. */
function isBereaved({ times, holder, floorMs }: TakeScene): boolean {
  return holder === 'dead' && times.atMs - times.acquiredAtMs >= floorMs
}

export const leaseOfTheLiving: TakePromise = {
  may: false,
  when: (scene) => !hasLapsed(scene) && scene.holder !== 'dead',
}

export const lapsed: TakePromise = { may: true, when: (scene) => hasLapsed(scene) && scene.policy !== 'exclusive' }

export const bereaved: TakePromise = { may: true, when: (scene) => isBereaved(scene) && scene.policy !== 'heartbeat' }

export const young: TakePromise = {
  may: false,
  when: (scene) => !hasLapsed(scene) && scene.holder === 'dead' && !isBereaved(scene),
}

export const pidsProveNothing: TakePromise = {
  may: false,
  when: (scene) => scene.policy === 'heartbeat' && !hasLapsed(scene),
}

/** Whoever may live, be it on another host, may be about to write. */
export const exclusive: TakePromise = {
  may: false,
  when: ({ policy, holder }) => policy === 'exclusive' && holder !== 'dead',
}

export const lapsedOfTheDead: TakePromise = {
  may: true,
  when: (scene) => scene.policy === 'exclusive' && hasLapsed(scene) && scene.holder === 'dead',
}

export const heartbeating: StandPromise = { reads: 'running', when: ({ atMs, expiresAtMs }) => atMs < expiresAtMs }

export const silent: StandPromise = {
  reads: 'silent',
  when: ({ atMs, expiresAtMs, takeableAtMs }) => atMs >= expiresAtMs && atMs < takeableAtMs,
}

export const over: StandPromise = { reads: 'lapsed', when: ({ atMs, takeableAtMs }) => atMs >= takeableAtMs }

/** What is promised of processes, and of locks. Of one that several speak of they say the same. */
export const processPromises: readonly JudgePromise[] = [
  ownInstance,
  noPid,
  otherHost,
  earlierBoot,
  thisProcess,
  ourPid,
  ourPidUntold,
  gone,
  recycled,
  running,
  forbidden,
  failedLook,
]
export const lockPromises: readonly TakePromise[] = [
  leaseOfTheLiving,
  lapsed,
  bereaved,
  young,
  pidsProveNothing,
  exclusive,
  lapsedOfTheDead,
]

export const standPromises: readonly StandPromise[] = [heartbeating, silent, over]

/** All that must be so of a scene. */
export const rules: readonly Rule[] = [
  ...processPromises.map(judged),
  ofJudged(looksWithinSight),
  ofJudged(sameAnswer),
  ...lockPromises.map(taken),
  ...standPromises.map(stood),
]
