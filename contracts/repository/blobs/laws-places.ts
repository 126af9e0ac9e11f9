/** The laws of blobs that show on a place as such: its methods, arguments, pages and sessions. */
import type { Listing } from '../../examples.ts'
import { allDue, due, givenOnce, listed, pagesGive, refusesEach, refusesOnceClosed, statusOf } from '../../examples.ts'
import type { Bench, BenchSession, Lab, Surprise } from '../../lab.ts'
import { onOneSession, onTwoPlaces } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import type { Json, Ref, Scope } from '../../values.ts'
import { run, shared } from '../outputs/rows.ts'
import { offers } from './moves.ts'
import { pieces } from './names.ts'
import type { BlobListed, BlobsPage } from './port.ts'
import type { WriteSeen } from './scenes.ts'
import type { ChunkRecipe } from './sources.ts'

const since = '0.1.0'
const needs = { ports: ['blobs'] }
const gate = { suite: 'basics', level: 'must', from: 'T0', to: 'T0', needs, since } as const
const everyBlob = { olderThanMs: 0, limit: 1_000 }

/** Writes a blob, of three bytes where nothing is said; undefined where that failed. */
export async function wrote(
  session: BenchSession,
  scope: Scope = run,
  chunks: readonly ChunkRecipe[] = pieces(3),
): Promise<Ref | undefined> {
  const outcome = await session.call('write', { scope, chunks })
  const seen = outcome.status === 'ok' ? (outcome.value as WriteSeen) : undefined
  return seen?.status === 'written' ? seen.ref : undefined
}

/** What is surprising about a write that gave no ref. */
export const unwritten: Surprise = { expected: 'a blob that is written', observed: 'no ref' }

const servesEveryMethod: Law = {
  id: 'blobs/serves-every-method',
  says: 'a session serves every method of the port that its adapter claims',
  ...gate,
  gate: true,
  source: ['durability:S10'],
  mutants: ['blobs~no-reap'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const ref = await wrote(session)
      if (!ref) return unwritten
      const surprise = await allDue(session, [
        ['there', 'stat', { scope: run, ref }],
        ['there', 'stream', { scope: run, ref }],
        ['there', 'read', { scope: run, ref }],
        ['deleted', 'delete', { scope: run, ref }],
      ])
      if (surprise) return surprise
      for (const [method, argument] of [['reap', { idleMs: 1 }] as const, ['list', everyBlob] as const]) {
        const outcome = await session.call(method, argument)
        if (offers(lab.claims, method) && outcome.status !== 'ok')
          return { expected: `an answer to ${method}`, observed: statusOf(outcome) }
      }
      return undefined
    }),
}

/** The refs of a page. */
function refsOf(page: unknown): readonly Ref[] {
  return (page as BlobsPage<BlobListed>).blobs.map(({ ref }) => ref)
}

const freshPlaceIsEmpty: Law = {
  id: 'blobs/fresh-place-is-empty',
  says: 'a place that was just created holds no blob',
  ...gate,
  gate: true,
  source: ['durability:W9'],
  mutants: ['blobs~seeded'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const unfinished = await due(session, '{"writes":0}', 'reap', { idleMs: 0 })
      if (unfinished || !offers(lab.claims, 'list')) return unfinished
      const listing = await session.call('list', everyBlob)
      const found = listing.status === 'ok' ? refsOf(listing.value) : undefined
      return found?.length === 0 ? undefined : { expected: 'no blob', observed: showAtLength(listing) }
    }),
}

const placesAreApart: Law = {
  id: 'blobs/places-are-apart',
  says: 'a blob that is written in one place is in no other',
  ...gate,
  gate: true,
  source: ['durability:W9'],
  mutants: ['blobs~one-place'],
  check: (lab) =>
    onTwoPlaces(lab, async (one, other) => {
      const ref = await wrote(one)
      if (!ref) return unwritten
      return (
        (await due(other, 'absent', 'read', { scope: run, ref })) ??
        (await due(other, 'absent', 'delete', { scope: run, ref })) ??
        due(one, 'there', 'read', { scope: run, ref })
      )
    }),
}

const closedSessionRefuses: Law = {
  id: 'blobs/closed-session-refuses',
  says: 'a call on a closed session rejects with CLOSED and changes nothing, and closing twice is harmless',
  ...gate,
  source: ['durability:G12'],
  mutants: ['blobs~absent-after-close'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const ref = await wrote(session)
      if (!ref) return unwritten
      const aim = { scope: run, ref }
      const surprise = await refusesOnceClosed(session, [
        ['write', { scope: run, chunks: pieces(1) }],
        ['stream', aim],
        ['read', aim],
        ['stat', aim],
        ['delete', aim],
        ['list', everyBlob],
        ['reap', { idleMs: 0 }],
      ])
      return surprise ?? allDue(await place.open(), [['there', 'read', aim]])
    }),
}

const ref: { readonly [field: string]: Json } = { kind: 'holdfast.ref', id: 'b', scope: { tenant: 't' }, size: 0 }

const badScopes: readonly Json[] = [
  { tenant: '' },
  { tenant: 't', run: '' },
  { tenant: 'n'.repeat(513) },
  { tenant: '\ud800' },
  { tenant: 't', runs: 'r' },
  null,
]

