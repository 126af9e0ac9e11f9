/** The laws of checkpoints that speak of runs: how they begin, go on, are superseded, end, and grow old. */
import type { Law } from '../../law.ts'
import type { Lab } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import { showAtLength } from '../../show.ts'
import { focused, purging, repins, successions, zombie } from './commands.ts'
import { epochsRise, purgeCountsRuns, supersededChangesNothing } from './judges.ts'
import { keyNamed } from './keys.ts'
import { pausedCall, pausedRun } from './generate.ts'

const since = '0.1.0'
const needs = { ports: ['checkpoints'] }
const dated = { ports: ['checkpoints'], claims: { checkpoints: ['ages'] }, clock: 'turned' } as const

/** Where runs are claimed to have no age, none is shown, a purge is refused with UNSUPPORTED, and the run goes on. */
export function agesRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => {
    const key = keyNamed('a')
    const begun = await session.call('begin', key, { pin: 'p' })
    const purged = await session.call('purge', { idleMs: 0 })
    const code = purged.status === 'fail' ? purged.error.code : purged.status
    if (code !== 'UNSUPPORTED')
      return { expected: 'StoreError UNSUPPORTED: no ages are claimed', observed: String(code) }
    for (const outcome of [begun, await session.call('inspect', key)]) {
      const shown = outcome.status === 'ok' ? (outcome.value as { pin?: string; touchedAtMs?: number } | null) : null
      if (shown?.pin !== 'p' || shown.touchedAtMs !== undefined)
        return { expected: 'the run, without touchedAtMs', observed: showAtLength(outcome) }
    }
    return undefined
  })
}

const beginGoesOn: Law = {
  id: 'checkpoints/begin-goes-on',
  says: 'an unfinished run goes on with its pin and its items when it is begun again, and is told to be resumed',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:S2', 'durability:T2'],
  mutants: ['checkpoints~begin-replaces-row', 'checkpoints~pin-moves', 'checkpoints~resumed-untold'],
  marks: ['resumed-with-items'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['begin', 'append', 'fail'] }), faults: [] }),
}

const epochsRiseLaw: Law = {
  id: 'checkpoints/epochs-rise',
  says: 'the epochs of a key rise for ever: through every begin and finish, reopening, kills and steps of the clock',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  needs,
  source: ['durability:T21'],
  mutants: [
    'checkpoints~epoch-restarts',
    'checkpoints~epoch-from-clock',
    'checkpoints~both-live',
    'checkpoints~epoch-read-then-written',
  ],
  marks: ['resumed', 'reopened'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['begin', 'finish', 'inspect'] }), judge: epochsRise }),
}

const supersededLaw: Law = {
  id: 'checkpoints/superseded-changes-nothing',
  says: 'whatever a run asks for that was superseded or finished is answered with superseded and leaves no trace',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs,
  source: ['durability:D22', 'durability:T1', 'durability:T4'],
  mutants: [
    'checkpoints~zombie-recreates',
    'checkpoints~epoch-unchecked',
    'checkpoints~finish-by-anyone',
    'checkpoints~finish-then-checks',
  ],
  marks: ['superseded'],
  since,
  check: (lab) => lab.hunt({ scripts: zombie, judge: supersededChangesNothing }),
}

const zombieChangesNothing: Law = {
  id: 'checkpoints/zombie-changes-nothing',
  says: 'a run that was paused and superseded changes nothing when it goes on, whatever it tries',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs,
  source: ['durability:D22', 'Kleppmann 2016, How to do distributed locking'],
  mutants: [
    'checkpoints~append-checks-then-adds',
    'checkpoints~fail-checks-then-raises',
    'checkpoints~replace-checks-then-writes',
    'checkpoints~row-unlocked',
  ],
  marks: ['superseded'],
  since,
  check: (lab) => lab.hunt({ scripts: pausedRun, struck: pausedCall, faults: ['park', 'stop', 'kill'] }),
}

const pinBeforeItems: Law = {
  id: 'checkpoints/pin-before-items',
  says: 'a pin is written when its begin is answered, before any item of the run, so that whoever begins after a crash goes on with it',
  suite: 'crash-resume',
  level: 'must',
  from: 'T3',
  to: 'T4',
  needs,
  source: ['durability:F4'],
  mutants: ['checkpoints~pin-with-first-items'],
  marks: ['resumed', 'begun'],
  since,
  check: (lab) =>
    lab.hunt({ scripts: focused({ calls: ['begin', 'append', 'inspect'] }), faults: ['kill', 'drop'], enough: 24 }),
}

