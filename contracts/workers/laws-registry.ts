/** The laws of workers that speak of who may be registered, and how many. */
import type { Law } from '../law.ts'
import { claims, conflicts, crowds, ghosts, orphans, owners, reservations } from './registry/generate.ts'
import { needs } from './laws-places.ts'

const since = '0.1.0'

const at = { suite: 'coordination', level: 'must', needs, since } as const
const inSequence = { ...at, from: 'T1', to: 'T1' } as const

const secondIsRefused: Law = {
  ...at,
  id: 'workers/second-is-refused',
  says: 'a second worker for a task is refused with the first one, which stays as it is, whoever asks and whenever',
  from: 'T1',
  to: 'T2',
  source: ['durability:N1'],
  mutants: ['workers~reserve-replaces', 'workers~refusal-is-success'],
  marks: ['reserved', 'task-taken'],
  check: (lab) => lab.hunt({ scripts: conflicts, faults: [], enough: 150 }),
}

const conflictsAreTold: Law = {
  ...inSequence,
  id: 'workers/conflicts-are-told-apart',
  says: 'whether the id or the task has a worker already is told apart, and the worker that is in the way is shown',
  source: ['durability:N2'],
  mutants: ['workers~any-conflict-is-of-the-task', 'workers~task-before-id'],
  marks: ['id-taken', 'task-taken'],
  check: (lab) => lab.hunt({ scripts: conflicts, faults: [], enough: 150 }),
}

const askedForAgain: Law = {
  ...inSequence,
  id: 'workers/reservation-is-asked-for-again',
  says: 'a reservation that is made again, as after a lost reply, is answered with the worker that it made, and makes no other',
  source: ['durability:T20', 'durability:B11'],
  mutants: ['workers~again-is-taken', 'workers~again-starts-over'],
  marks: ['reserved-again'],
  check: (lab) => lab.hunt({ scripts: conflicts, faults: [], enough: 150 }),
}

const standsOnAClaim: Law = {
  ...inSequence,
  id: 'workers/stands-on-a-claim',
  says: 'no worker is reserved for a task that is unknown, over, waiting, or claimed by another',
  source: ['durability:N3'],
  mutants: ['workers~reserves-without-claim', 'workers~token-unlooked-at'],
  marks: ['superseded', 'reserved'],
  check: (lab) => lab.hunt({ scripts: claims, faults: [], enough: 200 }),
}

const taskStays: Law = {
  ...inSequence,
  id: 'workers/task-stays-for-its-worker',
  says: 'a task that is over stays for as long as a worker is registered for it, and no longer: no worker outlives its task',
  source: ['durability:N3'],
  mutants: ['workers~goes-with-its-end'],
  marks: ['pruned', 'reserved'],
  check: (lab) => lab.hunt({ scripts: orphans, faults: [], enough: 100 }),
}

const reservedBeforeStart: Law = {
  ...at,
  id: 'workers/reserved-before-the-start',
  says: 'a reservation is there, with its owner, before its process is known, and stays when whoever made it is gone',
  from: 'T1',
  to: 'T4',
  source: ['durability:N5', 'durability:N6'],
  mutants: ['workers~registers-at-activation', 'workers~owner-at-activation'],
  marks: ['reserved', 'active', 'task-taken'],
  faultMarks: ['in-flight'],
  check: (lab) => lab.hunt({ scripts: reservations, faults: ['kill', 'drop'], enough: 150 }),
}

const ofOwner: Law = {
  ...inSequence,
  id: 'workers/lists-of-one-owner',
  says: 'a listing of an owner gives its workers and no other, whichever of the five facts others have in common with it',
  source: ['durability:N13', 'durability:P11'],
  mutants: ['workers~owner-is-pid', 'workers~owner-is-instance', 'workers~owner-is-without-boot'],
  marks: ['listed-of-owner', 'reserved'],
  check: (lab) => lab.hunt({ scripts: owners, faults: [], enough: 250 }),
}

const deadDoNotCount: Law = {
  ...inSequence,
  id: 'workers/dead-do-not-count',
  says: 'workers that are named as dead do not count for the cap, each once, and only the very reservations that are named',
  source: ['durability:N14'],
  mutants: ['workers~ghosts-count', 'workers~dead-by-id', 'workers~dead-count-twice'],
  marks: ['full', 'dead-named', 'counted'],
  check: (lab) => lab.hunt({ scripts: ghosts, faults: [], enough: 200 }),
}

const capHolds: Law = {
  ...at,
  id: 'workers/cap-holds',
  says: 'there are never more workers than the cap allows, however many ask at once',
  suite: 'concurrent-writers',
  from: 'T2',
  to: 'T4',
  needs: { ...needs, sharing: 'thread' },
  source: ['durability:O1'],
  mutants: ['workers~counts-then-reserves', 'workers~counts-in-memory'],
  marks: ['full', 'reserved'],
  check: (lab) => lab.hunt({ scripts: crowds, race: true, enough: 200 }),
}

/** Who may be there. */
export const registryLaws: readonly Law[] = [
  secondIsRefused,
  conflictsAreTold,
  askedForAgain,
  standsOnAClaim,
  taskStays,
  ofOwner,
  deadDoNotCount,
  reservedBeforeStart,
  capHolds,
]
