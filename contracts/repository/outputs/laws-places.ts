/** The laws of outputs that show on a place as such: its methods, arguments, pages and sessions. */
import { allDue, due, refusesEach, refusesOnceClosed, statusOf } from '../../examples.ts'
import { onOneSession, onTwoPlaces } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import type { Value } from '../../values.ts'
import { listingLaws } from './laws-listings.ts'
import { offers } from './moves.ts'
import type { OutputKeysPage } from './port.ts'
import { key, run, shared } from './rows.ts'

const since = '0.1.0'
const needs = { ports: ['outputs'] }
const gate = { suite: 'basics', level: 'must', from: 'T0', to: 'T0', needs, since } as const
const onlyPage = { limit: 1_000 }

const servesEveryMethod: Law = {
  id: 'outputs/serves-every-method',
  says: 'a session serves every method of the port that its adapter claims',
  ...gate,
  gate: true,
  source: ['durability:S10'],
  mutants: ['outputs~no-delete'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const surprise = await allDue(session, [
        ['stored', 'put', run, key, 1],
        ['hit', 'get', run, key],
        ['deleted', 'delete', run, key],
      ])
      if (surprise) return surprise
      const rest: readonly (readonly ['clear' | 'prune' | 'keys' | 'scopes', ...Value[]])[] = [
        ['clear', run],
        ['prune', { olderThanMs: 1 }],
        ['keys', run, onlyPage],
        ['scopes', onlyPage],
      ]
      for (const [method, ...args] of rest) {
        const outcome = await session.call(method, ...args)
        if (offers(lab.claims, method) && outcome.status !== 'ok')
          return { expected: `an answer to ${method}`, observed: statusOf(outcome) }
      }
      return undefined
    }),
}

const freshPlaceIsEmpty: Law = {
  id: 'outputs/fresh-place-is-empty',
  says: 'a place that was just created holds no row',
  ...gate,
  gate: true,
  source: ['durability:W9'],
  mutants: ['outputs~seeded'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      for (const scope of [run, shared]) {
        const surprise = await due(session, 'miss', 'get', scope, key)
        if (surprise || !offers(lab.claims, 'keys')) return surprise
        const listing = await session.call('keys', scope, onlyPage)
        const page = listing.status === 'ok' ? (listing.value as Partial<OutputKeysPage<string>>).keys : undefined
        if (page?.length !== 0) return { expected: 'no key', observed: showAtLength(listing) }
      }
      return undefined
    }),
}

const placesAreApart: Law = {
  id: 'outputs/places-are-apart',
  says: 'a row that is put in one place is in no other',
  ...gate,
  gate: true,
  source: ['durability:W9'],
  mutants: ['outputs~one-place'],
  check: (lab) =>
    onTwoPlaces(lab, async (one, other) => {
      return (
        (await due(one, 'stored', 'put', run, key, 1)) ??
        (await due(other, 'miss', 'get', run, key)) ??
        (await due(other, 'absent', 'delete', run, key)) ??
        due(one, 'hit', 'get', run, key)
      )
    }),
}

const closedSessionRefuses: Law = {
  id: 'outputs/closed-session-refuses',
  says: 'a call on a closed session rejects with CLOSED and changes nothing, and closing twice is harmless',
  ...gate,
  source: ['durability:G12'],
  mutants: ['outputs~misses-after-close'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const surprise = await refusesOnceClosed(session, [
        ['put', run, key, 1],
        ['get', run, key],
        ['delete', run, key],
        ['clear', run],
        ['prune', { olderThanMs: 0 }],
        ['keys', run, { limit: 1 }],
        ['scopes', { limit: 1 }],
      ])
      return surprise ?? allDue(await place.open(), [['miss', 'get', run, key]])
    }),
}

const badRows: readonly (readonly Value[])[] = [
  [{ tenant: '' }, key],
  [{ tenant: 't', run: '' }, key],
  [{ tenant: 'n'.repeat(513) }, key],
  [{ tenant: '\ud800' }, key],
  [{ tenant: 't', runs: 'r' }, key],
  [null, key],
  [run, { task: 'a' }],
  [run, { task: '', input: 'i' }],
  [run, { task: 'a', input: 'n'.repeat(513) }],
  [run, { task: 'a', input: 1 }],
  [run, 'a'],
]

const badArguments: readonly (readonly [string, ...Value[]])[] = [
  ...badRows.flatMap((row) => [['get', ...row] as const, ['put', ...row, 1] as const, ['delete', ...row] as const]),
  ['clear', { tenant: '' }],
  ['prune', { olderThanMs: -1 }],
  ['prune', { olderThanMs: 0.5 }],
  ['prune', { olderThanMs: 3_153_600_000_001 }],
  ['keys', run, { limit: 0 }],
  ['keys', run, { limit: 1_001 }],
  ['keys', run, { limit: 1, cursor: 1 }],
  ['scopes', { limit: 0 }],
  ['scopes', { limit: 1, cursor: 1 }],
]

const refusesBadArguments: Law = {
  id: 'outputs/refuses-bad-arguments',
  says: 'an argument out of its range is refused with INVALID_ARGUMENT before any effect',
  ...gate,
  source: ['outputs/port.ts: OutputKey'],
  mutants: ['outputs~mends-names'],
  check: (lab) =>
    onOneSession(
      lab,
      async (session) => (await refusesEach(session, badArguments)) ?? due(session, 'miss', 'get', run, key),
    ),
}

function cyclic(): unknown {
  const map = new Map<string, unknown>()
  return [map.set('itself', map)]
}

/** What would not come back, made anew for each call. */
const noValues: readonly (readonly [string, () => unknown])[] = [
  ['a cycle', cyclic],
  ['a function', () => [(): number => 1]],
  ['a symbol', () => [Symbol('a')]],
  ['a class instance', () => [new URL('file:///a')]],
  ['an accessor', () => Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })],
  ['a hole', () => Object.assign([1], { length: 2 })],
]

const refusesNoValue: Law = {
  id: 'outputs/refuses-what-is-no-value',
  says: 'what would not come back as it was given is refused with INVALID_ARGUMENT, and the row stays as it was',
  ...gate,
  source: ['outputs/port.ts: put'],
  mutants: ['outputs~stores-null-instead'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      for (const [what, make] of noValues) {
        const surprise =
          (await due(session, 'StoreError INVALID_ARGUMENT', 'put', run, key, make())) ??
          (await due(session, 'miss', 'get', run, key))
        if (surprise) return { ...surprise, expected: `${surprise.expected}, for ${what}` }
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
  refusesNoValue,
  ...listingLaws,
]
