/** Known-bad outputs whose fault shows on a place as such, or on a row that has come to harm. */
import type { Ground, Mutant } from '../../contract.ts'
import { StoreError, isStoreError } from '../../errors.ts'
import type { Scope } from '../../values.ts'
import { nameOfCount, pageOf } from '../../wrap.ts'
import type { Outputs } from './port.ts'
import { counting, keysOf, moved, outputMutant, writeOf } from './wrap.ts'

/** Faults of methods, places, sessions, arguments and pages. */
export const placeMutants: readonly Mutant[] = [
  outputMutant(
    'no-delete',
    { law: 'outputs/serves-every-method', says: 'a method of the port is missing', source: ['durability:S10'] },
    () => ({ delete: undefined as unknown as Outputs['delete'] }),
  ),
  outputMutant(
    'seeded',
    { law: 'outputs/fresh-place-is-empty', says: 'a new place shows a row', source: ['durability:W9'] },
    (inner) => ({
      async keys(scope, options) {
        const page = await inner.keys(scope, options)
        return { ...page, keys: [...page.keys, { task: 'left', input: 'over' }] }
      },
    }),
  ),
  outputMutant(
    'one-place',
    { law: 'outputs/places-are-apart', says: 'every place shows the first one', source: ['durability:W9'] },
    (inner, { everywhere }) => {
      const first = everywhere.get('outputs~one-place') ?? inner
      everywhere.set('outputs~one-place', first)
      return first
    },
  ),
  outputMutant(
    'misses-after-close',
    {
      law: 'outputs/closed-session-refuses',
      says: 'a read after close is a miss',
      source: ['durability:G12'],
    },
    (inner) => ({
      async get(scope, key) {
        try {
          return await inner.get(scope, key)
        } catch (error) {
          if (isStoreError(error, 'CLOSED')) return { status: 'miss' }
          throw error
        }
      },
    }),
  ),
  outputMutant(
    'mends-names',
    {
      law: 'outputs/refuses-bad-arguments',
      says: 'an empty run is quietly taken for none',
      source: ['outputs/port.ts: OutputKey'],
    },
    moved((scope) => {
      const { run, ...rest }: Scope = scope
      return run === '' ? rest : scope
    }),
  ),
  outputMutant(
    'stores-null-instead',
    {
      law: 'outputs/refuses-what-is-no-value',
      says: 'null is stored in the place of what cannot be written',
      source: ['outputs/port.ts: put'],
    },
    (inner) => ({
      async put(scope, key, value) {
        try {
          return await inner.put(scope, key, value)
        } catch (error) {
          if (isStoreError(error, 'INVALID_ARGUMENT')) return inner.put(scope, key, null)
          throw error
        }
      },
    }),
  ),
  outputMutant(
    'first-page-only',
    {
      law: 'outputs/lists-every-key',
      says: 'a listing stops after its first page',
      source: ['outputs/port.ts: keys'],
    },
    (inner) => ({
      async keys(scope, options) {
        const { keys } = await inner.keys(scope, options)
        return { keys }
      },
    }),
  ),
  outputMutant(
    'offset-cursor',
    {
      law: 'outputs/lists-every-key',
      says: 'a cursor counts the rows to pass over, so that removals before it hide others',
      source: ['outputs/port.ts: keys'],
    },
    (inner) => ({
      async keys(scope, { limit, cursor = '0' }) {
        const all = await keysOf(inner, scope)
        const end = Number(cursor) + limit
        const keys = all.slice(Number(cursor), end)
        return end < all.length ? { keys, cursor: String(end) } : { keys }
      },
    }),
  ),
  outputMutant(
    'pages-by-write',
    {
      law: 'outputs/lists-every-key',
      says: 'pages go by the time of the last write, so that a row which is written anew meanwhile comes again',
      source: ['outputs/port.ts: keys'],
    },
    (inner, ground) => byWrite(inner, ground, (count) => count),
  ),
  outputMutant(
    'pages-by-newest-write',
    {
      law: 'outputs/lists-every-key',
      says: 'pages begin with the newest write, so that a row which is written anew before its turn is in none',
      source: ['outputs/port.ts: keys'],
    },
    (inner, ground) => byWrite(inner, ground, (count) => countsMax - count),
  ),
]

/** More writes than any example makes. */
const countsMax = 1_000_000

/** Outputs whose pages go by the count of each row's last write, or by a rank that is made of it. */
function byWrite(inner: Outputs, ground: Ground, rank: (count: number) => number): Pick<Outputs, 'put' | 'keys'> {
  return {
    ...counting(inner, ground),
    async keys(scope, query) {
      const all = await keysOf(inner, scope)
      const { things, next } = pageOf(
        all.map((key) => [nameOfCount(rank(writeOf(ground, scope, key))), key]),
        query,
      )
      return { keys: things, ...next }
    },
  }
}

/** Faults about rows that cannot be decoded. */
export const corruptMutants: readonly Mutant[] = [
  outputMutant(
    'corrupt-is-miss',
    {
      law: 'outputs/corrupt-is-no-miss',
      says: 'a row that cannot be decoded is taken for absent',
      source: ['durability:A14'],
    },
    (inner) => ({
      async get(scope, key) {
        try {
          return await inner.get(scope, key)
        } catch (error) {
          if (isStoreError(error, 'CORRUPT')) return { status: 'miss' }
          throw error
        }
      },
    }),
  ),
  outputMutant(
    'corrupt-is-uncoded',
    {
      law: 'outputs/corrupt-is-no-miss',
      says: 'what the decoder throws is handed on as it is, so that no caller can tell it from a fault of its own',
      source: ['cache:G24'],
    },
    (inner) => ({
      async get(scope, key) {
        try {
          return await inner.get(scope, key)
        } catch (error) {
          if (isStoreError(error, 'CORRUPT')) throw new SyntaxError('Unexpected end of JSON input', { cause: error })
          throw error
        }
      },
    }),
  ),
  outputMutant(
    'corrupt-fails-listing',
    {
      law: 'outputs/corrupt-is-no-miss',
      says: 'a listing reads the values too, and fails for one that cannot be decoded',
      source: ['durability:A14'],
    },
    (inner) => ({
      async keys(scope, options) {
        const page = await inner.keys(scope, options)
        for (const key of page.keys) await inner.get(scope, key)
        return page
      },
    }),
  ),
  outputMutant(
    'corrupt-key-hides-all',
    {
      law: 'outputs/corrupt-key-is-told',
      says: 'a listing fails for a key that cannot be decoded, and shows none',
      source: ['durability:N11'],
    },
    (inner) => ({
      async keys(scope, options) {
        const page = await inner.keys(scope, options)
        if (page.corrupt) throw new StoreError('CORRUPT', 'a key that cannot be decoded')
        return page
      },
    }),
  ),
  outputMutant(
    'corrupt-key-untold',
    {
      law: 'outputs/corrupt-key-is-told',
      says: 'a listing leaves out a key that cannot be decoded, and says nothing of it',
      source: ['durability:N11'],
    },
    (inner) => ({
      async keys(scope, options) {
        const { corrupt: _untold, ...page } = await inner.keys(scope, options)
        return page
      },
    }),
  ),
  outputMutant(
    'trusts-size',
    {
      law: 'outputs/sizes-are-held-to',
      says: 'bytes are handed out though their number is not the stored one',
      source: ['cache:G22'],
    },
    (inner) => ({
      async get(scope, key) {
        try {
          return await inner.get(scope, key)
        } catch (error) {
          if (isStoreError(error, 'CORRUPT')) return { status: 'hit', value: new Uint8Array(8) }
          throw error
        }
      },
    }),
  ),
]
