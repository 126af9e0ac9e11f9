/** The laws of locks: the promises of who may hold, and the list of them all. */
import type { Law } from '../law.ts'
import { contention, focused, lookAlikes } from './commands.ts'
import { busyIsAValue, notReentrant, oneHolder } from './judges.ts'
import { laneLaws } from './laws-lanes.ts'
import { leaseLaws } from './laws-leases.ts'
import { placeLaws } from './laws-places.ts'
import { slotLaws } from './laws-slots.ts'

const since = '0.1.0'
const needs = { ports: ['locks'] }

const oneHolderLaw: Law = {
  id: 'locks/one-holder',
  says: 'at any time of the store a name has at most one holder of those that are to be alone, and a lease that has not run out is never taken',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs,
  source: ['durability:H1', 'durability:I1'],
  mutants: ['locks~read-then-insert', 'locks~age-steal'],
  marks: ['busy'],
  since,
  check: (lab) =>
    lab.hunt({
      scripts: lab.tier === 'T1' ? focused({ calls: ['acquire', 'renew', 'release'], names: ['a'] }) : contention,
      judge: oneHolder,
    }),
}

const notReentrantLaw: Law = {
  id: 'locks/not-reentrant',
  says: 'the owner of a lock that asks for it again is busy like anyone else',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T2',
  needs,
  source: ['durability:H2'],
  mutants: ['locks~same-pid-owns'],
  marks: ['busy'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['acquire'], names: ['a'] }), judge: notReentrant }),
}

const namesAreExact: Law = {
  id: 'locks/names-are-exact',
  says: 'distinct names never contend: they are compared byte by byte, whatever their bytes',
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs,
  source: ['durability:H3', 'durability:M8'],
  mutants: ['locks~one-name', 'locks~folds-case', 'locks~nul-ends'],
  marks: ['hostile-name'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['acquire', 'inspect', 'list'], names: lookAlikes }) }),
}

const busyIsAValueLaw: Law = {
  id: 'locks/busy-is-a-value',
  says: 'asking for a lock that is held is answered with its holder, and never fails for contention in the store',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs,
  source: ['durability:H6', 'durability:T25'],
  mutants: ['locks~busy-throws', 'locks~busy-is-null', 'locks~deferred-begin'],
  marks: ['busy'],
  since,
  check: (lab) => lab.hunt({ scripts: contention, judge: busyIsAValue }),
}

const releaseFrees: Law = {
  id: 'locks/release-frees',
  says: 'a released lock is free for the very next caller, and releasing again changes nothing',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:H4'],
  mutants: ['locks~release-throws', 'locks~release-lingers'],
  marks: ['reacquired', 'superseded'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['acquire', 'release'], names: ['a'] }), faults: [] }),
}

const storeKeepsItsOwn: Law = {
  id: 'locks/store-keeps-its-own',
  says: 'neither the identity that was given nor the row that was shown edits the store when its owner changes it',
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs,
  source: ['cache:D18'],
  mutants: ['locks~keeps-live-owner', 'locks~hands-out-live-row'],
  marks: ['busy'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['acquire', 'inspect'], names: ['a'] }), enough: 100 }),
}

/** The laws of locks, gates first, then from the ground up. */
export const locksLaws: readonly Law[] = [
  ...placeLaws,
  namesAreExact,
  notReentrantLaw,
  releaseFrees,
  storeKeepsItsOwn,
  busyIsAValueLaw,
  oneHolderLaw,
  ...leaseLaws,
  ...slotLaws,
  ...laneLaws,
]
