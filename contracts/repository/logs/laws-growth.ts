/** The laws of logs that speak of entries: in which turn they come, who reads them, and what the limit takes. */
import { costsStayLevel } from '../../costs.ts'
import { due } from '../../examples.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { alike, anyTurn, empties, focused, limited } from './commands.ts'
import { beside, log } from './logs.ts'

const law = { suite: 'basics', level: 'must', from: 'T1', needs: { ports: ['logs'] }, since: '0.1.0' } as const

const entriesInTurn: Law = {
  id: 'logs/entries-come-in-turn',
  says: 'an entry is taken once and in its turn: one that was there changes nothing, and one that comes too early is refused',
  ...law,
  to: 'T3',
  source: ['logs/port.ts: append'],
  mutants: ['logs~appends-again', 'logs~takes-gaps', 'logs~gap-is-known'],
  marks: ['appended', 'known', 'gap'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'tail'], by: anyTurn }, [log]), faults: [] }),
}

const readByEverySession: Law = {
  id: 'logs/read-by-every-session',
  says: 'an entry that was acknowledged is read by every session from then on, those that are opened later too',
  ...law,
  suite: 'crash-resume',
  to: 'T3',
  source: ['durability:Q1'],
  mutants: ['logs~held-by-session', 'logs~tail-of-session'],
  marks: ['read-by-another'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'tail'] }, [log]), faults: [] }),
}

const emptyWritesNothing: Law = {
  id: 'logs/empty-writes-nothing',
  says: 'an entry without bytes writes nothing: it makes no log, takes no number and touches nothing',
  ...law,
  to: 'T1',
  source: ['durability:Q18'],
  mutants: ['logs~empty-makes-log', 'logs~empty-takes-number'],
  marks: ['empty', 'absent', 'there'],
  check: (lab) => lab.hunt({ scripts: empties }),
}

const limitTakesOldest: Law = {
  id: 'logs/limit-takes-oldest',
  says: 'what goes beyond the limit takes the oldest entries whole, which are counted for ever; the newest always stays',
  ...law,
  to: 'T3',
  source: ['durability:Q16'],
  mutants: ['logs~limit-refuses-newest', 'logs~limit-untold', 'logs~limit-cuts-entries', 'logs~limit-told-once'],
  marks: ['trimmed', 'limited'],
  check: (lab) => lab.hunt({ scripts: focused(limited, [log]), faults: [] }),
}

const limitIsOfTheLog: Law = {
  id: 'logs/limit-is-of-the-log',
  says: 'the limit of an append wins over the usual one, may be reached exactly, and is shared with no other log',
  ...law,
  to: 'T1',
  source: ['durability:Q19'],
  mutants: ['logs~usual-limit-only', 'logs~limit-excludes-end', 'logs~limit-of-all-logs'],
  marks: ['trimmed', 'limited', 'there'],
  check: (lab) => lab.hunt({ scripts: focused(limited, [log, beside]) }),
}

const namesAreExact: Law = {
  id: 'logs/names-are-exact',
  says: 'two names are one log if and only if they are equal, whatever their bytes',
  ...law,
  to: 'T1',
  source: ['durability:M8', 'durability:S6'],
  mutants: ['logs~nul-ends-name', 'logs~name-is-path', 'logs~trims-name', 'logs~one-log-a-scope'],
  marks: ['there', 'appended'],
  check: (lab) => lab.hunt({ scripts: alike({ calls: ['append', 'tail', 'drop'] }, 'names') }),
}

const scopesAreExact: Law = {
  id: 'logs/scopes-are-exact',
  says: 'tenant, run and log are told apart however they are cut: no two scopes share a log',
  ...law,
  to: 'T1',
  source: ['cache:G3'],
  mutants: ['logs~joined-scope', 'logs~folds-case', 'logs~no-tenant-axis'],
  marks: ['there', 'appended'],
  check: (lab) => lab.hunt({ scripts: alike({ calls: ['append', 'tail', 'drop'] }, 'scopes') }),
}

/** The bytes of an entry, 8 KiB. */
const latin1 = 'x'.repeat(8_192)

const appendsCostWhatIsNew: Law = {
  id: 'logs/appends-cost-what-is-new',
  says: 'an append writes in proportion to what is new, whatever lies there already',
  ...law,
  from: 'T0',
  to: 'T0',
  needs: { ports: ['logs'], writes: 'counted' },
  source: ['durability:Q3'],
  mutants: ['logs~rewrites-log'],
  check: (lab) =>
    onOneSession(lab, (session, place) =>
      costsStayLevel(place, (round) => (index) => {
        const entry = { scope: log.scope, log: `log ${round}`, seq: index + 1, parts: [{ stream: 'out', latin1 }] }
        return due(session, 'appended', 'append', entry)
      }),
    ),
}

/** From the ground up. */
export const growthLaws: readonly Law[] = [
  entriesInTurn,
  namesAreExact,
  scopesAreExact,
  readByEverySession,
  emptyWritesNothing,
  limitTakesOldest,
  limitIsOfTheLog,
  appendsCostWhatIsNew,
]
