/** The laws of a janitor: orphan cleanup as one law over histories, and beside it each promise by itself. */
import type { Law } from '../../law.ts'
import { run } from '../../repository/outputs/rows.ts'
import {
  alikeClears,
  contested,
  focused,
  histories,
  janitorCommands,
  lettingGo,
  removals,
  sweptMeanwhile,
} from './commands.ts'
import { led } from '../../derived.ts'
import { lettingGoLeavesNothing, noRowDangles, nothingIsLeft } from './judges.ts'
import { exampleLaws } from './laws-examples.ts'
import { unfinishedSeen } from './marks.ts'
import { sweepLaws, sweepRefused } from './laws-sweeps.ts'

const ports = ['outputs', 'blobs', 'janitor']
const claims = { outputs: ['listing', 'ages'], blobs: ['listing', 'ages'] }
const law = {
  suite: 'orphan-cleanup',
  level: 'must',
  since: '0.1.0',
  needs: { ports, claims, clock: 'turned' },
  refusal: sweepRefused,
} as const

const leavesNoOrphans: Law = {
  id: 'janitor/leaves-no-orphans',
  says: 'whatever two writers and a collector do, and wherever one of them is cut off, no row ever dangles, and a last sweep leaves no blob without a row and nothing unfinished',
  ...law,
  from: 'T1',
  to: 'T4',
  source: ['cache:101', 'cache:102', 'cache:G8', 'durability:Q11', 'durability:Q12'],
  mutants: [
    'janitor~sweeps-by-rows-only',
    'janitor~sweeps-by-age-only',
    'janitor~clears-its-own-rows',
    'janitor~deletes-blobs-first',
  ],
  marks: ['stored', 'copied', 'overwritten', 'failed', 'deleted', 'cleared', 'pruned'],
  faultMarks: ['in-flight', 'swept'],
  check: (lab) =>
    lab.hunt({
      scripts: lab.tier === 'T1' ? led({ ...janitorCommands, scripts: histories }) : histories,
      judge: nothingIsLeft,
      faults: ['kill', 'drop'],
      everyPoint: true,
      enough: 12,
    }),
}

const reapsUnfinished: Law = {
  id: 'janitor/reaps-unfinished-writes',
  says: 'what a write has left that was cut off in the middle of its bytes goes with a sweep, once it is old',
  ...law,
  needs: { ports, claims: { ...claims, blobs: ['listing', 'ages', 'streaming'] }, clock: 'turned' },
  from: 'T3',
  to: 'T3',
  source: ['cache:G12'],
  mutants: ['janitor~reaps-nothing'],
  // Of a place that nobody counts, a sweep which takes nothing says nothing: there may have been nothing to take.
  marks: ['in-flight', unfinishedSeen],
  check: (lab) => lab.hunt({ scripts: histories, judge: nothingIsLeft, faults: ['kill', 'drop'], enough: 8 }),
}

const sparesTheNew: Law = {
  id: 'janitor/sweep-spares-the-new',
  says: 'a sweep that meets blobs whose row is not written yet leaves them, so that the row does not dangle',
  ...law,
  needs: { ports, claims, sharing: 'thread', clock: 'turned' },
  from: 'T2',
  to: 'T2',
  source: ['cache:G11', 'durability:Q12'],
  mutants: ['janitor~has-no-grace'],
  marks: ['sweep', 'stored'],
  check: (lab) => lab.hunt({ scripts: sweptMeanwhile, judge: noRowDangles, enough: 24 }),
}

const loserSparesWinner: Law = {
  id: 'janitor/loser-spares-winner',
  says: 'of writers of one row the last one keeps its blobs, whatever the others clean up',
  ...law,
  needs: { ports, claims, sharing: 'thread', clock: 'turned' },
  from: 'T2',
  to: 'T2',
  source: ['cache:95', 'cache:G10'],
  mutants: ['janitor~cleans-up-by-key', 'janitor~releases-what-is-there'],
  marks: ['stored', 'failed', 'overwritten'],
  check: (lab) => lab.hunt({ scripts: contested, judge: noRowDangles, enough: 24 }),
}

const failedPutLeavesNothing: Law = {
  id: 'janitor/failed-put-leaves-nothing',
  says: 'a put whose source fails, is aborted, or whose row is refused leaves no blob, and the row stays as it was',
  ...law,
  from: 'T1',
  to: 'T1',
  source: ['cache:99'],
  mutants: ['janitor~keeps-blobs-of-failed-puts'],
  marks: ['failed-by-source', 'failed-by-abort', 'failed-by-value'],
  check: (lab) =>
    lab.hunt({
      scripts: lettingGo({ calls: ['put'], fails: ['source', 'abort', 'value'] }),
      judge: lettingGoLeavesNothing,
      faults: [],
      enough: 24,
    }),
}

const overwriteLetsGo: Law = {
  id: 'janitor/overwrite-lets-go',
  says: 'a row that is written over lets go of its blobs at once',
  ...law,
  from: 'T1',
  to: 'T1',
  source: ['cache:G9', 'durability:Q12'],
  mutants: ['janitor~never-reclaims'],
  marks: ['overwritten'],
  check: (lab) =>
    lab.hunt({ scripts: lettingGo({ calls: ['put'] }), judge: lettingGoLeavesNothing, faults: [], enough: 24 }),
}

const removalTakesBlobs: Law = {
  id: 'janitor/removal-takes-blobs',
  says: 'a deletion, a clearing and a pruning take the blobs of the rows that they remove, and leave those of all others',
  ...law,
  from: 'T1',
  to: 'T1',
  source: ['cache:98', 'durability:P15', 'durability:Q12'],
  mutants: ['janitor~deletes-rows-only', 'janitor~clears-rows-only', 'janitor~prunes-rows-only'],
  marks: ['deleted', 'cleared', 'pruned', 'rows-left'],
  check: (lab) => lab.hunt({ scripts: removals, judge: lettingGoLeavesNothing, faults: [], enough: 40 }),
}

const clearIsExact: Law = {
  id: 'janitor/clear-is-exact',
  says: 'clearing a run takes its blobs and those of no other scope, however alike their names are',
  ...law,
  from: 'T1',
  to: 'T1',
  source: ['cache:G4', 'cache:108'],
  mutants: ['janitor~clears-blobs-by-prefix', 'janitor~clears-blobs-of-the-tenant'],
  marks: ['cleared', 'rows-left'],
  check: (lab) => lab.hunt({ scripts: alikeClears, judge: lettingGoLeavesNothing, faults: [], enough: 40 }),
}

const copiesAreItsOwn: Law = {
  id: 'janitor/copies-are-its-own',
  says: 'a row with a ref that another row has keeps its bytes when that row goes',
  ...law,
  from: 'T1',
  to: 'T1',
  source: ['durability:Q12'],
  mutants: ['janitor~shares-blobs'],
  marks: ['copied', 'deleted', 'rows-left'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ scopes: [run], calls: ['put', 'put', 'delete', 'look'], copies: true }),
      judge: noRowDangles,
      faults: [],
      enough: 40,
    }),
}

/** The one law first, and then each promise of it. */
export const janitorLaws: readonly Law[] = [
  leavesNoOrphans,
  reapsUnfinished,
  sparesTheNew,
  loserSparesWinner,
  failedPutLeavesNothing,
  overwriteLetsGo,
  removalTakesBlobs,
  clearIsExact,
  copiesAreItsOwn,
  ...exampleLaws,
  ...sweepLaws,
]
