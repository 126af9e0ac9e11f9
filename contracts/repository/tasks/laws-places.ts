/** The laws of tasks that show on a place as such: its methods, arguments, names and sessions. */
import type { BenchSession, Lab, Surprise } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { Value } from '../../values.ts'
import { isNo } from '../../claims.ts'
import type { Made } from '../../examples.ts'
import { allDue, due, refusesEach, refusesOnceClosed, statusOf } from '../../examples.ts'
import { onOneSession, onTwoPlaces } from '../../lab.ts'
import { showAtLength } from '../../show.ts'
import { ending } from './moves.ts'
import type { TaskClaimed, TasksPage } from './port.ts'
import { hostileNames } from './names.ts'

const needs = { ports: ['tasks'] }

/** What the laws have in common that are tried before all others. */
export const atFirst: Pick<Law, 'suite' | 'level' | 'from' | 'to' | 'needs' | 'since'> = {
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  since: '0.1.0',
}

/** The queue of tasks of which nothing else is said. */
export const queue = 'q'

/** A task with nothing said of it that need not be. */
export function plain(id: string, rest: { readonly [key: string]: Value } = {}): { readonly [key: string]: Value } {
  return { id, queue, kind: 'k', payload: 0, ...rest }
}

/** Claims a task of a queue; what it gives is its token, or what came in its place. */
export async function claimOf(
  session: BenchSession,
  id: string,
  claimId: string,
  of: string = queue,
): Promise<number | Surprise> {
  const outcome = await session.call('claim', of, { claimId })
  const claimed = outcome.status === 'ok' ? (outcome.value as TaskClaimed) : undefined
  if (claimed?.status === 'claimed' && claimed.task.id === id) return claimed.task.token
  return { expected: `claim gives ${id}`, observed: showAtLength(outcome) }
}

const servesEveryMethod: Law = {
  ...atFirst,
  id: 'tasks/serves-every-method',
  says: 'a session serves every method of the port that its adapter claims',
  gate: true,
  source: ['durability:S10'],
  mutants: ['tasks~no-revive'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const inserted = await due(session, 'inserted', 'insert', [plain('a')])
      const token = inserted ?? (await claimOf(session, 'a', 'c'))
      if (typeof token !== 'number') return token
      return (
        (await allDue(session, [
          ['there', 'get', 'a'],
          ['held', 'heartbeat', 'a', token, {}],
          ['moved', 'move', 'a', ending('failed', token)],
          ['moved', 'revive', 'a', {}],
          ['{"stalled":0,"failed":0,"timedOut":0}', 'reap', { graceMs: 0 }],
          ['{"tasks":0}', 'prune', { olderThanMs: 0 }],
        ])) ?? reads(session, lab)
      )
    }),
}

async function reads(session: BenchSession, lab: Lab): Promise<Surprise | undefined> {
  const page = await session.call('list', { limit: 10 })
  if (page.status !== 'ok') return { expected: 'a page of tasks', observed: statusOf(page) }
  if (isNo(lab.claims.ports.tasks?.events)) return undefined
  const events = await session.call('events', { after: 0, limit: 10 })
  return events.status === 'ok' ? undefined : { expected: 'a page of events', observed: statusOf(events) }
}

const freshPlaceIsEmpty: Law = {
  ...atFirst,
  id: 'tasks/fresh-place-is-empty',
  says: 'a place that was just created holds no task',
  gate: true,
  source: ['durability:W9'],
  mutants: ['tasks~seeded'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const outcome = await session.call('list', { limit: 10 })
      const tasks = outcome.status === 'ok' ? (outcome.value as TasksPage).tasks : undefined
      return tasks?.length === 0 ? undefined : { expected: 'no task', observed: showAtLength(outcome) }
    }),
}

const placesAreApart: Law = {
  ...atFirst,
  id: 'tasks/places-are-apart',
  says: 'a task that is submitted in one place is in no other, and is claimed there only',
  gate: true,
  source: ['durability:W9'],
  mutants: ['tasks~one-place'],
  check: (lab) =>
    onTwoPlaces(lab, async (one, other) => {
      return (
        (await due(one, 'inserted', 'insert', [plain('a')])) ??
        (await due(other, 'absent', 'get', 'a')) ??
        due(other, 'none', 'claim', queue, { claimId: 'c' })
      )
    }),
}

