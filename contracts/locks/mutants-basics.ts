/** Known-bad locks whose fault shows on a place as such. */
import type { Mutant } from '../contract.ts'
import { isStoreError } from '../errors.ts'
import type { Locks } from './port.ts'
import { lockMutant } from './wrap.ts'

function renamed(to: (name: string) => string): (inner: Locks) => Partial<Locks> {
  return (inner) => ({
    acquire: (name, options) => inner.acquire(to(name), options),
    renew: (name, token, options) => inner.renew(to(name), token, options),
    release: (name, token) => inner.release(to(name), token),
    inspect: (name) => inner.inspect(to(name)),
  })
}

/** Faults of names, pages, arguments and places. */
export const basicMutants: readonly Mutant[] = [
  lockMutant(
    'no-list',
    { law: 'locks/serves-every-method', says: 'a method of the port is missing', source: ['durability:S10'] },
    () => ({
      list: undefined as unknown as Locks['list'],
    }),
  ),
  lockMutant(
    'seeded',
    { law: 'locks/fresh-place-is-empty', says: 'a new place shows a row', source: ['durability:W9'] },
    (inner) => ({
      async list(options) {
        const page = await inner.list(options)
        const owner = { instance: 'earlier', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
        const times = { acquiredAtMs: 0, heartbeatAtMs: 0, expiresAtMs: 0, takeableAtMs: 0, heartbeatMs: 1, atMs: 0 }
        return { ...page, locks: [...page.locks, { name: 'left-over', token: 1, owner, ...times }] }
      },
    }),
  ),
  lockMutant(
    'one-place',
    { law: 'locks/places-are-apart', says: 'every place shows the first one', source: ['durability:W9'] },
    (inner, ground) => {
      const first = ground.everywhere.get('locks~one-place') ?? inner
      ground.everywhere.set('locks~one-place', first)
      return first
    },
  ),
  lockMutant(
    'serves-after-close',
    {
      law: 'locks/closed-session-refuses',
      says: 'a release after close is taken for done',
      source: ['durability:G12'],
    },
    (inner) => ({
      async release(name, token) {
        try {
          return await inner.release(name, token)
        } catch (error) {
          if (isStoreError(error, 'CLOSED')) return { status: 'not-held' }
          throw error
        }
      },
    }),
  ),
  lockMutant(
    'clamps',
    {
      law: 'locks/refuses-bad-arguments',
      says: 'a lease length out of range is quietly mended',
      source: ['durability:L12'],
    },
    (inner) => ({
      acquire: (name, options) => inner.acquire(name, { ...options, ttlMs: Math.max(1, Math.round(options.ttlMs)) }),
    }),
  ),
  lockMutant(
    'first-page-only',
    { law: 'locks/lists-every-lock', says: 'a listing stops after its first page', source: ['locks/port.ts: list'] },
    (inner) => ({
      async list(options) {
        const { locks } = await inner.list(options)
        return { locks }
      },
    }),
  ),
  lockMutant(
    'inspect-hides-expired',
    {
      law: 'locks/agrees-with-model',
      says: 'inspect takes a lease that ran out for a free lock',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner) => ({
      async inspect(name) {
        const found = await inner.inspect(name)
        return found.status === 'held' && found.lock.expiresAtMs <= found.lock.atMs ? { status: 'free' } : found
      },
    }),
  ),
  lockMutant(
    'one-name',
    { law: 'locks/names-are-exact', says: 'one global lock stands for every name', source: ['durability:H3'] },
    renamed(() => 'global'),
  ),
  lockMutant(
    'folds-case',
    { law: 'locks/names-are-exact', says: 'names are compared without case', source: ['durability:H3'] },
    renamed((name) => name.toLowerCase()),
  ),
  lockMutant(
    'nul-ends',
    { law: 'locks/names-are-exact', says: 'a name ends at its first NUL', source: ['durability:M8'] },
    renamed((name) => name.split('\u0000')[0] || name),
  ),
]
