/** The laws of workers that show on a place as such: its methods, arguments, pages, names and sessions. */
import type { BenchSession, Surprise } from '../lab.ts'
import type { Law } from '../law.ts'
import type { Due, Made } from '../examples.ts'
import { allDue, due, listed, pagesGive, refusesEach, refusesOnceClosed, statusOf } from '../examples.ts'
import { onOneSession, onTwoPlaces } from '../lab.ts'
import { portsOf } from '../law.ts'
import { hostileNames } from '../repository/tasks/names.ts'
import type { TaskClaimed } from '../repository/tasks/port.ts'
import { showAtLength } from '../show.ts'
import type { Value } from '../values.ts'
import { kind } from './changes.ts'
import { identity } from './moves.ts'
import type { WorkerInspected, WorkersPage } from './port.ts'
import { workersPort } from './port.ts'

export const needs: { readonly ports: readonly string[] } = { ports: portsOf(workersPort) }

const atFirst = { suite: 'basics', level: 'must', from: 'T0', to: 'T0', needs, since: '0.1.0' } as const

const [owner, child] = [identity(0), identity(3)]

/** Submits a task and claims it; what it gives is the token, or what came in its place. */
export async function claimed(session: BenchSession, id: string): Promise<number | Surprise> {
  const own = `of ${id}`.slice(0, 100)
  const task = { id, queue: own, kind, payload: 0 }
  const inserted = await session.beside('tasks', 'insert', [task])
  if (statusOf(inserted) !== 'inserted') return { expected: 'insert answers inserted', observed: statusOf(inserted) }
  const outcome = await session.beside('tasks', 'claim', own, { claimId: 'c' })
  const got = outcome.status === 'ok' ? (outcome.value as TaskClaimed) : undefined
  if (got?.status === 'claimed' && got.task.id === id) return got.task.token
  return { expected: `claim gives ${id}`, observed: showAtLength(outcome) }
}

/** What a worker is reserved with. */
export function asked(
  task: string,
  token: number,
  rest: { readonly [key: string]: Value } = {},
): {
  readonly [key: string]: unknown
} {
  return { task, token, owner, cap: 1_000, ...rest }
}

/** Runs a program with a task `a` that is claimed. */
async function onClaim(
  session: BenchSession,
  program: (token: number) => Promise<Surprise | undefined>,
): Promise<Surprise | undefined> {
  const token = await claimed(session, 'a')
  return typeof token === 'number' ? program(token) : token
}

const servesEveryMethod: Law = {
  ...atFirst,
  id: 'workers/serves-every-method',
  says: 'a session serves every method of the port that its adapter claims',
  gate: true,
  source: ['durability:S10'],
  mutants: ['workers~no-count'],
  check: (lab) =>
    onOneSession(lab, (session) =>
      onClaim(session, async (token) => {
        const calls: readonly Due[] = [
          ['reserved', 'reserve', 'w', asked('a', token)],
          ['active', 'activate', 'w', token, child],
          ['held', 'beat', 'w', token],
          ['there', 'inspect', 'w'],
          ['{"workers":1}', 'count', {}],
          ['released', 'release', 'w', token],
          ['reserved', 'reserve', 'w', asked('a', token)],
        ]
        return (await allDue(session, calls)) ?? endsOf(session, token)
      }),
    ),
}

async function endsOf(session: BenchSession, token: number): Promise<Surprise | undefined> {
  const page = await session.call('list', { limit: 10 })
  const workers = page.status === 'ok' ? (page.value as WorkersPage).workers : undefined
  if (workers?.length !== 1) return { expected: 'one worker in a page', observed: showAtLength(page) }
  return allDue(session, [
    ['evicted', 'evict', workers[0]],
    ['reserved', 'reserve', 'w', asked('a', token)],
    ['settled', 'settle', 'w', token, { to: 'completed' }],
  ])
}

const freshPlaceIsEmpty: Law = {
  ...atFirst,
  id: 'workers/fresh-place-is-empty',
  says: 'a place that was just created has no worker',
  gate: true,
  source: ['durability:W9'],
  mutants: ['workers~seeded'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const outcome = await session.call('list', { limit: 10 })
      const workers = outcome.status === 'ok' ? (outcome.value as WorkersPage).workers : undefined
      return workers?.length === 0 ? undefined : { expected: 'no worker', observed: showAtLength(outcome) }
    }),
}

const placesAreApart: Law = {
  ...atFirst,
  id: 'workers/places-are-apart',
  says: 'a worker that is reserved in one place is in no other, and counts there only',
  gate: true,
  source: ['durability:W9'],
  mutants: ['workers~one-place'],
  check: (lab) =>
    onTwoPlaces(lab, (one, other) =>
      onClaim(one, async (token) => {
        return (
          (await due(one, 'reserved', 'reserve', 'w', asked('a', token))) ??
          (await due(other, 'absent', 'inspect', 'w')) ??
          due(other, '{"workers":0}', 'count', {})
        )
      }),
    ),
}

const closedSessionRefuses: Law = {
  ...atFirst,
  id: 'workers/closed-session-refuses',
  says: 'a call on a closed session rejects with CLOSED and changes nothing, and closing twice is harmless',
  source: ['durability:G12'],
  mutants: ['workers~serves-after-close'],
  check: (lab) =>
    onOneSession(lab, (session) =>
      refusesOnceClosed(session, [
        ['reserve', 'w', asked('a', 1)],
        ['beat', 'w', 1],
        ['release', 'w', 1],
        ['inspect', 'w'],
      ]),
    ),
}

const row = { id: 'w', task: 'a', token: 1, state: 'reserved', owner, reservedAtMs: 0, heartbeatAtMs: 0, atMs: 0 }

