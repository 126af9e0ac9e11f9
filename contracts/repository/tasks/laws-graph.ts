/** The laws of tasks that speak of states, of tasks that wait for each other, and of what is told of them. */
import type { Lab } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { isNo } from '../../claims.ts'
import { due } from '../../examples.ts'
import { onOneSession } from '../../lab.ts'
import { ages, focused, generations } from './commands.ts'
import { races } from './generate.ts'
import { cycles, feeds, graphs, siblings, submissions } from './graphs/generate.ts'
import { feedSkipsNothing, unblockedOnce } from './judges.ts'
import { plain } from './laws-places.ts'

const since = '0.1.0'
const needs = { ports: ['tasks'] }
const graph = { ports: ['tasks'], claims: { tasks: ['dependencies'] } } as const
const fed = { ports: ['tasks'], claims: { tasks: ['events'] } } as const
const fedGraph = { ports: ['tasks'], claims: { tasks: ['dependencies', 'events'] } } as const

/** Where tasks are claimed to wait for no others, one that is to wait is refused with UNSUPPORTED, and is not there. */
function waitingRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => {
    return (
      (await due(session, 'inserted', 'insert', [plain('a')])) ??
      (await due(session, 'StoreError UNSUPPORTED', 'insert', [plain('b', { after: ['a'] })])) ??
      due(session, 'absent', 'get', 'b')
    )
  })
}

/** Where events are claimed not to be told, asking for them is refused with UNSUPPORTED. */
function eventsRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => due(session, 'StoreError UNSUPPORTED', 'events', { after: 0, limit: 1 }))
}

function eitherRefused(lab: Lab): Promise<void> {
  return isNo(lab.claims.ports.tasks?.dependencies) ? waitingRefused(lab) : eventsRefused(lab)
}

const comparesAndSets: Law = {
  id: 'tasks/moves-compare-and-set',
  says: 'a state changes along the edges of the graph only, and only from where the caller believes it to be; what is over stays so',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T2',
  needs,
  source: ['durability:S3', 'cache:D3'],
  mutants: ['tasks~cancel-flips-completed', 'tasks~late-start-reopens', 'tasks~merges-whole-row'],
  marks: ['completed', 'elsewhere', 'cancelled'],
  since,
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['end', 'end', 'cancel', 'cancel', 'claim', 'get'] }),
      race: true,
      enough: 200,
    }),
}

const bounceIsFree: Law = {
  id: 'tasks/bounce-is-free',
  says: 'a task that is put back through no fault of its own has no attempt charged, however often',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs,
  source: ['durability:L9'],
  mutants: ['tasks~bounce-charges'],
  marks: ['bounced', 'retried', 'attempts-out'],
  since,
  check: (lab) => lab.hunt({ scripts: generations, faults: [], enough: 150 }),
}

const reviveStartsOver: Law = {
  id: 'tasks/revive-starts-over',
  says: 'a task that is revived has no attempts, no stalls and no result, and its clocks start anew',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: { ...needs, clock: 'turned' },
  source: ['durability:L10'],
  mutants: ['tasks~revive-keeps-stalls', 'tasks~revive-keeps-attempts', 'tasks~revive-keeps-end'],
  marks: ['revived', 'stalls-out'],
  since,
  check: (lab) => lab.hunt({ scripts: generations, faults: [], enough: 150 }),
}

const oneOfAKey: Law = {
  id: 'tasks/one-task-of-a-key',
  says: 'however many submit with one idempotency key at once, there is one task, and all of them get it',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T2',
  to: 'T4',
  needs: { ports: ['tasks'], sharing: 'thread' },
  source: ['durability:L11'],
  mutants: ['tasks~looks-then-inserts'],
  marks: ['known'],
  since,
  check: (lab) => lab.hunt({ scripts: submissions, race: true, enough: 200 }),
}

