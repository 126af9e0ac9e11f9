/** The laws of checkpoints that speak of items and keys: what the set is, and what may fail in it. */
import { costsStayLevel } from '../../costs.ts'
import { due } from '../../examples.ts'
import { inTurns } from '../../generate.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { failures, focused, lookAlikes, together } from './commands.ts'
import { largeAppends } from './generate.ts'
import { progressIsASet } from './judges.ts'
import { hostileItems } from './keys.ts'

const since = '0.1.0'
const needs = { ports: ['checkpoints'] }

const itemsRoundTrip: Law = {
  id: 'checkpoints/items-round-trip',
  says: 'every item reads the same in every session, whatever its characters, and no two of them are one',
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:D23', 'durability:S4'],
  mutants: [
    'checkpoints~trims',
    'checkpoints~composes',
    'checkpoints~nul-ends',
    'checkpoints~sentinel',
    'checkpoints~drops-falsy',
  ],
  marks: ['hostile-item'],
  since,
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['append', 'fail', 'replace', 'begin', 'inspect'], items: ['a', ...hostileItems] }),
      faults: [],
    }),
}

const keysAreApart: Law = {
  id: 'checkpoints/keys-are-apart',
  says: 'progress is that of an operation with its parameters: with other ones it is another, however little they differ',
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:D14', 'durability:D16', 'durability:S6', 'cache:G25'],
  mutants: [
    'checkpoints~operation-only',
    'checkpoints~shallow-keys',
    'checkpoints~short-hash',
    'checkpoints~finish-ends-all',
  ],
  marks: ['hostile-key'],
  since,
  check: (lab) => lab.hunt({ scripts: lookAlikes, faults: [] }),
}

const progressIsASetLaw: Law = {
  id: 'checkpoints/progress-is-a-set',
  says: 'what was acknowledged as done is in the set, each item once, however it came there and in whatever order',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs,
  source: ['durability:D5', 'durability:D17', 'durability:S1'],
  mutants: [
    'checkpoints~run-of-session',
    'checkpoints~appended-only',
    'checkpoints~multiset',
    'checkpoints~cursor',
    'checkpoints~insert-or-ignore',
  ],
  marks: ['appended', 'replaced', 'resumed-with-items'],
  since,
  check: (lab) =>
    lab.hunt({ scripts: focused({ calls: ['append', 'replace', 'begin', 'inspect'] }), judge: progressIsASet }),
}

const appendCountsNew: Law = {
  id: 'checkpoints/append-counts-new',
  says: 'an append adds one record for each item that is new, says how many, and adds none when it is made again',
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:D1'],
  mutants: ['checkpoints~counts-known', 'checkpoints~rewrites-set'],
  marks: ['appended', 'known-item'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'inspect'] }), faults: [] }),
}

const appendsCostWhatIsNew: Law = {
  id: 'checkpoints/appends-cost-what-is-new',
  says: 'an append writes in proportion to the items that are new, whatever is in the set already',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ...needs, writes: 'counted' },
  source: ['durability:D2'],
  mutants: ['checkpoints~rewrites-set-each-time'],
  since,
  check: (lab) =>
    onOneSession(lab, (session, place) =>
      costsStayLevel(place, async (round) => {
        const key = { operation: `round ${round}`, parameters: {} }
        const begun = await session.call('begin', key, { pin: 'p' })
        const { epoch } = (begun.status === 'ok' ? begun.value : {}) as { readonly epoch?: number }
        return (index) => due(session, 'appended', 'append', key, epoch, itemsOf(index))
      }),
    ),
}

/** Some forty items of a hundred characters. */
function itemsOf(index: number): readonly string[] {
  return Array.from({ length: 40 }, (_, at) => `${index} ${at} `.padEnd(100, 'x'))
}

