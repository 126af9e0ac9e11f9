/** The laws of outputs that speak of removal, and of the time by which rows are pruned. */
import { allDue, statusOf } from '../../examples.ts'
import type { Lab } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { focused, removals } from './commands.ts'
import { removalsAreCounted } from './judges.ts'
import { listingRefused } from './laws-listings.ts'
import { alikeScopes, crossed, key, plainKeys, plainScopes, run, shared } from './rows.ts'

const law = { suite: 'basics', level: 'must', from: 'T1', needs: { ports: ['outputs'] }, since: '0.1.0' } as const
const listing = { ...law, needs: { ports: ['outputs'], claims: { outputs: ['listing'] } }, refusal: listingRefused }
const aged = {
  ...law,
  needs: { ports: ['outputs'], claims: { outputs: ['ages'] }, clock: 'turned' },
  refusal: agesRefused,
} as const

/** Where no ages are claimed, rows show none, pruning is refused with UNSUPPORTED, and nothing goes. */
export function agesRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => {
    const stored = await session.call('put', run, key, 1)
    const dated = stored.status === 'ok' && Object.hasOwn(stored.value as object, 'storedAtMs')
    if (stored.status !== 'ok' || dated)
      return { expected: 'stored, without storedAtMs: no ages are claimed', observed: statusOf(stored) }
    return allDue(session, [
      ['StoreError UNSUPPORTED', 'prune', { olderThanMs: 0 }],
      ['hit', 'get', run, key],
    ])
  })
}

const deleteIsExact: Law = {
  id: 'outputs/delete-is-exact',
  says: 'a deletion removes its own row and no other, says whether there was one, and can be repeated',
  ...law,
  to: 'T3',
  source: ['durability:S6'],
  mutants: ['outputs~delete-takes-scope', 'outputs~delete-takes-all-runs', 'outputs~delete-twice-throws'],
  marks: ['deleted', 'absent', 'hit'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['put', 'get', 'delete'] }, crossed([shared, run], plainKeys.slice(0, 2))),
      faults: [],
    }),
}

const clearIsExact: Law = {
  id: 'outputs/clear-is-exact',
  says: 'clearing a run removes its rows and nothing of any other scope, however alike their names are',
  ...listing,
  to: 'T1',
  source: ['cache:G4'],
  mutants: [
    'outputs~clear-by-prefix',
    'outputs~clear-by-tenant-prefix',
    'outputs~clear-sanitised',
    'outputs~clear-folds-case',
    'outputs~clear-takes-shared',
    'outputs~clear-keeps-one',
  ],
  marks: ['cleared', 'hit'],
  check: (lab) => lab.hunt({ scripts: removals('clear', alikeScopes) }),
}

const clearCounts: Law = {
  id: 'outputs/clear-counts-rows',
  says: 'a clearing tells how many rows it removed',
  ...listing,
  to: 'T1',
  source: ['outputs/port.ts: clear'],
  mutants: ['outputs~clear-counts-scopes'],
  marks: ['cleared', 'clear-empty'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['put', 'delete', 'clear'] }, crossed([shared, run], plainKeys)),
      judge: removalsAreCounted,
    }),
}

const storedAtIsWriteTime: Law = {
  id: 'outputs/stored-at-is-write-time',
  says: 'a row shows the time of its last write by the clock of the store, to the millisecond, whenever it is read',
  ...aged,
  to: 'T3',
  source: ['durability:T10'],
  mutants: ['outputs~stored-at-by-client', 'outputs~stored-at-is-read-time', 'outputs~stored-at-in-seconds'],
  marks: ['hit', 'overwritten'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['put', 'get'] }, crossed([run], [key])), faults: [] }),
}

const pruneByAge: Law = {
  id: 'outputs/prune-by-age',
  says: 'a pruning removes the rows of all scopes whose last write is at least so long ago, and keeps all others',
  ...aged,
  to: 'T3',
  source: ['outputs/port.ts: prune'],
  mutants: [
    'outputs~prune-excludes-end',
    'outputs~prune-by-first-write',
    'outputs~prune-in-one-scope',
    'outputs~prune-takes-all',
  ],
  marks: ['pruned', 'spared', 'hit'],
  check: (lab) => lab.hunt({ scripts: removals('prune', [crossed(plainScopes, plainKeys.slice(0, 2))]), faults: [] }),
}

const pruneCounts: Law = {
  id: 'outputs/prune-counts-rows',
  says: 'a pruning tells how many rows it removed',
  ...aged,
  to: 'T1',
  source: ['outputs/port.ts: prune'],
  mutants: ['outputs~prune-counts-one'],
  marks: ['pruned', 'spared'],
  check: (lab) =>
    lab.hunt({ scripts: removals('prune', [crossed(plainScopes, plainKeys.slice(0, 2))]), judge: removalsAreCounted }),
}

/** From the ground up. */
export const removalLaws: readonly Law[] = [
  deleteIsExact,
  clearIsExact,
  clearCounts,
  storedAtIsWriteTime,
  pruneByAge,
  pruneCounts,
]