const badRefs: readonly Json[] = [
  null,
  'b',
  { ...ref, kind: 'other' },
  { id: 'b', scope: { tenant: 't' }, size: 0 },
  { ...ref, id: '' },
  { ...ref, id: 'n'.repeat(513) },
  { ...ref, id: 1 },
  { ...ref, size: -1 },
  { ...ref, size: 0.5 },
  { ...ref, mime: 'a\nb' },
  { ...ref, path: '/etc/passwd' },
  ...badScopes.map((scope) => ({ ...ref, scope })),
]

const badArguments: readonly (readonly [string, Json])[] = [
  ...badScopes.flatMap((scope) => [
    ['write', { scope, chunks: [] }] as const,
    ['read', { scope, ref }] as const,
    ['delete', { scope, ref }] as const,
  ]),
  ...badRefs.flatMap((one) =>
    ['stream', 'read', 'stat', 'delete'].map((method) => [method, { scope: { tenant: 't' }, ref: one }] as const),
  ),
  ...['', 'm'.repeat(256), 'a\u0000', '\u00e9'].map(
    (mime) => ['write', { scope: { tenant: 't' }, chunks: [], mime }] as const,
  ),
  ['list', { olderThanMs: -1, limit: 1 }],
  ['list', { olderThanMs: 3_153_600_000_001, limit: 1 }],
  ['list', { olderThanMs: 0, limit: 0 }],
  ['list', { olderThanMs: 0, limit: 1_001 }],
  ['list', { olderThanMs: 0, limit: 1, cursor: 1 }],
  ['list', { limit: 1 }],
  ['reap', { idleMs: -1 }],
  ['reap', { idleMs: 0.5 }],
]

const refusesBadArguments: Law = {
  id: 'blobs/refuses-bad-arguments',
  says: 'an argument out of its range, or a ref without its brand, is refused with INVALID_ARGUMENT before any effect',
  ...gate,
  source: ['blobs/port.ts: write'],
  mutants: ['blobs~mends-scopes'],
  check: (lab) => onOneSession(lab, (session) => refusesEach(session, badArguments)),
}

/** Where no listing is claimed, it is refused with UNSUPPORTED, and nothing else is. */
export function listingRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => {
    const known = await wrote(session)
    if (!known) return unwritten
    return allDue(session, [
      ['StoreError UNSUPPORTED', 'list', everyBlob],
      ['there', 'read', { scope: run, ref: known }],
    ])
  })
}

/** The ids of blobs that are at least so old. */
export function aged(olderThanMs: number): Listing {
  return { method: 'list', args: [], query: { olderThanMs }, items: (page) => refsOf(page).map(({ id }) => id) }
}

const ofAnyAge = aged(0)

/** Deletions and writes between the pages must neither hide nor repeat what lies there all the time. */
async function pagesWhileWriting(session: BenchSession, refs: readonly Ref[]): Promise<Surprise | undefined> {
  const whole = await listed(session, ofAnyAge, 1_000)
  if ('expected' in whole) return whole
  // Whatever order the pages go in, one of these lies before the place that was reached and one after it.
  const ends = [whole[0], whole.at(-1)]
  const going = refs.filter(({ id }) => ends.includes(id))
  const seen = await listed(session, ofAnyAge, 3, async () => {
    for (const one of going.splice(0)) await session.call('delete', { scope: one.scope, ref: one })
    await wrote(session)
  })
  if ('expected' in seen) return seen
  return givenOnce(
    seen,
    whole.filter((id) => !ends.includes(id)),
  )
}

async function listsAll(place: Bench): Promise<Surprise | undefined> {
  const session = await place.open()
  const refs: Ref[] = []
  for (const scope of [shared, run, { tenant: 't', run: 'q' }, { tenant: 'u' }]) {
    for (let count = 0; count < 4; count += 1) refs.push((await wrote(session, scope, pieces(count))) ?? refsNone)
  }
  const wanted = refs.map(({ id }) => id)
  for (const limit of [1, 3, wanted.length, 1_000]) {
    const surprise = await pagesGive(session, ofAnyAge, limit, wanted)
    if (surprise) return surprise
  }
  return pagesWhileWriting(session, refs)
}

const refsNone: Ref = { kind: 'holdfast.ref', id: 'none', scope: run, size: 0 }

const listsEveryBlob: Law = {
  id: 'blobs/lists-every-blob',
  says: 'the pages of a listing give every blob of every scope exactly once, whatever the page size and whoever writes',
  ...gate,
  needs: { ports: ['blobs'], claims: { blobs: ['listing'] } },
  source: ['blobs/port.ts: list'],
  mutants: ['blobs~first-page-only', 'blobs~offset-cursor'],
  refusal: listingRefused,
  check: (lab) =>
    lab.example(1, async ([place]) => (place ? listsAll(place) : { expected: 'a place', observed: 'none' })),
}

/** Gates first. */
export const placeLaws: readonly Law[] = [
  servesEveryMethod,
  freshPlaceIsEmpty,
  placesAreApart,
  closedSessionRefuses,
  refusesBadArguments,
  listsEveryBlob,
]