const closedSessionRefuses: Law = {
  ...atFirst,
  id: 'tasks/closed-session-refuses',
  says: 'a call on a closed session rejects with CLOSED and changes nothing, and closing twice is harmless',
  source: ['durability:G12'],
  mutants: ['tasks~serves-after-close'],
  check: (lab) =>
    onOneSession(lab, (session) =>
      refusesOnceClosed(session, [
        ['insert', [plain('a')]],
        ['claim', queue, { claimId: 'c' }],
        ['heartbeat', 'a', 1],
        ['get', 'a'],
      ]),
    ),
}

const badArguments: readonly (readonly [string, ...Value[]])[] = [
  ['insert', []],
  ['insert', [plain('')]],
  ['insert', [plain('\ud800')]],
  ['insert', [plain('n'.repeat(513))]],
  ['insert', [plain('a', { queue: '' })]],
  ['insert', [plain('a', { priority: 1_001 })]],
  ['insert', [plain('a', { delayMs: -1 })]],
  ['insert', [plain('a', { maxAttempts: 0 })]],
  ['insert', [plain('a', { maxStalls: -1 })]],
  ['insert', [plain('a', { timeoutMs: 0 })]],
  ['insert', [plain('a'), plain('b', { kind: 1 })]],
  ['move', 'a', { from: ['completed'], to: 'pending', charge: 'nothing' }],
  ['move', 'a', { from: ['pending'], to: 'completed' }],
  ['move', 'a', { from: [], to: 'cancelled' }],
  ['move', 'a', { from: ['active'], to: 'completed' }],
  ['move', 'a', { from: ['active'], to: 'pending', token: 1 }],
  ['claim', queue, { claimId: '' }],
  ['heartbeat', 'a', 0],
  ['reap', { graceMs: -1 }],
  ['list', { limit: 0 }],
  ['list', { limit: 1, states: ['done'] }],
  ['prune', { olderThanMs: -1 }],
]

/** Makes each of these calls, all of which are to be refused, and sees that no task came of it. */
function leavesNothing(lab: Lab, calls: readonly Made[]): Promise<void> {
  return onOneSession(lab, async (session) => (await refusesEach(session, calls)) ?? due(session, 'absent', 'get', 'a'))
}

const refusesBadArguments: Law = {
  ...atFirst,
  id: 'tasks/refuses-bad-arguments',
  says: 'an argument out of its range, or a move along no edge of the graph, is refused with INVALID_ARGUMENT before any effect',
  source: ['durability:M8', 'durability:S3'],
  mutants: ['tasks~takes-any-edge'],
  check: (lab) => leavesNothing(lab, badArguments),
}

const leaseIsBounded: Law = {
  ...atFirst,
  id: 'tasks/lease-is-bounded',
  says: 'a lease shorter than 5 s or longer than an hour gets in nowhere: one would thrash, the other outlive whoever holds it',
  source: ['durability:L12'],
  mutants: ['tasks~lease-trusted'],
  check: (lab) =>
    leavesNothing(
      lab,
      [1, 4_999, 3_600_001, 24 * 86_400_000].map((leaseMs) => ['insert', [plain('a', { leaseMs })]] as const),
    ),
}

const namesAreExact: Law = {
  ...atFirst,
  id: 'tasks/names-are-exact',
  says: 'ids, queues and kinds that differ in one code point name different things, and none is taken for a path, a pattern or a statement',
  source: ['tasks/port.ts: insert'],
  mutants: ['tasks~folds-case', 'tasks~trims', 'tasks~composes'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      for (const name of ['a', ...hostileNames]) {
        const task = { id: name, queue: name, kind: name, payload: name }
        const surprise = await due(session, 'inserted', 'insert', [task])
        if (surprise) return { ...surprise, observed: `${surprise.observed} for ${JSON.stringify(name)}` }
      }
      for (const name of ['a', ...hostileNames]) {
        const token = await claimOf(session, name, 'c', name)
        if (typeof token !== 'number')
          return { ...token, expected: `${token.expected} of the queue ${JSON.stringify(name)}` }
        const none = await due(session, 'none', 'claim', name, { claimId: 'd' })
        if (none) return none
      }
      return undefined
    }),
}

/** Gates first. */
export const placeLaws: readonly Law[] = [
  servesEveryMethod,
  freshPlaceIsEmpty,
  placesAreApart,
  closedSessionRefuses,
  refusesBadArguments,
  leaseIsBounded,
  namesAreExact,
]