const cyclesAreRefused: Law = {
  id: 'tasks/cycles-are-refused',
  says: 'tasks that would wait for themselves, along however long a path, or for what is nowhere, are refused, and nothing of them is left',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: graph,
  source: ['durability:S9'],
  mutants: ['tasks~waits-for-itself', 'tasks~long-cycle-passes', 'tasks~cycle-leaves-tasks', 'tasks~missing-is-done'],
  marks: ['cycle', 'missing', 'blocked'],
  since,
  refusal: waitingRefused,
  check: (lab) => lab.hunt({ scripts: cycles, faults: [], enough: 200 }),
}

const followsInTheStep: Law = {
  id: 'tasks/dependants-follow-in-the-step',
  says: 'however a task ends, what waits for it is let go or cancelled in the same step, so that no crash leaves it waiting for ever',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs: graph,
  source: ['durability:L7', 'durability:T17'],
  mutants: ['tasks~reaper-forgets-dependants', 'tasks~lets-go-in-second-step'],
  marks: ['completed', 'cancelled', 'cascaded', 'unblocked'],
  since,
  refusal: waitingRefused,
  check: (lab) => lab.hunt({ scripts: graphs, faults: ['kill', 'drop'], enough: 150 }),
}

const letGoOnce: Law = {
  id: 'tasks/siblings-let-go-once',
  says: 'a task that waits for two which end at the same moment is let go, and told to be so once',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T2',
  to: 'T3',
  needs: { ...fedGraph, sharing: 'thread' },
  source: ['durability:L8'],
  mutants: ['tasks~looks-at-siblings-first'],
  marks: ['completed', 'told'],
  since,
  refusal: eitherRefused,
  check: (lab) => lab.hunt({ scripts: siblings, race: true, judge: unblockedOnce, enough: 200 }),
}

const keepsWhatWaits: Law = {
  id: 'tasks/keeps-what-waits',
  says: 'to change a task leaves what waits for it where it is, waiting for what it waited for',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: graph,
  source: ['durability:S2'],
  mutants: ['tasks~renewal-replaces-row'],
  marks: ['held', 'blocked'],
  since,
  refusal: waitingRefused,
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['heartbeat', 'get', 'list', 'insert'] }),
      faults: [],
      enough: 150,
    }),
}

const feedSkips: Law = {
  id: 'tasks/feed-skips-nothing',
  says: 'whoever goes on from where a page of events ended sees every change once and in order, though others write meanwhile',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs: fed,
  source: ['tasks/port.ts: events'],
  mutants: ['tasks~told-in-second-step', 'tasks~feed-repeats', 'tasks~feed-by-hundreds'],
  marks: ['told'],
  since,
  refusal: eventsRefused,
  check: (lab) => lab.hunt({ scripts: feeds, race: true, judge: feedSkipsNothing, enough: 300 }),
}

const toldInTheStep: Law = {
  id: 'tasks/told-in-the-step',
  says: 'a change and the event that tells of it are one step: after a kill there are both, or neither',
  suite: 'crash-resume',
  level: 'must',
  from: 'T3',
  to: 'T4',
  needs: fed,
  source: ['durability:T17'],
  mutants: ['tasks~event-of-its-own'],
  marks: ['told'],
  faultMarks: ['in-flight'],
  since,
  refusal: eventsRefused,
  check: (lab) => lab.hunt({ scripts: races, faults: ['kill', 'drop'], enough: 150 }),
}

const prunesByAge: Law = {
  id: 'tasks/prune-by-age',
  says: 'a prune removes the tasks that ended so long ago, and the events of that age, and nothing else',
  suite: 'orphan-cleanup',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: { ...needs, clock: 'turned' },
  source: ['tasks/port.ts: prune'],
  mutants: ['tasks~prune-ignores-age', 'tasks~prune-never', 'tasks~prune-excludes-end'],
  marks: ['pruned', 'nothing-to-do'],
  since,
  check: (lab) => lab.hunt({ scripts: ages, faults: [], enough: 150 }),
}

/** States, and what follows from them. */
export const graphLaws: readonly Law[] = [
  comparesAndSets,
  bounceIsFree,
  reviveStartsOver,
  oneOfAKey,
  cyclesAreRefused,
  keepsWhatWaits,
  followsInTheStep,
  letGoOnce,
  feedSkips,
  toldInTheStep,
  prunesByAge,
]
