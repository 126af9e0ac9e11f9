/** The laws of outputs that speak of listings. */
import { allDue, listed, pagesGive, statusOf } from '../../examples.ts'
import type { Bench, Lab, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { Scope } from '../../values.ts'
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

/** Keys first. */
export const listingLaws: readonly Law[] = [listsEveryKey, listsEveryScope]
