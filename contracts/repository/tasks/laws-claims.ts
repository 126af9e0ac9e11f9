/** The laws of tasks that speak of claims: who gets which task, and what a claim is good for. */
import type { Lab } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { due } from '../../examples.ts'
import { onOneSession } from '../../lab.ts'
import { focused, generations, lapses, pausedCall, pausedOwner, queues, zombie } from './commands.ts'
import { retried } from './generate.ts'
import { scrambles } from './graphs/generate.ts'
import { oneWorkerEach, tokensRise } from './judges.ts'
import { claimsMany, manyIds } from './laws-bulk.ts'

const since = '0.1.0'
const needs = { ports: ['tasks'] }
const timed = { ports: ['tasks'], clock: 'turned' } as const

const foremostFirst: Law = {
  id: 'tasks/foremost-first',
  says: 'a claim takes the task that is due and goes first: by priority, then by the time at which it was due, then by id; of the kinds that are asked for, and none where no kind is',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:L1', 'durability:S5'],
  mutants: ['tasks~age-before-priority', 'tasks~ties-by-chance', 'tasks~no-kind-is-any', 'tasks~kinds-ignored'],
  marks: ['claimed', 'none'],
  since,
  check: (lab) => lab.hunt({ scripts: queues, faults: [], enough: 200 }),
}

const delayIsKept: Law = {
  id: 'tasks/delay-is-kept',
  says: 'a task is not claimed before the time that was asked for, at submission or for a retry, and looks not ended meanwhile',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['cache:D1', 'cache:D2'],
  mutants: ['tasks~delay-dropped', 'tasks~retry-at-once', 'tasks~retry-looks-ended'],
  marks: ['claimed', 'none', 'retried'],
  since,
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['insert', 'claim', 'end', 'get'], first: retried }),
      faults: [],
      enough: 200,
    }),
}

const oneWorker: Law = {
  id: 'tasks/one-worker-each',
  says: 'however many claim at once, no task is given to two',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T2',
  to: 'T4',
  needs: { ports: ['tasks'], sharing: 'thread' },
  source: ['durability:L1'],
  mutants: ['tasks~select-then-update'],
  marks: ['claimed', 'none'],
  since,
  check: (lab) => lab.hunt({ scripts: scrambles, race: true, judge: oneWorkerEach, enough: 300 }),
}

const claimedAgain: Law = {
  id: 'tasks/claim-is-asked-for-again',
  says: 'a claim that is made again by its own id gives the task that it has, so that a lost reply leaves no task idle',
  suite: 'coordination',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:T20', 'durability:B11'],
  mutants: ['tasks~claim-id-unknown', 'tasks~claim-id-not-kept'],
  marks: ['claimed-again'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['claim', 'claim', 'end'] }), faults: ['drop'], enough: 150 }),
}

const staleClaim: Law = {
  id: 'tasks/stale-claim-changes-nothing',
  says: 'whose task was taken back, or is over, changes nothing about it by the old token: no end, no result, no progress, no lease',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:L2', 'cache:D6', 'cache:D12'],
  mutants: ['tasks~ends-by-id', 'tasks~renews-by-id', 'tasks~late-result-replaces', 'tasks~late-progress-overwrites'],
  marks: ['stalled', 'superseded', 'lost'],
  since,
  check: (lab) => lab.hunt({ scripts: zombie, faults: [], enough: 150 }),
}

const zombieChangesNothing: Law = {
  id: 'tasks/zombie-changes-nothing',
  says: 'an owner that was stopped while its task went to another changes nothing about it when it goes on',
  suite: 'leases',
  level: 'must',
  from: 'T2',
  to: 'T4',
  needs: { ...timed, sharing: 'thread' },
  source: ['durability:L2', 'Kleppmann 2016, How to do distributed locking'],
  mutants: ['tasks~end-checks-then-acts', 'tasks~renewal-checks-then-acts'],
  marks: ['stalled'],
  since,
  check: (lab) => lab.hunt({ scripts: pausedOwner, struck: pausedCall, faults: ['park', 'stop', 'kill'], enough: 100 }),
}

const lapsedStillServes: Law = {
  id: 'tasks/lapsed-claim-still-serves',
  says: 'a lease that ran out and was not taken back still renews and ends its task: the token decides, and not the clock',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:L3'],
  mutants: ['tasks~lapsed-is-lost', 'tasks~lapsed-ends-nothing'],
  marks: ['held', 'completed'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['heartbeat', 'end', 'get'] }), faults: [], enough: 200 }),
}

const stallsAreCounted: Law = {
  id: 'tasks/stalls-are-counted',
  says: 'a claim whose lease ended a grace ago goes back, due at once, with one more stall and no attempt, and fails once it stalled more often than it may',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:L4', 'tasks/task.ts: TaskSummary'],
  mutants: [
    'tasks~no-grace',
    'tasks~grace-excludes-end',
    'tasks~stalls-off-by-one',
    'tasks~stall-burns-attempt',
    'tasks~stall-keeps-due',
    'tasks~reap-never-runs',
  ],
  marks: ['stalled', 'stalls-out'],
  since,
  check: (lab) => lab.hunt({ scripts: lapses, faults: [], enough: 200 }),
}

const timeoutOrStall: Law = {
  id: 'tasks/timeout-or-stall',
  says: 'a task that ran too long fails where its claim is held, and is stalled where the claim lapsed; never both',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:L5'],
  mutants: ['tasks~timeout-ignores-lease', 'tasks~timeout-unchecked'],
  marks: ['stalled', 'timed-out'],
  since,
  check: (lab) => lab.hunt({ scripts: lapses, faults: [], enough: 200 }),
}

const clockStartsAnew: Law = {
  id: 'tasks/clock-of-a-claim-starts-anew',
  says: 'on every way back to the queue the clock of a claim stops, and the next claim has all of the time limit',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:L6'],
  mutants: ['tasks~clock-runs-on', 'tasks~start-stays-on-row'],
  marks: ['stalled', 'timed-out'],
  since,
  check: (lab) => lab.hunt({ scripts: lapses, faults: [], enough: 200 }),
}

const reapsAll: Law = {
  id: 'tasks/reap-goes-through-all',
  says: 'a reap takes back every claim that lapsed, however many there are',
  suite: 'leases',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: timed,
  source: ['cache:D8'],
  mutants: ['tasks~reaps-one-page'],
  since,
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const surprise = await claimsMany(session)
      if (surprise) return surprise
      await place.turn(30_000)
      return due(session, `{"stalled":${manyIds.length},"failed":0,"timedOut":0}`, 'reap', { graceMs: 0 })
    }),
}

const tokensRiseLaw: Law = {
  id: 'tasks/tokens-rise',
  says: 'the tokens of an id rise for ever: through retry, stall, revival, removal and new submission, and through reopening',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs: timed,
  source: ['durability:T21', 'cache:D16'],
  mutants: ['tasks~token-from-clock', 'tasks~token-restarts-with-session', 'tasks~token-restarts-with-row'],
  marks: ['claimed', 'retried', 'revived', 'pruned'],
  since,
  check: (lab: Lab) => lab.hunt({ scripts: generations, judge: tokensRise, enough: 150 }),
}

/** Claims, from who gets a task to who may not keep it. */
export const claimLaws: readonly Law[] = [
  foremostFirst,
  delayIsKept,
  oneWorker,
  claimedAgain,
  staleClaim,
  zombieChangesNothing,
  lapsedStillServes,
  stallsAreCounted,
  timeoutOrStall,
  clockStartsAnew,
  reapsAll,
  tokensRiseLaw,
]
