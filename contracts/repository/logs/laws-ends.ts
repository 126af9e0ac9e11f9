/** The laws of logs that speak of their end: sealed, dropped, and pruned by age. */
import { allDue } from '../../examples.ts'
import type { Lab } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import { anyTurn, focused, prunings } from './commands.ts'
import { pruningsAreCounted } from './judges.ts'
import { beside, log } from './logs.ts'

const law = { suite: 'basics', level: 'must', from: 'T1', needs: { ports: ['logs'] }, since: '0.1.0' } as const
const aged = {
  ...law,
  needs: { ports: ['logs'], claims: { logs: ['ages'] }, clock: 'turned' },
  refusal: agesRefused,
} as const

/** Where no ages are claimed, logs show none, pruning is refused with UNSUPPORTED, and nothing goes. */
export function agesRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => {
    const sealed = await session.call('seal', log)
    if (sealed.status !== 'ok' || Object.hasOwn(sealed.value as object, 'touchedAtMs'))
      return { expected: 'sealed, without touchedAtMs: no ages are claimed', observed: showAtLength(sealed) }
    return allDue(session, [
      ['StoreError UNSUPPORTED', 'prune', { olderThanMs: 0 }],
      ['there', 'tail', log],
    ])
  })
}

const sealAbsorbs: Law = {
  id: 'logs/seal-absorbs',
  says: 'a log that is sealed takes no entry more from anybody; sealing makes a log that is not there, and is harmless twice',
  ...law,
  to: 'T3',
  source: ['logs/port.ts: seal'],
  mutants: ['logs~seal-of-session', 'logs~seal-makes-none', 'logs~sealed-is-gap'],
  marks: ['sealed', 'appended', 'there'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['append', 'tail', 'seal'], by: anyTurn }, [log]),
      faults: [],
    }),
}

const dropIsExact: Law = {
  id: 'logs/drop-is-exact',
  says: 'a drop removes its own log with every entry and no other, says whether there was one, and can be repeated',
  ...law,
  to: 'T3',
  source: ['durability:S6'],
  mutants: ['logs~drop-takes-scope', 'logs~drop-twice-throws', 'logs~drop-keeps-entries', 'logs~drop-keeps-number'],
  marks: ['dropped', 'nothing-dropped', 'there'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'tail', 'drop'] }, [log, beside]), faults: [] }),
}

const touchedAtIsTimeOfChange: Law = {
  id: 'logs/touched-at-is-time-of-change',
  says: 'a log shows the time of its last entry, or of its seal, by the clock of the store, whenever it is read',
  ...aged,
  to: 'T3',
  source: ['durability:T10'],
  mutants: ['logs~touched-by-client', 'logs~touched-is-read-time', 'logs~seal-touches-again'],
  marks: ['appended', 'sealed', 'there'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'tail', 'seal'] }, [log]), faults: [] }),
}

const pruneTakesSealed: Law = {
  id: 'logs/prune-takes-sealed-by-age',
  says: 'a pruning removes the logs of all scopes that are sealed and were touched last at least so long ago, whole, and keeps all others',
  ...aged,
  suite: 'orphan-cleanup',
  to: 'T3',
  source: ['durability:P15'],
  mutants: ['logs~prune-takes-open', 'logs~prune-excludes-end', 'logs~prune-in-one-scope', 'logs~prune-keeps-entries'],
  marks: ['pruned', 'spared', 'there'],
  check: (lab) => lab.hunt({ scripts: prunings, faults: [] }),
}

const pruneCounts: Law = {
  id: 'logs/prune-counts-logs',
  says: 'a pruning tells how many logs it removed, whatever the number of their entries',
  ...aged,
  suite: 'orphan-cleanup',
  to: 'T1',
  source: ['logs/port.ts: prune'],
  mutants: ['logs~prune-counts-one'],
  marks: ['pruned', 'spared'],
  check: (lab) => lab.hunt({ scripts: prunings, judge: pruningsAreCounted, faults: [] }),
}

/** From the ground up. */
export const endLaws: readonly Law[] = [
  sealAbsorbs,
  dropIsExact,
  touchedAtIsTimeOfChange,
  pruneTakesSealed,
  pruneCounts,
]
