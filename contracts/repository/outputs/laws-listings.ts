/** The laws of outputs that speak of listings. */
import type { Listing } from '../../examples.ts'
import { allDue, givenOnce, listed, pagesGive, touchesBoth } from '../../examples.ts'
import type { Bench, BenchSession, Lab, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { Scope } from '../../values.ts'
import { offers } from './moves.ts'
import type { OutputKeysPage, OutputScopesPage } from './port.ts'
import { hostileKeys, key, run, shared } from './rows.ts'

const since = '0.1.0'
const onlyPage = { limit: 1_000 }

/** The texts of keys, as a page gives them to the lab. */
const keys = {
  method: 'keys',
  args: [run],
  items: (page: unknown) => (page as OutputKeysPage<string>).keys,
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

/** What is done between the pages of a listing. */
interface Changes {
  /** takes away what a page gives */
  readonly remove: (text: string) => Promise<unknown>
  /** brings what no page has given */
  readonly add: (page: number) => Promise<unknown>
  /** writes what stays there anew, at a later time where the clock can be turned */
  readonly touch: (text: string) => Promise<unknown>
}

/** Writes and removals between the pages must neither hide nor repeat what lies there all the time. */
async function pagesWhileWriting(
  session: BenchSession,
  listing: Listing,
  { remove, add, touch }: Changes,
): Promise<Surprise | undefined> {
  const texts = (await listed(session, listing, 1_000)) as readonly string[]
  // Whatever order the pages go in, one of these lies before the place that was reached and one after it.
  const ends = [texts[0] ?? '', texts.at(-1) ?? '']
  const stays = texts.filter((text) => !ends.includes(text))
  const seen = await listed(session, listing, 3, async (page, given) => {
    for (const text of page === 1 ? ends : []) await remove(text)
    await touchesBoth({ page, seen: given, stays }, touch)
    await add(page)
  })
  return 'expected' in seen ? seen : givenOnce(seen, stays)
}

/** Writes a row anew, later than all that was written before. */
async function writesLater(place: Bench, session: BenchSession, row: readonly unknown[]): Promise<void> {
  await place.turn(1)
  await session.call('put', ...row, 2)
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
  mutants: [
    'outputs~first-page-only',
    'outputs~offset-cursor',
    'outputs~pages-by-write',
    'outputs~pages-by-newest-write',
  ],
  since,
  refusal: listingRefused,
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
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
      return pagesWhileWriting(session, keys, {
        remove: (text) => session.call('delete', run, JSON.parse(text)),
        add: (page) => session.call('put', run, { task: `new-${page}`, input: 'i' }, 1),
        touch: (text) => writesLater(place, session, [run, JSON.parse(text)]),
      })
    }),
}

/** The texts of scopes, as a page gives them to the lab. */
const scopes = {
  method: 'scopes',
  args: [],
  items: (page: unknown) => (page as OutputScopesPage<string>).scopes,
}

/** Two rows in each of many scopes, whose texts are given. */
async function inManyScopes(session: BenchSession): Promise<readonly string[] | Surprise> {
  const runs = hostileKeys.map(({ task }): Scope => ({ tenant: 't', run: task }))
  for (const scope of [shared, ...runs])
    for (const input of inputs) await session.call('put', scope, { ...key, input }, 1)
  const whole = await session.call('scopes', onlyPage)
  const texts = whole.status === 'ok' ? scopes.items(whole.value) : []
  if (texts.length === runs.length + 1) return texts
  return { expected: `${runs.length + 1} scopes in one page`, observed: `${texts.length}` }
}

const inputs = ['i', 'j']

/** What is surprising unless those of these scopes are listed in which keys are, and no others of them. */
async function listsWhereKeysAre(session: BenchSession, texts: readonly string[]): Promise<Surprise | undefined> {
  const listing = await listed(session, scopes, 1_000)
  if ('expected' in listing) return listing
  for (const text of texts) {
    const page = await session.call('keys', JSON.parse(text), { limit: 1 })
    const has = page.status === 'ok' && keys.items(page.value).length > 0
    if (listing.includes(text) === has) continue
    return { expected: `${text} ${has ? '' : 'not '}listed: it has ${has ? 'a' : 'no'} key`, observed: 'otherwise' }
  }
  return undefined
}

/** Scopes end with their last row, whatever takes it. */
async function scopesEnd(
  session: BenchSession,
  lab: Lab,
  { turn }: Pick<Bench, 'turn'>,
): Promise<Surprise | undefined> {
  const texts = (await listed(session, scopes, 1_000)) as readonly string[]
  const [first = '', second = '', third = ''] = texts
  await session.call('clear', JSON.parse(first))
  for (const input of inputs) await session.call('delete', JSON.parse(second), { ...key, input })
  const gone = await pagesGive(session, scopes, 1_000, texts.slice(2))
  if (gone || !offers(lab.claims, 'prune')) return gone
  // One row of this scope is younger than the other, and than those of all other scopes.
  await turn(youngerMs)
  await session.call('put', JSON.parse(third), key, 2)
  for (const olderThanMs of [youngerMs, 0]) {
    await session.call('prune', { olderThanMs })
    const surprise = await listsWhereKeysAre(session, texts.slice(0, 5))
    if (surprise) return surprise
  }
  return undefined
}

const youngerMs = 1_000

const listsEveryScope: Law = {
  id: 'outputs/lists-every-scope',
  says: 'the pages of a listing give every scope that has a row exactly once, whatever the page size and whoever writes, and no other',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['outputs'], claims: { outputs: ['listing'] } },
  source: ['outputs/port.ts: scopes'],
  mutants: [
    'outputs~scopes-of-first-page',
    'outputs~scopes-of-runs-only',
    'outputs~scopes-that-were',
    'outputs~scopes-by-offset',
    'outputs~scopes-by-write',
    'outputs~scopes-outlive-prune',
    'outputs~scopes-end-with-any-row',
  ],
  since,
  refusal: listingRefused,
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const texts = await inManyScopes(session)
      if ('expected' in texts) return texts
      for (const limit of [1, 3, texts.length, 1_000]) {
        const surprise = await pagesGive(session, scopes, limit, texts)
        if (surprise) return surprise
      }
      const changed = await pagesWhileWriting(session, scopes, {
        remove: (text) => session.call('clear', JSON.parse(text)),
        add: (page) => session.call('put', { tenant: 't', run: `new-${page}` }, key, 1),
        touch: (text) => writesLater(place, session, [JSON.parse(text), key]),
      })
      return changed ?? scopesEnd(session, lab, place)
    }),
}

/** Keys first. */
export const listingLaws: readonly Law[] = [listsEveryKey, listsEveryScope]