const badArguments: readonly Made[] = [
  ['reserve', '', asked('a', 1)],
  ['reserve', '\ud800', asked('a', 1)],
  ['reserve', 'n'.repeat(513), asked('a', 1)],
  ['reserve', 'w', asked('', 1)],
  ['reserve', 'w', asked('a', 0)],
  ['reserve', 'w', asked('a', 1, { cap: 0 })],
  ['reserve', 'w', asked('a', 1, { cap: 1_000_001 })],
  ['reserve', 'w', asked('a', 1, { cap: 1.5 })],
  ['reserve', 'w', asked('a', 1, { owner: { ...owner, pid: 0 } })],
  ['reserve', 'w', asked('a', 1, { owner: { instance: 'i', host: 'h', boot: 'b', pid: 1 } })],
  ['reserve', 'w', asked('a', 1, { dead: [{ id: 'x' }] })],
  ['reserve', 'w', asked('a', 1, { dead: Array.from({ length: 1_001 }, () => ({ id: 'x', token: 1 })) })],
  ['reserve', 'w', asked('a', 1, { facts: 'bare' })],
  ['activate', 'w', 0, { ...child }],
  ['activate', 'w', 1, { ...child, host: '' }],
  ['beat', 'w', -1],
  ['settle', 'w', 1, { to: 'cancelled' }],
  ['settle', 'w', 1, { to: 'pending' }],
  ['settle', 'w', 1, { to: 'completed', delayMs: 1 }],
  ['settle', 'w', 1, { to: 'completed', from: ['active'] }],
  ['release', 'w', 0.5],
  ['evict', { ...row, state: 'gone' }],
  ['evict', { ...row, token: 0 }],
  ['evict', row, { to: 'completed' }],
  ['inspect', ''],
  ['list', { limit: 0 }],
  ['list', { limit: 1, owner: { pid: 7 } }],
  ['count', { dead: [{ id: '', token: 1 }] }],
]

const refusesBadArguments: Law = {
  ...atFirst,
  id: 'workers/refuses-bad-arguments',
  says: 'an argument out of its range, or an end that nobody may give a task, is refused with INVALID_ARGUMENT before any effect',
  source: ['durability:M8'],
  mutants: ['workers~takes-any-cap'],
  check: (lab) =>
    onOneSession(lab, (session) =>
      onClaim(
        session,
        async () => (await refusesEach(session, badArguments)) ?? due(session, '{"workers":0}', 'count', {}),
      ),
    ),
}

const workers = {
  method: 'list',
  args: [],
  items: (page: unknown): readonly string[] => (page as WorkersPage).workers.map(({ id }) => id),
}

/** Reserves a worker for each name, of a task that has this name too. */
async function reserveEach(session: BenchSession, names: readonly string[]): Promise<Surprise | undefined> {
  for (const name of names) {
    const token = await claimed(session, name)
    if (typeof token !== 'number') return token
    const surprise = await due(session, 'reserved', 'reserve', name, asked(name, token))
    if (surprise) return { ...surprise, observed: `${surprise.observed} for ${JSON.stringify(name)}` }
  }
  return undefined
}

const listsEveryWorker: Law = {
  ...atFirst,
  id: 'workers/lists-every-worker',
  says: 'the pages of a listing give every worker exactly once, whatever the page size, and though others go in between',
  source: ['workers/port.ts: list'],
  mutants: ['workers~first-page-only', 'workers~pages-by-offset'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const reserved = await reserveEach(session, hostileNames)
      if (reserved) return reserved
      for (const limit of [1, 3, hostileNames.length, 1_000]) {
        const surprise = await pagesGive(session, workers, limit, hostileNames)
        if (surprise) return surprise
      }
      return staysListed(session)
    }),
}

/** Removes a worker between the pages; all others are given. */
async function staysListed(session: BenchSession): Promise<Surprise | undefined> {
  const all = await listed(session, workers, 1_000)
  if ('expected' in all) return all
  const [gone = '', ...rest] = all
  const seen = await listed(session, workers, 2, async (page) => {
    const got = await session.call('inspect', gone)
    const found = got.status === 'ok' ? (got.value as WorkerInspected<string>) : undefined
    if (page === 1 && found?.status === 'there') await session.call('release', gone, found.worker.token)
  })
  if ('expected' in seen) return seen
  const lost = rest.filter((id) => !seen.includes(id))
  return lost.length === 0
    ? undefined
    : { expected: 'every worker that lies there throughout', observed: `without ${lost.join(', ')}` }
}

const namesAreExact: Law = {
  ...atFirst,
  id: 'workers/names-are-exact',
  says: 'ids that differ in one code point name different workers, and none is taken for a path, a pattern or a statement',
  source: ['workers/port.ts: reserve', 'durability:M8'],
  mutants: ['workers~folds-case', 'workers~trims'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const names = ['a', ...hostileNames]
      const reserved = await reserveEach(session, names)
      if (reserved) return reserved
      for (const name of names) {
        const got = await session.call('inspect', name)
        const found = got.status === 'ok' ? (got.value as WorkerInspected<string>) : undefined
        const task = found?.status === 'there' ? found.worker.task : statusOf(got)
        if (task !== name) return { expected: `the worker of ${JSON.stringify(name)}`, observed: JSON.stringify(task) }
      }
      return due(session, `{"workers":${names.length}}`, 'count', {})
    }),
}

/** Gates first. */
export const placeLaws: readonly Law[] = [
  servesEveryMethod,
  freshPlaceIsEmpty,
  placesAreApart,
  closedSessionRefuses,
  refusesBadArguments,
  listsEveryWorker,
  namesAreExact,
]
