/** Known-bad blobs whose fault shows on a place as such: its methods, sessions, arguments and pages. */
import type { Mutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import { refKind } from '../refs.ts'
import type { BlobListed, Blobs } from './port.ts'
import { blobMutant, blobsIn } from './wrap.ts'

const left: BlobListed = { ref: { kind: refKind, id: 'left-over', scope: { tenant: 't' }, size: 0 }, storedAtMs: 1 }

/** Faults of methods, places, sessions, arguments and pages. */
export const placeMutants: readonly Mutant[] = [
  blobMutant(
    'no-reap',
    { law: 'blobs/serves-every-method', says: 'a method of the port is missing', source: ['durability:S10'] },
    () => ({ reap: undefined as unknown as Blobs['reap'] }),
  ),
  blobMutant(
    'seeded',
    { law: 'blobs/fresh-place-is-empty', says: 'a new place shows a blob', source: ['durability:W9'] },
    (inner) => ({
      async list(query) {
        const page = await inner.list(query)
        return { ...page, blobs: [...page.blobs, structuredClone(left)] }
      },
    }),
  ),
  blobMutant(
    'one-place',
    { law: 'blobs/places-are-apart', says: 'every place shows the first one', source: ['durability:W9'] },
    (inner, { everywhere }) => {
      const first = (everywhere.get('blobs~one-place') as Blobs | undefined) ?? inner
      everywhere.set('blobs~one-place', first)
      return first
    },
  ),
  blobMutant(
    'absent-after-close',
    {
      law: 'blobs/closed-session-refuses',
      says: 'a blob is absent for a session that is closed',
      source: ['durability:G12'],
    },
    (inner) => ({
      async stat(scope, ref) {
        try {
          return await inner.stat(scope, ref)
        } catch (error) {
          if (isStoreError(error, 'CLOSED')) return { status: 'absent' }
          throw error
        }
      },
    }),
  ),
  blobMutant(
    'mends-scopes',
    {
      law: 'blobs/refuses-bad-arguments',
      says: 'an empty run is quietly taken for none',
      source: ['blobs/port.ts: write'],
    },
    (inner) => ({
      write: (scope, chunks, options) =>
        inner.write(scope.run === '' ? { tenant: scope.tenant } : scope, chunks, options),
    }),
  ),
  blobMutant(
    'first-page-only',
    {
      law: 'blobs/lists-every-blob',
      says: 'a listing stops after its first page',
      source: ['blobs/port.ts: list'],
    },
    (inner) => ({
      async list(query) {
        const { blobs } = await inner.list(query)
        return { blobs }
      },
    }),
  ),
  blobMutant(
    'offset-cursor',
    {
      law: 'blobs/lists-every-blob',
      says: 'a cursor counts the blobs to pass over, so that removals before it hide others',
      source: ['blobs/port.ts: list'],
    },
    (inner) => ({
      async list({ limit, cursor = '0' }) {
        const all = await blobsIn(inner)
        const end = Number(cursor) + limit
        const blobs = all.slice(Number(cursor), end)
        return end < all.length ? { blobs, cursor: String(end) } : { blobs }
      },
    }),
  ),
]
