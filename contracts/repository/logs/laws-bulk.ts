/** The laws of logs that speak of many: one call comes to all of them. */
import type { Due } from '../../examples.ts'
import { allDue } from '../../examples.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { agesRefused } from './laws-ends.ts'
import { log } from './logs.ts'
import type { OnLog } from './scenes.ts'

/** More logs than stores remove in one batch, of which 25 and 100 are usual ones. */
const many = 250

/** Every second one is of another scope. */
const logs: readonly OnLog[] = Array.from({ length: many }, (_, at) => ({
  scope: at % 2 === 0 ? log.scope : { tenant: 'u' },
  log: `log ${at}`,
}))

/** Some of them, the hundred-and-first and the last among them, with an entry each. */
const some: readonly OnLog[] = logs.filter((_, at) => at === 100 || at === many - 1 || at % 50 === 0)

function filled(on: OnLog): Due {
  return ['appended', 'append', { ...on, seq: 1, parts: [{ stream: 'out', latin1: 'a\n' }] }]
}

function sealed(on: OnLog): Due {
  return ['sealed', 'seal', on]
}

/** So long ago the logs were sealed that are old, ms. */
const ageMs = 60_000

const open: OnLog = { ...log, log: 'open' }
const young: OnLog = { ...log, log: 'young' }

const pruneGoesThroughAll: Law = {
  id: 'logs/prune-goes-through-all',
  says: 'one pruning removes every sealed log that is old enough, however many there are, counts them all, and keeps the others',
  suite: 'orphan-cleanup',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['logs'], claims: { logs: ['ages'] }, clock: 'turned' },
  source: ['durability:P15'],
  mutants: ['logs~prunes-one-page'],
  since: '0.1.0',
  refusal: agesRefused,
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const old = await allDue(session, [...some.map(filled), ...logs.map(sealed), filled(open)])
      if (old) return old
      await place.turn(ageMs)
      return allDue(session, [
        filled(young),
        sealed(young),
        [`{"logs":${many}}`, 'prune', { olderThanMs: ageMs }],
        ['{"logs":0}', 'prune', { olderThanMs: ageMs }],
        ...some.map((on): Due => ['absent', 'tail', on]),
        ['there', 'tail', open],
        ['there', 'tail', young],
      ])
    }),
}

export const bulkLaws: readonly Law[] = [pruneGoesThroughAll]
