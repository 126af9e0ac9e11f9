/** The laws of life and death: every combination of what decides, each with the answer that is due. */
import type { Law } from '../../law.ts'
import type { DueScene, Says } from '../laws.ts'
import { makersOf } from '../laws.ts'
import { everyLock, everyProcess, everyStanding } from './every.ts'
import type { Rule } from './rules.ts'
import * as rules from './rules.ts'
import type { JudgeSeen, LivenessArgument, LivenessScene, LivenessSeen } from './scenes.ts'

const { listed } = makersOf('liveness', 'leases')

/** Makes laws of one kind of scenes: of every one of which one of the promises speaks. */
function speakingOf<Scene extends LivenessArgument, Told extends { readonly when: (scene: Scene) => boolean }>(
  scene: LivenessScene['scene'],
  every: () => readonly Scene[],
  ruleOf: (promise: Told) => Rule,
): (says: Says, ...promises: readonly Told[]) => Law {
  const held = (argument: Scene, rule: Rule): DueScene => ({
    scene,
    argument,
    due: (seen) => rule(argument, seen as LivenessSeen),
  })
  return (says, ...promises) =>
    listed(says, () =>
      promises.flatMap((promise) =>
        every()
          .filter(promise.when)
          .map((argument) => held(argument, ruleOf(promise))),
      ),
    )
}

const ofProcesses = speakingOf('judges', everyProcess, rules.judged)
const ofLocks = speakingOf('takes', everyLock, rules.taken)
const ofStandings = speakingOf('stands', everyStanding, rules.stood)

const processes: readonly Law[] = [
  ofProcesses(
    {
      words: 'forbidden-is-alive',
      says: 'a process that may not be probed is alive, unless it started at another time',
      source: ['durability:I7'],
      mutants: ['forbidden-is-dead'],
    },
    rules.forbidden,
  ),
  ofProcesses(
    {
      words: 'unknown-is-not-dead',
      says: 'an answer that a look does not usually give, a pid that is none, and our own pid without a start prove no death',
      source: ['durability:I8'],
      mutants: ['any-error-is-dead', 'no-pid-is-dead', 'untold-start-is-before'],
    },
    rules.failedLook,
    rules.noPid,
    rules.ourPidUntold,
  ),
  ofProcesses(
    {
      words: 'elsewhere-is-unknown',
      says: 'of a process on another host, or in another pid namespace of this one, nothing is known',
      source: ['durability:I10', 'durability:I12'],
      mutants: ['looks-at-the-namesake', 'reads-half-the-host'],
    },
    rules.otherHost,
  ),
  listed(
    {
      words: 'looks-within-sight',
      says: 'only the pid of a process that may run on this host now is looked at: never zero, a negative one, or one of another host or boot',
      source: ['durability:I8', 'durability:I10', 'kill(2)'],
      mutants: ['looks-before-it-thinks', 'looks-at-groups'],
    },
    () =>
      everyProcess().map((argument) => ({
        scene: 'judges',
        argument,
        due: (seen) => rules.looksWithinSight(argument, seen as JudgeSeen),
      })),
  ),
  ofProcesses(
    {
      words: 'recycled-pid-is-dead',
      says: 'a process whose pid is another one\u2019s by now is dead: that of this host that started at another time, and that of our own',
      source: ['durability:I11', 'durability:P11'],
      mutants: ['bare-pid', 'our-pid-lives'],
    },
    rules.recycled,
    rules.ourPid,
  ),
  ofProcesses(
    {
      words: 'earlier-boot-is-dead',
      says: 'a process of an earlier boot of this host is dead, whatever has its pid and its start now',
      source: ['durability:P11'],
      mutants: ['boot-is-no-matter'],
    },
    rules.earlierBoot,
  ),
  ofProcesses(
    {
      words: 'gone-is-dead',
      says: 'a process of this host that is not there is dead, and so is one that has ended and was not waited for',
      source: ['durability:I6', 'wait(2)'],
      mutants: ['zombie-is-alive', 'gone-is-unknown'],
    },
    rules.gone,
  ),
  ofProcesses(
    {
      words: 'running-is-alive',
      says: 'a process that is there is alive, and so are we, in every copy of this package that we run',
      source: ['durability:I1'],
      mutants: ['second-copy-is-dead', 'untold-start-is-dead'],
    },
    rules.running,
    rules.ownInstance,
    rules.thisProcess,
  ),
]

const locks: readonly Law[] = [
  ofLocks(
    {
      words: 'dead-are-replaced-early',
      says: 'the lock of a holder of this host that is proven dead may be taken before its lease runs out',
      source: ['durability:I6'],
      mutants: ['waits-for-expiry'],
    },
    rules.bereaved,
  ),
  ofLocks(
    {
      words: 'young-are-left-alone',
      says: 'the lock of a dead holder is left alone while it is younger than the floor, by its acquisition',
      source: ['durability:I9'],
      mutants: ['no-floor', 'floor-of-heartbeat'],
    },
    rules.young,
    rules.bereaved,
  ),
  ofLocks(
    {
      words: 'living-keep-their-lease',
      says: 'a lease that has not run out, with its grace, is taken from nobody who may live',
      source: ['durability:I1', 'durability:I3'],
      mutants: ['by-age', 'without-grace'],
    },
    rules.leaseOfTheLiving,
  ),
  ofLocks(
    {
      words: 'lapsed-may-be-taken',
      says: 'a lock whose expiry and grace have passed may be taken, whoever held it, where the resource admits that',
      source: ['durability:I2', 'durability:I12'],
      mutants: ['living-block-for-ever'],
    },
    rules.lapsed,
    rules.lapsedOfTheDead,
  ),
  ofLocks(
    {
      words: 'heartbeat-policy-ignores-pids',
      says: 'where pids prove nothing, a holder that seems dead keeps its lock until expiry and grace have passed',
      source: ['durability:I12'],
      mutants: ['believes-pids'],
    },
    rules.pidsProveNothing,
  ),
  ofLocks(
    {
      words: 'exclusive-policy-spares-the-living',
      says: 'a resource that two writers would corrupt is taken from nobody who may live, however late the heartbeats',
      source: ['durability:I13'],
      mutants: ['exclusive-expires', 'exclusive-takes-unknown'],
    },
    rules.exclusive,
  ),
  ofStandings(
    {
      words: 'running-is-heartbeating',
      says: 'a lock reads as running if and only if its heartbeats arrive, however old it is, and no process is probed for it',
      source: ['durability:I19'],
      mutants: ['probes-the-holder', 'old-is-stuck', 'runs-until-it-may-be-taken'],
    },
    rules.heartbeating,
    rules.silent,
    rules.over,
  ),
]

export const livenessLaws: readonly Law[] = [...processes, ...locks]
