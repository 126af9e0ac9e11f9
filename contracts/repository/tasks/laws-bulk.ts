/** The laws of tasks that speak of many: one call comes to all of them. */
import { isNo } from '../../claims.ts'
import type { Due } from '../../examples.ts'
import { allDue, due, someOf } from '../../examples.ts'
import type { BenchSession, Lab, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import type { Value } from '../../values.ts'
import { claimOf, plain } from './laws-places.ts'
import type { TaskEventsPage } from './port.ts'

const law = {
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['tasks'], clock: 'turned' },
  since: '0.1.0',
} as const

/** More tasks than any batch of a store holds: 100 are what a call may do at once, and then it is to go on. */
const many = 250

/** In the order in which they are claimed. */
export const manyIds: readonly string[] = Array.from({ length: many }, (_, at) => `t${`${at}`.padStart(3, '0')}`)

/** Submits the tasks and claims each. */
export async function claimsMany(
  session: BenchSession,
  rest: { readonly [key: string]: Value } = {},
): Promise<Surprise | undefined> {
  const tasks = manyIds.map((id) => plain(id, rest))
  const surprise = await due(session, 'inserted', 'insert', tasks)
  if (surprise) return surprise
  for (const id of manyIds) {
    const token = await claimOf(session, id, id)
    if (typeof token !== 'number') return token
  }
  return undefined
}

/** Some of them, the hundred-and-first and the last among them. */
const some: readonly string[] = someOf(manyIds)

const timeoutMs = 10_000

const timeoutsGoThroughAll: Law = {
  ...law,
  id: 'tasks/timeouts-go-through-all',
  says: 'a reap fails every task whose claim ran for its time limit, however many there are, and leaves the others to their owners',
  suite: 'leases',
  source: ['cache:D8'],
  mutants: ['tasks~times-out-one-page'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const surprise =
        (await claimsMany(session, { timeoutMs })) ??
        (await due(session, 'inserted', 'insert', [plain('unlimited', { queue: 'other' })]))
      const token = surprise ?? (await claimOf(session, 'unlimited', 'c', 'other'))
      if (typeof token !== 'number') return token
      await place.turn(timeoutMs)
      return allDue(session, [
        [`{"stalled":0,"failed":0,"timedOut":${many}}`, 'reap', { graceMs: 0 }],
        ['{"stalled":0,"failed":0,"timedOut":0}', 'reap', { graceMs: 0 }],
        ['held', 'heartbeat', 'unlimited', token],
        // Only what is over is revived.
        ...some.map((id): Due => ['moved', 'revive', id]),
      ])
    }),
}

/** So long ago the tasks ended that are old, ms. */
const ageMs = 60_000

function cancelled(ids: readonly string[]): readonly Due[] {
  return ids.map((id) => ['moved', 'move', id, { from: ['pending'], to: 'cancelled' }])
}

/** What is surprising unless the only events are of this task. */
async function tellsOnly(id: string, session: BenchSession): Promise<Surprise | undefined> {
  const outcome = await session.call('events', { after: 0, limit: 1_000 })
  const events = outcome.status === 'ok' ? (outcome.value as TaskEventsPage<string>).events : []
  return events.length > 0 && events.every((event) => event.id === id)
    ? undefined
    : { expected: `events of ${id} only: all others are old`, observed: showAtLength(outcome) }
}

/** Ends many tasks, and one more when these are old. */
async function endsMany(session: BenchSession, turn: () => Promise<void>): Promise<Surprise | undefined> {
  const surprise =
    (await due(
      session,
      'inserted',
      'insert',
      [...manyIds, 'waiting'].map((id) => plain(id)),
    )) ?? (await allDue(session, cancelled(manyIds)))
  if (surprise) return surprise
  await turn()
  return (await due(session, 'inserted', 'insert', [plain('young')])) ?? allDue(session, cancelled(['young']))
}

async function prunesMany(lab: Lab, session: BenchSession, turn: () => Promise<void>): Promise<Surprise | undefined> {
  const surprise =
    (await endsMany(session, turn)) ??
    (await allDue(session, [
      [`{"tasks":${many}}`, 'prune', { olderThanMs: ageMs }],
      ['{"tasks":0}', 'prune', { olderThanMs: ageMs }],
      ...some.map((id): Due => ['absent', 'get', id]),
      ['there', 'get', 'waiting'],
      ['there', 'get', 'young'],
    ]))
  return surprise ?? (isNo(lab.claims.ports.tasks?.events) ? undefined : tellsOnly('young', session))
}

const pruneGoesThroughAll: Law = {
  ...law,
  id: 'tasks/prune-goes-through-all',
  says: 'one prune removes every task that ended so long ago and every event of that age, however many there are, and nothing younger',
  suite: 'orphan-cleanup',
  source: ['tasks/port.ts: prune'],
  mutants: ['tasks~prunes-one-page', 'tasks~prunes-one-page-of-events'],
  check: (lab) => onOneSession(lab, (session, place) => prunesMany(lab, session, () => place.turn(ageMs))),
}

/** By reap, then by prune. */
export const bulkLaws: readonly Law[] = [timeoutsGoThroughAll, pruneGoesThroughAll]