const appendIsWhole: Law = {
  id: 'checkpoints/append-is-whole',
  says: 'of an append all items are there or none, and it is acknowledged only when all are',
  suite: 'crash-resume',
  level: 'must',
  from: 'T3',
  to: 'T4',
  needs,
  source: ['durability:D20'],
  mutants: ['checkpoints~half-batch', 'checkpoints~half-acknowledged', 'checkpoints~batches-of-100'],
  marks: ['appended'],
  faultMarks: ['in-flight'],
  since,
  check: (lab) =>
    lab.hunt({ scripts: inTurns(focused({ calls: ['append'] }), largeAppends), faults: ['kill', 'drop'] }),
}

const replaceIsExact: Law = {
  id: 'checkpoints/replace-is-exact',
  says: 'after a replace the set is exactly the items that were given, whatever was in it and however that came there',
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:D8', 'durability:D9', 'durability:D10'],
  mutants: ['checkpoints~double-encoded', 'checkpoints~appended-stay', 'checkpoints~replace-adds'],
  marks: ['appended', 'replaced'],
  since,
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['append', 'replace', 'begin', 'inspect'], items: ['x', 'y', 'list'] }),
      faults: [],
    }),
}

const storeKeepsItsOwn: Law = {
  id: 'checkpoints/store-keeps-its-own',
  says: 'neither the list that was given nor the set that was shown edits the store when its owner changes it',
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs,
  source: ['cache:D18'],
  mutants: ['checkpoints~keeps-live-items', 'checkpoints~hands-out-live-set'],
  marks: ['appended', 'resumed-with-items'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'begin', 'inspect'] }), enough: 100 }),
}

const concurrentAppends: Law = {
  id: 'checkpoints/concurrent-appends-all-stay',
  says: 'of items that several sessions add at once none is lost',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T2',
  to: 'T4',
  needs: { ...needs, sharing: 'thread' },
  source: ['durability:D21'],
  mutants: ['checkpoints~read-modify-write'],
  marks: ['appended'],
  since,
  check: (lab) => lab.hunt({ scripts: together('append'), judge: progressIsASet }),
}

const failedIsNotDone: Law = {
  id: 'checkpoints/failed-is-not-done',
  says: 'an item that failed is not in the set unless it was done, and the next run meets it again',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:D19'],
  mutants: ['checkpoints~marks-in-finally'],
  marks: ['failed', 'resumed'],
  since,
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['fail', 'append', 'begin', 'inspect'] }),
      judge: progressIsASet,
      faults: [],
    }),
}

const streakCountsRuns: Law = {
  id: 'checkpoints/streak-counts-runs',
  says: 'a streak counts the runs in which an item failed: once for each, however often the call is made; success ends it',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:B11', 'durability:F16'],
  mutants: [
    'checkpoints~streak-counts-calls',
    'checkpoints~success-keeps-streak',
    'checkpoints~finish-ends-streaks',
    'checkpoints~streak-of-item-only',
  ],
  marks: ['failed', 'failed-again', 'finished'],
  since,
  check: (lab) =>
    lab.hunt({
      scripts: failures,
      faults: [],
    }),
}

const concurrentFailures: Law = {
  id: 'checkpoints/concurrent-failures-all-stay',
  says: 'of failures that several sessions note at once none is lost',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T2',
  to: 'T4',
  needs: { ...needs, sharing: 'thread' },
  source: ['durability:F16'],
  mutants: ['checkpoints~ledger-rewrite'],
  marks: ['failed'],
  since,
  check: (lab) => lab.hunt({ scripts: together('fail') }),
}

/** Items, keys and failures, from the ground up. */
export const progressLaws: readonly Law[] = [
  itemsRoundTrip,
  keysAreApart,
  appendCountsNew,
  progressIsASetLaw,
  replaceIsExact,
  appendsCostWhatIsNew,
  appendIsWhole,
  storeKeepsItsOwn,
  concurrentAppends,
  failedIsNotDone,
  streakCountsRuns,
  concurrentFailures,
]