const repinEmpties: Law = {
  id: 'checkpoints/repin-empties',
  says: 'a pin that is discarded takes its items with it in the same step, and a pin that is not the run\u2019s is not discarded',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs,
  source: ['durability:F6', 'durability:F8'],
  mutants: ['checkpoints~repin-keeps-items', 'checkpoints~torn-repin', 'checkpoints~discards-any-pin'],
  marks: ['repinned', 'resumed-with-items'],
  since,
  check: (lab) => lab.hunt({ scripts: repins }),
}

const finishLeavesNothing: Law = {
  id: 'checkpoints/finish-leaves-nothing',
  says: 'after a finish neither pin nor item is left, so that the next run resumes nothing; finishing again changes nothing',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:D11', 'durability:F10'],
  mutants: ['checkpoints~finish-orphans-items', 'checkpoints~finish-missing-throws', 'checkpoints~empty-run-stays'],
  marks: ['finished', 'reopened'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['begin', 'append', 'finish', 'inspect'] }), faults: [] }),
}

const anchorCompares: Law = {
  id: 'checkpoints/anchor-moves-by-compare-and-set',
  says: 'an anchor moves only from where the caller believes it to be; else nothing changes, and the caller is told where it is',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs,
  source: ['checkpoints/port.ts: finish'],
  mutants: ['checkpoints~anchor-unchecked', 'checkpoints~moved-ends-run'],
  marks: ['anchored', 'moved'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['begin', 'append', 'finish', 'inspect'] }) }),
}

const anchorAndSet: Law = {
  id: 'checkpoints/anchor-and-set-together',
  says: 'the anchor moves in the very step that ends the run and empties its set',
  suite: 'crash-resume',
  level: 'must',
  from: 'T3',
  needs,
  source: ['durability:F7'],
  mutants: ['checkpoints~anchor-then-clear', 'checkpoints~clear-then-anchor', 'checkpoints~anchor-leaves-set'],
  marks: ['anchored'],
  faultMarks: ['in-flight'],
  since,
  check: (lab) => lab.hunt({ scripts: successions, faults: ['kill', 'drop'] }),
}

const touchedWithItems: Law = {
  id: 'checkpoints/touched-with-its-items',
  says: 'a run is touched in the very step that adds to its set, by the clock of the store',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs: dated,
  source: ['durability:D4'],
  mutants: ['checkpoints~touched-at-begin', 'checkpoints~touch-in-second-step'],
  marks: ['appended', 'known-item', 'failed', 'replaced'],
  since,
  refusal: agesRefused,
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['append', 'fail', 'replace', 'begin', 'inspect'] }),
      faults: ['kill', 'drop'],
    }),
}

const purgeByLastTouch: Law = {
  id: 'checkpoints/purge-by-last-touch',
  says: 'a purge ends the runs that were left alone for so long, with their items, and leaves anchors, streaks and epochs',
  suite: 'orphan-cleanup',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs: dated,
  source: ['durability:D13'],
  mutants: [
    'checkpoints~purge-by-creation',
    'checkpoints~purge-keeps-items',
    'checkpoints~purge-removes-anchors',
    'checkpoints~purge-excludes-end',
  ],
  marks: ['purged', 'nothing-idle'],
  since,
  refusal: agesRefused,
  check: (lab) => lab.hunt({ scripts: purging }),
}

const purgeCounts: Law = {
  id: 'checkpoints/purge-counts-runs',
  says: 'a purge answers how many runs it ended, whatever the number of their items',
  suite: 'orphan-cleanup',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: dated,
  source: ['durability:D13'],
  mutants: ['checkpoints~purge-counts-items'],
  marks: ['purged', 'nothing-idle'],
  since,
  refusal: agesRefused,
  check: (lab) => lab.hunt({ scripts: purging, judge: purgeCountsRuns, faults: [] }),
}

/** Runs, from their beginning to their end. */
export const runLaws: readonly Law[] = [
  beginGoesOn,
  epochsRiseLaw,
  supersededLaw,
  zombieChangesNothing,
  pinBeforeItems,
  repinEmpties,
  finishLeavesNothing,
  anchorCompares,
  anchorAndSet,
  touchedWithItems,
  purgeByLastTouch,
  purgeCounts,
]
