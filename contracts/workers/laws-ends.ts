/** The laws of workers that speak of their lives: activation, signs of life, and their ends. */
import type { Law } from '../law.ts'
import { activations, focused, judgements, pausedCall, pausedOwner, settlements, zombie } from './lives/generate.ts'
import { needs } from './laws-places.ts'

const since = '0.1.0'

const at = { suite: 'coordination', level: 'must', needs, since } as const
const inSequence = { ...at, from: 'T1', to: 'T1' } as const
const turned = { ...needs, clock: 'turned' } as const

const oneChild: Law = {
  ...inSequence,
  id: 'workers/has-one-child',
  says: 'a worker has one process: to note the same again changes nothing, and another is refused',
  source: ['durability:N5'],
  mutants: ['workers~activate-replaces', 'workers~active-again-moves-its-time'],
  marks: ['active', 'active-again', 'other-child'],
  check: (lab) => lab.hunt({ scripts: activations, faults: [], enough: 150 }),
}

const timesAreOne: Law = {
  ...inSequence,
  id: 'workers/times-are-one',
  says: 'what a call answers of times is what the row has: the clock is read once',
  needs: turned,
  source: ['durability:N10'],
  mutants: ['workers~reads-the-clock-twice', 'workers~beat-moves-reservation'],
  marks: ['reserved', 'held', 'active', 'there'],
  check: (lab) =>
    lab.hunt({ scripts: focused(['reserve', 'activate', 'beat', 'inspect', 'list']), faults: [], enough: 150 }),
}

const beatsTheOwner: Law = {
  ...inSequence,
  id: 'workers/beat-reaches-its-row',
  says: 'a sign of life tells whether it reached a row, and only who has the token of the worker can give it',
  source: ['durability:N12'],
  mutants: ['workers~beat-by-id', 'workers~beat-always-held', 'workers~beat-changes-nothing'],
  marks: ['held', 'lost'],
  check: (lab) =>
    lab.hunt({ scripts: focused(['beat', 'beat', 'release', 'reserve', 'inspect']), faults: [], enough: 150 }),
}

const releasesOnce: Law = {
  ...inSequence,
  id: 'workers/releases-once',
  says: 'to release a worker again is harmless, to find none is an answer, and the count is that of the rows',
  source: ['durability:N7'],
  mutants: ['workers~release-throws', 'workers~absent-throws', 'workers~count-drifts', 'workers~release-ends-task'],
  marks: ['released', 'not-held', 'absent', 'counted'],
  check: (lab) =>
    lab.hunt({
      scripts: focused(['release', 'release', 'inspect', 'count', 'reserve', 'list', 'task']),
      faults: [],
      enough: 200,
    }),
}

const settlesInOneStep: Law = {
  ...at,
  id: 'workers/settles-in-one-step',
  says: 'the end of a task and that of its worker are one step: after a kill there are both, or neither',
  suite: 'crash-resume',
  from: 'T1',
  to: 'T4',
  source: ['durability:N9'],
  mutants: ['workers~releases-then-moves', 'workers~moves-then-releases'],
  marks: ['settled', 'late'],
  faultMarks: ['in-flight'],
  check: (lab) => lab.hunt({ scripts: settlements, faults: ['kill', 'drop'], enough: 150 }),
}

const evictsWhatWasJudged: Law = {
  ...at,
  id: 'workers/evicts-what-was-judged',
  says: 'an eviction removes the very row that was judged, and none that was heard of, activated or reserved anew since; where it is asked to, its task goes along in the same step',
  from: 'T1',
  to: 'T3',
  source: ['durability:P1', 'durability:I14'],
  mutants: [
    'workers~evict-by-id',
    'workers~evict-whatever-was-heard',
    'workers~evict-leaves-task',
    'workers~evict-never',
  ],
  marks: ['evicted', 'changed', 'evicted-with-task'],
  check: (lab) => lab.hunt({ scripts: judgements, faults: [], enough: 200 }),
}

const staleIsFenced: Law = {
  ...at,
  id: 'workers/stale-owner-is-fenced',
  says: 'once a claim was taken back and its worker replaced, every call by the old token changes nothing',
  from: 'T1',
  to: 'T2',
  needs: turned,
  source: ['durability:J1', 'durability:N12'],
  mutants: ['workers~activate-by-id', 'workers~settle-by-id', 'workers~release-by-id'],
  marks: ['evicted', 'lost', 'not-held'],
  check: (lab) => lab.hunt({ scripts: zombie, enough: 150 }),
}

const zombieChangesNothing: Law = {
  ...at,
  id: 'workers/zombie-changes-nothing',
  says: 'an owner that was stopped while its worker was judged dead and replaced changes nothing when it goes on, whatever it tries',
  from: 'T2',
  to: 'T4',
  needs: { ...turned, sharing: 'thread' },
  source: ['durability:J1', 'Kleppmann 2016, How to do distributed locking'],
  mutants: ['workers~release-checks-then-removes', 'workers~settle-checks-then-ends'],
  marks: ['evicted', 'lost', 'not-held'],
  check: (lab) => lab.hunt({ scripts: pausedOwner, struck: pausedCall, faults: ['park', 'stop', 'kill'] }),
}

/** From start to end. */
export const endLaws: readonly Law[] = [
  oneChild,
  timesAreOne,
  beatsTheOwner,
  releasesOnce,
  evictsWhatWasJudged,
  staleIsFenced,
  settlesInOneStep,
  zombieChangesNothing,
]
