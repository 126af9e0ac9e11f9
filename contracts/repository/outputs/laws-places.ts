/** The laws of outputs that show on a place as such: its methods, arguments, pages and sessions. */
import { allDue, due, listed, pagesGive, statusOf } from '../../examples.ts'
import type { Bench, Lab, Surprise } from '../../lab.ts'
import { onOneSession, onTwoPlaces } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import type { Scope, Value } from '../../values.ts'
import { offers } from './moves.ts'
import type { OutputKeysPage, OutputScopesPage } from './port.ts'
import { hostileKeys, key, run, shared } from './rows.ts'

const since = '0.1.0'
const needs = { ports: ['outputs'] }
const gate = { suite: 'basics', level: 'must', from: 'T0', to: 'T0', needs, since } as const
const onlyPage = { limit: 1_000 }

/** The texts of keys, as a page gives them to the lab. */
const keys = {
  method: 'keys',
  args: [run],
  items: (page: unknown) => (page as OutputKeysPage<string>).keys,
}

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
      await session.close()
      await session.close()
      const surprise = await allDue(session, [
        ['StoreError CLOSED', 'put', run, key, 1],
        ['StoreError CLOSED', 'get', run, key],
        ['StoreError CLOSED', 'delete', run, key],
        ['StoreError CLOSED', 'clear', run],
        ['StoreError CLOSED', 'prune', { olderThanMs: 0 }],
        ['StoreError CLOSED', 'keys', run, { limit: 1 }],
        ['StoreError CLOSED', 'scopes', { limit: 1 }],
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
    onOneSession(lab, async (session) => {
      for (const [method, ...args] of badArguments) {
        const surprise = await due(session, 'StoreError INVALID_ARGUMENT', method, ...args)
        if (surprise) return { ...surprise, expected: `${surprise.expected} for ${showAtLength(args)}` }
      }
      return due(session, 'miss', 'get', run, key)
    }),
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

/** Where no listing is claimed, the calls that need one are refused with UNSUPPORTED, and nothing goes. */
export function listingRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, (session) =>
    allDue(session, [
      ['stored', 'put', run, key, 1],
      ['StoreError UNSUPPORTED', 'keys', run, onlyPage],
      ['StoreError UNSUPPORTED', 'scopes', onlyPage],
      ['StoreError UNSUPPORTED', 'clear', run],
      ['hit', 'get', run, key],
    ]),
  )
}

/** Writes and removals between the pages must neither hide nor repeat what lies there all the time. */
async function pagesWhileWriting(place: Bench): Promise<Surprise | undefined> {
  const session = await place.open()
  const texts = (await listed(session, keys, 1_000)) as readonly string[]
  const [first, last] = [texts[0], texts.at(-1)]
  const seen = await listed(session, keys, 3, async (page) => {
    // Whatever order the pages go in, one of these lies before the place that was reached and one after it.
    for (const text of page === 1 ? [first, last] : []) await session.call('delete', run, JSON.parse(text ?? '{}'))
    await session.call('put', run, { task: `new-${page}`, input: 'i' }, 1)
  })
  if ('expected' in seen) return seen
  const stayed = texts.filter((text) => text !== first && text !== last)
  const wrong = stayed.find((text) => seen.filter((one) => one === text).length !== 1)
  if (wrong === undefined) return undefined
  return {
    expected: `${wrong} listed once: it lay there all the time`,
    observed: `${seen.filter((one) => one === wrong).length} times`,
  }
}

const listsEveryKey: Law = {
  id: 'outputs/lists-every-key',
  says: 'the pages of a listing give every key of the scope exactly once, whatever the page size and whoever writes',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['outputs'], claims: { outputs: ['listing'] } },
  source: ['outputs/port.ts: keys'],
  mutants: ['outputs~first-page-only', 'outputs~offset-cursor'],
  since,
  refusal: listingRefused,
  check: (lab) =>
    lab.example(1, async ([place]) => {
      if (!place) return { expected: 'a place', observed: 'none' }
      const session = await place.open()
      await session.call('put', shared, key, 1)
      await session.call('put', { tenant: 't', run: 'q' }, key, 1)
      for (const one of hostileKeys) await session.call('put', run, one, 1)
      const whole = await session.call('keys', run, onlyPage)
      const texts = whole.status === 'ok' ? keys.items(whole.value) : []
      if (texts.length !== hostileKeys.length)
        return { expected: `${hostileKeys.length} keys in one page`, observed: `${texts.length}` }
      for (const limit of [1, 3, texts.length, 1_000]) {
        const surprise = await pagesGive(session, keys, limit, texts)
        if (surprise) return surprise
      }
      return pagesWhileWriting(place)
    }),
}

/** The texts of scopes, as a page gives them to the lab. */
const scopes = {
  method: 'scopes',
  args: [],
  items: (page: unknown) => (page as OutputScopesPage<string>).scopes,
}

const listsEveryScope: Law = {
  id: 'outputs/lists-every-scope',
  says: 'the pages of a listing give every scope that has a row exactly once, whatever the page size, and no other',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['outputs'], claims: { outputs: ['listing'] } },
  source: ['outputs/port.ts: scopes'],
  mutants: ['outputs~scopes-of-first-page', 'outputs~scopes-of-runs-only', 'outputs~scopes-that-were'],
  since,
  refusal: listingRefused,
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const runs = hostileKeys.map(({ task }): Scope => ({ tenant: 't', run: task }))
      for (const scope of [shared, ...runs]) {
        await session.call('put', scope, key, 1)
        await session.call('put', scope, { ...key, input: 'j' }, 1)
      }
      const whole = await session.call('scopes', onlyPage)
      const texts = whole.status === 'ok' ? scopes.items(whole.value) : []
      if (texts.length !== runs.length + 1)
        return { expected: `${runs.length + 1} scopes in one page`, observed: `${texts.length}` }
      for (const limit of [1, 3, texts.length, 1_000]) {
        const surprise = await pagesGive(session, scopes, limit, texts)
        if (surprise) return surprise
      }
      await session.call('clear', shared)
      for (const input of ['i', 'j']) await session.call('delete', runs[0], { ...key, input })
      const left = await session.call('scopes', onlyPage)
      const count = left.status === 'ok' ? scopes.items(left.value).length : statusOf(left)
      return count === texts.length - 2
        ? undefined
        : { expected: `${texts.length - 2} scopes: two have no row any more`, observed: String(count) }
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
  listsEveryKey,
  listsEveryScope,
]
