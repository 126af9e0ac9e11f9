/** Known-bad workers whose fault shows on a place as such. */
import type { Mutant } from '../contract.ts'
import { isStoreError } from '../errors.ts'
import { identity } from './moves.ts'
import type { Workers } from './port.ts'
import { everyWorker, workerMutant } from './wrap.ts'

/** Workers that have other ids within. */
function renamed(to: (id: string) => string): (inner: Workers) => Partial<Workers> {
  return (inner) => ({
    reserve: (id, options) => inner.reserve(to(id), options),
    activate: (id, token, child) => inner.activate(to(id), token, child),
    beat: (id, token) => inner.beat(to(id), token),
    settle: (id, token, move) => inner.settle(to(id), token, move),
    release: (id, token) => inner.release(to(id), token),
    inspect: (id) => inner.inspect(to(id)),
  })
}

const exact = { law: 'workers/names-are-exact', source: ['durability:M8'] } as const

/** Faults of names, pages, arguments and places. */
export const placeMutants: readonly Mutant[] = [
  workerMutant(
    'no-count',
    { law: 'workers/serves-every-method', says: 'a method of the port is missing', source: ['durability:S10'] },
    () => ({ count: undefined as unknown as Workers['count'] }),
  ),
  workerMutant(
    'seeded',
    { law: 'workers/fresh-place-is-empty', says: 'a new place shows a worker', source: ['durability:W9'] },
    (inner) => ({
      async list(query) {
        const page = await inner.list(query)
        const times = { reservedAtMs: 0, heartbeatAtMs: 0, atMs: 0 }
        const left = { id: 'left-over', task: 't', token: 1, state: 'reserved', owner: identity(0), ...times } as const
        return { ...page, workers: [...page.workers, left] }
      },
    }),
  ),
  workerMutant(
    'one-place',
    { law: 'workers/places-are-apart', says: 'every place shows the first one', source: ['durability:W9'] },
    (inner, ground) => {
      const first = (ground.everywhere.get('workers~one-place') as Workers | undefined) ?? inner
      ground.everywhere.set('workers~one-place', first)
      return first
    },
  ),
  workerMutant(
    'serves-after-close',
    {
      law: 'workers/closed-session-refuses',
      says: 'a sign of life after close is answered as if the worker were gone',
      source: ['durability:G12'],
    },
    (inner) => ({
      async beat(id, token) {
        try {
          return await inner.beat(id, token)
        } catch (error) {
          if (isStoreError(error, 'CLOSED')) return { status: 'lost' }
          throw error
        }
      },
    }),
  ),
  workerMutant(
    'takes-any-cap',
    {
      law: 'workers/refuses-bad-arguments',
      says: 'a cap out of its range is quietly mended',
      source: ['durability:M8'],
    },
    (inner) => ({
      reserve: (id, options) =>
        inner.reserve(id, { ...options, cap: Math.min(1_000_000, Math.max(1, Math.round(options.cap))) }),
    }),
  ),
  workerMutant(
    'first-page-only',
    {
      law: 'workers/lists-every-worker',
      says: 'a listing stops after its first page',
      source: ['workers/port.ts: list'],
    },
    (inner) => ({
      async list(query) {
        const { workers } = await inner.list(query)
        return { workers }
      },
    }),
  ),
  workerMutant(
    'pages-by-offset',
    {
      law: 'workers/lists-every-worker',
      says: 'a page begins so many workers after the first, so that one is passed over where another went',
      source: ['workers/port.ts: list'],
    },
    (inner) => ({
      async list({ limit, cursor }) {
        const all = await everyWorker(inner)
        const from = Number(cursor ?? 0)
        const workers = all.slice(from, from + limit)
        return from + limit < all.length ? { workers, cursor: `${from + limit}` } : { workers }
      },
    }),
  ),
  workerMutant(
    'folds-case',
    { ...exact, says: 'ids are compared without case' },
    renamed((id) => id.toLowerCase()),
  ),
  workerMutant(
    'trims',
    { ...exact, says: 'an id loses the spaces at its ends' },
    renamed((id) => id.trim() || id),
  ),
  workerMutant(
    'list-ignores-task',
    {
      law: 'workers/agrees-with-model',
      says: 'a listing of one task gives the workers of all',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner) => ({
      list({ owner, limit, cursor }) {
        const rest = { ...(owner === undefined ? {} : { owner }), ...(cursor === undefined ? {} : { cursor }) }
        return inner.list({ ...rest, limit })
      },
    }),
  ),
]
