/** Known-bad locks of several holders: what is done to one of them, and who is shown. */
import type { Mutant } from '../contract.ts'
import type { LockSnapshot, Locks } from './port.ts'
import { everyRow, firstToLapse } from './slots.ts'
import { lockMutant } from './wrap.ts'

async function evictAll(inner: Locks, name: string): Promise<void> {
  for (const row of await everyRow(inner, name)) await inner.evict(row)
}

function newest(rows: readonly LockSnapshot[]): LockSnapshot | undefined {
  return rows.toSorted((one, other) => other.token - one.token)[0]
}

const freeing = { law: 'locks/release-frees-one-slot', source: ['durability:L13'] } as const

/** Faults of who is freed. */
const freeingMutants: readonly Mutant[] = [
  lockMutant(
    'release-frees-all-slots',
    { ...freeing, says: 'a release removes the rows of its name, not the one of its token' },
    (inner) => ({
      async release(name, token) {
        const done = await inner.release(name, token)
        if (done.status === 'released') await evictAll(inner, name)
        return done
      },
    }),
  ),
  lockMutant(
    'evict-frees-all-slots',
    { ...freeing, says: 'an eviction removes the rows of its name, once the one that was judged is found there' },
    (inner) => ({
      async evict(snapshot) {
        const done = await inner.evict(snapshot)
        if (done.status === 'evicted') await evictAll(inner, snapshot.name)
        return done
      },
    }),
  ),
  lockMutant(
    'release-frees-the-shown',
    { ...freeing, says: 'a release gives back one slot of the name, that of whoever becomes takeable first' },
    (inner) => ({
      async release(name, token) {
        const rows = await everyRow(inner, name)
        const first = firstToLapse(rows)
        if (!first || rows.every((row) => row.token !== token)) return { status: 'not-held' }
        return { status: (await inner.evict(first)).status === 'evicted' ? 'released' : 'not-held' }
      },
    }),
  ),
]

const renewing = { law: 'locks/renews-one-holder', source: ['durability:L13'] } as const

/** Faults of who is renewed. */
const renewingMutants: readonly Mutant[] = [
  lockMutant('renewal-extends-all', { ...renewing, says: 'a renewal extends every row of its name' }, (inner) => ({
    async renew(name, token, options) {
      const got = await inner.renew(name, token, options)
      const others = got.status === 'held' ? await everyRow(inner, name) : []
      for (const row of others) if (row.token !== token) await inner.renew(name, row.token, options)
      return got
    },
  })),
  lockMutant(
    'renews-only-the-shown',
    {
      ...renewing,
      says: 'a renewal compares its token with that of the row which is shown, and is lost where it differs',
    },
    (inner) => ({
      async renew(name, token, options) {
        const found = await inner.inspect(name)
        return found.status === 'held' && found.lock.token === token
          ? inner.renew(name, token, options)
          : { status: 'lost' }
      },
    }),
  ),
]

const shown = { law: 'locks/first-to-lapse-is-shown', source: ['durability:H6'] } as const

/** Faults of who is shown. */
const shownMutants: readonly Mutant[] = [
  lockMutant(
    'shows-newest-holder',
    { ...shown, says: 'who looks at a lock is shown the holder that came last' },
    (inner) => ({
      async inspect(name) {
        const lock = newest(await everyRow(inner, name))
        return lock ? { status: 'held', lock } : { status: 'free' }
      },
    }),
  ),
  lockMutant(
    'busy-shows-oldest-holder',
    { ...shown, says: 'who finds no slot is told of the holder that came first, which may be the last to go' },
    (inner) => ({
      async acquire(name, options) {
        const got = await inner.acquire(name, options)
        if (got.status === 'acquired') return got
        const rows = (await everyRow(inner, name)).toSorted((one, other) => one.token - other.token)
        const holder = rows.find((row) => options.takeover === 'never' || row.atMs < row.takeableAtMs)
        return { status: 'busy', holder: holder ?? got.holder }
      },
    }),
  ),
]

const listing = { law: 'locks/lists-every-holder', source: ['locks/port.ts: list'] } as const

/** Faults of listings. */
const listingMutants: readonly Mutant[] = [
  lockMutant('lists-one-holder', { ...listing, says: 'a listing gives one row for each name' }, (inner) => ({
    async list(options) {
      const page = await inner.list(options)
      const names = page.locks.map(({ name }) => name)
      return { ...page, locks: page.locks.filter(({ name }, at) => names.indexOf(name) === at) }
    },
  })),
  lockMutant(
    'pages-by-name',
    {
      ...listing,
      says: 'a page goes on behind the name of its last row, and leaves out the other holders of that name',
    },
    (inner) => ({
      async list({ limit, cursor }) {
        const { locks } = await inner.list({ limit: 1_000 })
        const rest = locks
          .filter(({ name }) => cursor === undefined || name > cursor)
          .toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : one.token - other.token))
        const page = rest.slice(0, limit)
        const last = rest.length > limit ? page.at(-1) : undefined
        return last ? { locks: page, cursor: last.name } : { locks: page }
      },
    }),
  ),
]

/** Faults of what is done to one of several, and of who is shown. */
export const companyMutants: readonly Mutant[] = [
  ...listingMutants,
  ...freeingMutants,
  ...renewingMutants,
  ...shownMutants,
]
