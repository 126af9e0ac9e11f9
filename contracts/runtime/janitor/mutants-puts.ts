/** Janitors whose puts leave something behind, or take what is not theirs. */
import type { PortMutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import type { Guarded } from '../../guard.ts'
import type { OutputKey, OutputStored } from '../../repository/outputs/port.ts'
import type { Ref, Scope, Value } from '../../values.ts'
import { kept } from '../../wrap.ts'
import type { WriteBlob } from './part.ts'
import { refsOfRow } from './rows.ts'
import type { Beside, Fault } from './wrap.ts'
import { discard, janitorMutant, refsAt } from './wrap.ts'

type Make = (write: WriteBlob) => Value | Promise<Value>

/** What a put of one's own does at its end. */
interface Ending {
  failed?(own: readonly Ref[], error: unknown): Promise<void>
  stored?(before: readonly Ref[], own: readonly Ref[]): Promise<void>
}

/** Blobs, then the row: with what is said to be done at the end. */
async function ownPut(
  on: Beside,
  scope: Scope,
  key: OutputKey,
  make: Make,
  ending: Ending,
  guarded?: Guarded,
): Promise<OutputStored> {
  const own: Ref[] = []
  const write: WriteBlob = async (chunks, options) => {
    const ref = await on.blobs.write(scope, chunks, options)
    own.push(ref)
    return ref
  }
  try {
    const value = await make(write)
    const before = await refsAt(on, scope, key)
    const stored = await on.outputs.put(scope, key, value, guarded)
    await ending.stored?.(before, own)
    return stored
  } catch (error) {
    await ending.failed?.(own, error)
    throw error
  }
}

/** A put that ends otherwise. */
function putting(fault: Fault, ending: (on: Beside, scope: Scope, key: OutputKey) => Ending): PortMutant {
  return janitorMutant(fault, (_, on) => ({
    put: (scope, key, make) => ownPut(on, scope, key, make, ending(on, scope, key)),
  }))
}

/** Faults of puts. */
export const putMutants: readonly PortMutant[] = [
  putting(
    {
      words: 'keeps-blobs-of-failed-puts',
      law: 'failed-put-leaves-nothing',
      says: 'what was written for a row that failed stays',
      source: ['cache:99'],
    },
    (on) => ({ stored: (before) => discard(on, before) }),
  ),
  putting(
    {
      words: 'cleanup-error-surfaces',
      law: 'cleanup-hides-no-error',
      says: 'what removing the blobs fails by takes the place of what the row failed by',
      source: ['cache:99', 'cache:100'],
    },
    (on) => ({ failed: (own) => discard(on, own), stored: (before) => discard(on, before) }),
  ),
  putting(
    {
      words: 'discards-on-any-error',
      law: 'unknown-put-keeps-its-blobs',
      says: 'the blobs go whatever the row failed by',
      source: ['janitor/part.ts: put'],
    },
    (on) => ({ failed: (own) => discard(on, own), stored: (before) => discard(on, before) }),
  ),
  putting(
    {
      words: 'never-reclaims',
      law: 'overwrite-lets-go',
      says: 'a row that is written over leaves its blobs behind',
      source: ['cache:G9', 'durability:Q12'],
    },
    (on) => ({ failed: (own) => discard(on, own) }),
  ),
  putting(
    {
      words: 'shares-blobs',
      law: 'copies-are-its-own',
      says: 'a ref that a value has from another row is stored as it is',
      source: ['durability:Q12'],
    },
    (on) => ({ failed: (own) => discard(on, own), stored: (before) => discard(on, before) }),
  ),
  putting(
    {
      words: 'cleans-up-by-key',
      law: 'loser-spares-winner',
      says: 'who failed removes the blobs of the row of its key, whoever wrote it',
      source: ['cache:95'],
    },
    (on, scope, key) => ({
      failed: async () => discard(on, await refsAt(on, scope, key)),
      stored: (before) => discard(on, before),
    }),
  ),
  putting(
    {
      words: 'releases-what-is-there',
      law: 'loser-spares-winner',
      says: 'after its row was written a put removes all blobs of the row that are not its own, though another has won meanwhile',
      source: ['cache:G10'],
    },
    (on, scope, key) => ({
      failed: (own) => discard(on, own),
      async stored(before, own) {
        const there = await refsAt(on, scope, key)
        await discard(on, [...before, ...there.filter(({ id }) => !own.some((ref) => ref.id === id))])
      },
    }),
  ),
  janitorMutant(
    {
      words: 'looks-at-the-value-later',
      law: 'changed-value-keeps-its-blobs',
      says: 'what a row does not refer to is told from its value once the row is written, and that value has changed since',
      source: ['cache:D18', 'durability:Q11'],
    },
    (inner, on) => ({
      async put(scope, key, make, options) {
        const own: Ref[] = []
        let value: Value = null
        const stored = await inner.put(
          scope,
          key,
          async (write) => {
            value = await make(async (...blob) => {
              const ref = await write(...blob)
              own.push(ref)
              return ref
            })
            return value
          },
          options,
        )
        const held = refsOfRow(value).map(({ id }) => id)
        await discard(
          on,
          own.filter(({ id }) => !held.includes(id)),
        )
        return stored
      },
    }),
  ),
  janitorMutant(
    {
      words: 'inlines-bytes',
      law: 'rows-stay-small',
      says: 'the bytes of a blob stand in its row',
      source: ['cache:42', 'cache:57'],
    },
    (inner, { outputs, blobs }) => ({
      async put(scope, key, make) {
        const stored = await inner.put(scope, key, make)
        const row = await outputs.get(scope, key)
        if (row.status === 'miss') return stored
        const [ref] = refsOfRow(row.value)
        const read = ref && (await blobs.read(scope, ref))
        if (read?.status !== 'there') return stored
        const value = { ...(row.value as { readonly [field: string]: Value }), bytes: read.bytes }
        return outputs.put(scope, key, value)
      },
    }),
  ),
  janitorMutant(
    {
      words: 'stores-every-other',
      law: 'agrees-with-model',
      says: 'a row without blobs is not written when the one before it was',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner, _, ground) => ({
      put(scope, key, make) {
        const turn = kept(ground, 'turn', () => ({ isOdd: false }))
        turn.isOdd = !turn.isOdd
        return turn.isOdd ? inner.put(scope, key, make) : Promise.resolve({ status: 'stored' as const })
      },
    }),
  ),
  janitorMutant(
    {
      words: 'put-error-is-stored',
      law: 'errors-are-no-absence',
      says: 'where the row cannot be written a put answers that it was',
      source: ['durability:A14'],
    },
    (inner) => ({
      async put(scope, key, make) {
        try {
          return await inner.put(scope, key, make)
        } catch (error) {
          if (isStoreError(error, 'INVALID_ARGUMENT') || !isStoreError(error)) throw error
          return { status: 'stored' }
        }
      },
    }),
  ),
  janitorMutant(
    {
      words: 'forgets-guards',
      law: 'fenced-writer-leaves-nothing',
      says: 'a row is put whatever the guard says',
      source: ['durability:J6'],
    },
    (inner) => ({ put: (scope, key, make) => inner.put(scope, key, make) }),
  ),
  janitorMutant(
    {
      words: 'keeps-blobs-of-fenced-puts',
      law: 'fenced-writer-leaves-nothing',
      says: 'what was written for a row that its guard kept from being stored stays',
      source: ['durability:J6', 'cache:99'],
    },
    (_, on) => ({
      put: (scope, key, make, options) =>
        ownPut(on, scope, key, make, { stored: (before) => discard(on, before) }, options),
    }),
  ),
  janitorMutant(
    {
      words: 'lets-go-before-its-guard',
      law: 'fenced-writer-leaves-nothing',
      says: 'the blobs of a row are removed before the row is, whose removal is refused',
      source: ['durability:J6', 'durability:Q11'],
    },
    (inner, on) => ({
      async delete(scope, key, options) {
        await discard(on, await refsAt(on, scope, key))
        return inner.delete(scope, key, options)
      },
    }),
  ),
]
