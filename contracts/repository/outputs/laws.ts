/** The laws of outputs: which row is found, what removes it, and the list of them all. */
import type { Law } from '../../law.ts'
import { alike, focused, overwrites } from './commands.ts'
import { acknowledgedIsFound, ownRowsOnly } from './judges.ts'
import { bulkLaws } from './laws-bulk.ts'
import { corruptLaws } from './laws-corrupt.ts'
import { placeLaws } from './laws-places.ts'
import { removalLaws } from './laws-removals.ts'
import { valueLaws } from './laws-values.ts'
import { alikeKeys, alikeScopes, crossed, key, plainScopes, run, shared } from './rows.ts'

const law = { level: 'must', from: 'T1', needs: { ports: ['outputs'] }, since: '0.1.0' } as const

const keysAreExact: Law = {
  id: 'outputs/keys-are-exact',
  says: 'two keys find one row if and only if task and input are equal, whatever their bytes',
  suite: 'basics',
  ...law,
  to: 'T1',
  source: ['cache:G25', 'cache:D20', 'durability:M8'],
  mutants: ['outputs~shallow-key', 'outputs~joined-key', 'outputs~nul-ends-name'],
  marks: ['overwritten', 'miss'],
  check: (lab) => lab.hunt({ scripts: alike({ calls: ['put', 'get', 'delete'] }, alikeKeys) }),
}

const scopesAreExact: Law = {
  id: 'outputs/scopes-are-exact',
  says: 'tenant, run, task and input are told apart however they are cut: no two scopes share a row',
  suite: 'basics',
  ...law,
  to: 'T1',
  source: ['cache:G3'],
  mutants: ['outputs~joined-scope', 'outputs~folds-case', 'outputs~trims-run'],
  marks: ['overwritten', 'held-elsewhere'],
  check: (lab) => lab.hunt({ scripts: alike({ calls: ['put', 'get', 'delete'] }, alikeScopes) }),
}

const runIsApart: Law = {
  id: 'outputs/run-is-apart',
  says: 'what a run stored is a miss for every other run, for its tenant at large and for other tenants',
  suite: 'basics',
  ...law,
  to: 'T3',
  source: ['cache:6'],
  mutants: ['outputs~no-run-axis', 'outputs~no-tenant-axis'],
  marks: ['held-elsewhere', 'hit'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['put', 'get', 'delete'] }, crossed(plainScopes, [key])),
      judge: ownRowsOnly,
      faults: [],
    }),
}

const runFindsItsOwn: Law = {
  id: 'outputs/run-finds-its-own',
  says: 'every session on a place reads what a run stored there, those that are opened later and after a restart too',
  suite: 'crash-resume',
  ...law,
  to: 'T3',
  source: ['cache:7'],
  mutants: ['outputs~namespace-of-session', 'outputs~cache-of-session'],
  marks: ['read-by-another'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['put', 'get'] }, crossed([run], [key])),
      judge: acknowledgedIsFound,
      faults: [],
    }),
}

const sharedIsFoundByAll: Law = {
  id: 'outputs/shared-is-found-by-all',
  says: 'what a tenant shares is found by its key alone, whoever stored it and whoever asks',
  suite: 'basics',
  ...law,
  to: 'T3',
  source: ['cache:9'],
  mutants: ['outputs~instance-in-key'],
  marks: ['shared', 'read-by-another'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['put', 'get'] }, crossed([shared], [key])),
      judge: acknowledgedIsFound,
      faults: [],
    }),
}

const storedIsFound: Law = {
  id: 'outputs/stored-is-found',
  says: 'a write that was acknowledged is found by every later read, until it is overwritten or removed',
  suite: 'crash-resume',
  ...law,
  to: 'T4',
  source: ['durability:S1'],
  mutants: ['outputs~first-write-wins', 'outputs~puts-now-and-then'],
  marks: ['overwritten', 'hit'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['put', 'get', 'delete'] }, crossed([run], [key])),
      judge: acknowledgedIsFound,
    }),
}

const lastWriteWins: Law = {
  id: 'outputs/last-write-wins',
  says: 'of writes that overlap one is the last and is read whole: never a miss in between, never a mix of two',
  suite: 'concurrent-writers',
  ...law,
  from: 'T2',
  to: 'T4',
  needs: { ports: ['outputs'], sharing: 'thread' },
  source: ['Herlihy and Wing 1990, Linearizability'],
  mutants: ['outputs~read-merge-write', 'outputs~delete-then-write'],
  marks: ['overwritten', 'read-by-another'],
  check: (lab) => lab.hunt({ scripts: overwrites, race: true }),
}

/** The laws of outputs, gates first, then from the ground up. */
export const outputsLaws: readonly Law[] = [
  ...placeLaws,
  keysAreExact,
  scopesAreExact,
  runIsApart,
  runFindsItsOwn,
  sharedIsFoundByAll,
  ...valueLaws,
  storedIsFound,
  lastWriteWins,
  ...removalLaws,
  ...bulkLaws,
  ...corruptLaws,
]
