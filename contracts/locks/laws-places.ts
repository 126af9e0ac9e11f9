/** The laws of locks that show on a place as such: its methods, arguments, pages and sessions. */
import type { Law } from '../law.ts'
import type { Json } from '../values.ts'
import { allDue, due, pagesGive, refusesEach, refusesOnceClosed, statusOf } from '../examples.ts'
import { onOneSession, onTwoPlaces } from '../lab.ts'
import { showAtLength } from '../show.ts'
import { lookAlikes } from './commands.ts'
import { owner } from './moves.ts'

const since = '0.1.0'
const needs = { ports: ['locks'] }

const minute = { owner: { ...owner(0) }, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 }

const servesEveryMethod: Law = {
  id: 'locks/serves-every-method',
  says: 'a session serves every method of the port that its adapter claims',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  gate: true,
  source: ['durability:S10'],
  mutants: ['locks~no-list'],
  since,
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const taken = await session.call('acquire', 'a', minute)
      const lease = taken.status === 'ok' ? (taken.value as { lease?: { token?: number } }).lease : undefined
      if (!lease?.token) return { expected: 'acquire answers acquired with a lease', observed: statusOf(taken) }
      const { token } = lease
      const inspected = await session.call('inspect', 'a')
      const lock = inspected.status === 'ok' ? (inspected.value as { lock?: Json }).lock : undefined
      if (!lock) return { expected: 'inspect answers held with the lock', observed: statusOf(inspected) }
      const listed = await session.call('list', { limit: 10 })
      if (listed.status !== 'ok') return { expected: 'a page of locks', observed: statusOf(listed) }
      return allDue(session, [
        ['busy', 'acquire', 'a', minute],
        ['held', 'renew', 'a', token, { ttlMs: 60_000 }],
        ['changed', 'evict', { ...(lock as object), token: token + 1 }],
        ['released', 'release', 'a', token],
      ])
    }),
}

const freshPlaceIsEmpty: Law = {
  id: 'locks/fresh-place-is-empty',
  says: 'a place that was just created holds no lock',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  gate: true,
  source: ['durability:W9'],
  mutants: ['locks~seeded'],
  since,
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const outcome = await session.call('list', { limit: 10 })
      const locks = outcome.status === 'ok' ? (outcome.value as { locks?: readonly unknown[] }).locks : undefined
      return locks?.length === 0 ? undefined : { expected: 'no lock', observed: showAtLength(outcome) }
    }),
}

const placesAreApart: Law = {
  id: 'locks/places-are-apart',
  says: 'a lock that is held in one place is free in every other',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  gate: true,
  source: ['durability:W9'],
  mutants: ['locks~one-place'],
  since,
  check: (lab) =>
    onTwoPlaces(lab, async (one, other) => {
      return (
        (await due(one, 'acquired', 'acquire', 'a', minute)) ??
        (await due(other, 'free', 'inspect', 'a')) ??
        due(other, 'acquired', 'acquire', 'a', minute)
      )
    }),
}

const closedSessionRefuses: Law = {
  id: 'locks/closed-session-refuses',
  says: 'a call on a closed session rejects with CLOSED and changes nothing, and closing twice is harmless',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  source: ['durability:G12'],
  mutants: ['locks~serves-after-close'],
  since,
  check: (lab) =>
    onOneSession(lab, (session) =>
      refusesOnceClosed(session, [
        ['acquire', 'a', minute],
        ['release', 'a', 1],
        ['inspect', 'a'],
      ]),
    ),
}

const badArguments: readonly (readonly [string, ...Json[]])[] = [
  ['acquire', '', minute],
  ['acquire', '\ud800', minute],
  ['acquire', 'n'.repeat(513), minute],
  ['acquire', 'a', { ...minute, ttlMs: 0 }],
  ['acquire', 'a', { ...minute, ttlMs: 1.5 }],
  ['acquire', 'a', { ...minute, ttlMs: 86_400_001 }],
  ['acquire', 'a', { ...minute, graceMs: -1 }],
  ['acquire', 'a', { ...minute, heartbeatMs: 0 }],
  ['acquire', 'a', { ...minute, owner: { ...owner(0), pid: 0 } }],
  ['acquire', 'a', { ...minute, slots: 0 }],
  ['acquire', 'a', { ...minute, slots: 1.5 }],
  ['acquire', 'a', { ...minute, slots: 1_000_001 }],
  ['renew', 'a', 0, { ttlMs: 1 }],
  ['release', 'a', -1],
  ['list', { limit: 0 }],
]

const refusesBadArguments: Law = {
  id: 'locks/refuses-bad-arguments',
  says: 'an argument out of its range is refused with INVALID_ARGUMENT before any effect',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  source: ['durability:L12', 'durability:M8'],
  mutants: ['locks~clamps'],
  since,
  check: (lab) =>
    onOneSession(
      lab,
      async (session) => (await refusesEach(session, badArguments)) ?? due(session, 'free', 'inspect', 'a'),
    ),
}

const locks = {
  method: 'list',
  args: [],
  items: (page: unknown) => (page as { locks: readonly { name: string }[] }).locks.map(({ name }) => name),
}

const listsEveryLock: Law = {
  id: 'locks/lists-every-lock',
  says: 'the pages of a listing give every lock exactly once, whatever the page size',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  source: ['locks/port.ts: list'],
  mutants: ['locks~first-page-only'],
  since,
  check: (lab) =>
    onOneSession(lab, async (session) => {
      for (const name of lookAlikes) await session.call('acquire', name, minute)
      for (const limit of [1, 3, lookAlikes.length, 1_000]) {
        const surprise = await pagesGive(session, locks, limit, lookAlikes)
        if (surprise) return surprise
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
  listsEveryLock,
]
