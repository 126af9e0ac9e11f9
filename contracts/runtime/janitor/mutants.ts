/** Janitors that go wrong in one way each. */
import type { Ground, PortMutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import type { Blobs } from '../../repository/blobs/port.ts'
import type { OutputKey, Outputs, OutputStored } from '../../repository/outputs/port.ts'
import type { Ref, Scope, Value } from '../../values.ts'
import { kept, replacing } from '../../wrap.ts'
import { blobsOf, outputsOf } from '../beside.ts'
import { makersOf } from '../laws.ts'
import type { Janitor, WriteBlob } from './part.ts'
import { all, refsOfRow } from './rows.ts'

const { mutant } = makersOf('janitor')

type Fault = Parameters<typeof mutant>[0]
type Make = (write: WriteBlob) => Value | Promise<Value>

/** The ports beneath, as callers see them. */
interface Beside {
  readonly outputs: Outputs
  readonly blobs: Blobs
}

/** A mutant that replaces some methods. */
function janitorMutant(
  fault: Fault,
  override: (inner: Janitor, on: Beside, ground: Ground) => Partial<Janitor>,
): PortMutant {
  return mutant(
    fault,
    replacing<Janitor>((inner, ground) => {
      const on = {
        get outputs(): Outputs {
          return outputsOf(ground)
        },
        get blobs(): Blobs {
          return blobsOf(ground)
        },
      }
      return override(inner, on, ground)
    }),
  )
}

async function refsAt({ outputs }: Beside, scope: Scope, key: OutputKey): Promise<readonly Ref[]> {
  const row = await outputs.get(scope, key)
  return row.status === 'hit' ? refsOfRow(row.value) : []
}

async function discard({ blobs }: Beside, refs: readonly Ref[]): Promise<void> {
  for (const ref of refs) await blobs.delete(ref.scope, ref)
}

/** What a put of one's own does at its end. */
interface Ending {
  failed?(own: readonly Ref[], error: unknown): Promise<void>
  stored?(before: readonly Ref[], own: readonly Ref[]): Promise<void>
}

/** Blobs, then the row: with what is said to be done at the end. */
async function ownPut(on: Beside, scope: Scope, key: OutputKey, make: Make, ending: Ending): Promise<OutputStored> {
  const own: Ref[] = []
  const write: WriteBlob = async (chunks, options) => {
    const ref = await on.blobs.write(scope, chunks, options)
    own.push(ref)
    return ref
  }
  try {
    const value = await make(write)
    const before = await refsAt(on, scope, key)
    const stored = await on.outputs.put(scope, key, value)
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

/** Every blob that is listed. */
async function listed({ blobs }: Beside, olderThanMs: number): Promise<readonly Ref[]> {
  const pages = await all((query) => blobs.list({ olderThanMs, ...query }))
  return pages.flatMap((page) => page.blobs.map(({ ref }) => ref))
}

/** Clears rows, and the blobs of all scopes that are meant. */
function clearing(fault: Fault, isMeant: (cleared: Scope, scope: Scope) => boolean): PortMutant {
  return janitorMutant(fault, (inner, on) => ({
    async clear(scope) {
      const removed = await inner.clear(scope)
      await discard(
        on,
        (await listed(on, 0)).filter((ref) => isMeant(scope, ref.scope)),
      )
      return removed
    },
  }))
}

const sweeps: readonly PortMutant[] = [
  janitorMutant(
    {
      words: 'sweeps-by-rows-only',
      law: 'leaves-no-orphans',
      says: 'only what rows lead to is cleaned up: bytes whose row never came stay for ever',
      source: ['cache:101', 'durability:Q12'],
    },
    (_, { blobs }) => ({ sweep: async ({ graceMs }) => ({ blobs: 0, ...(await blobs.reap({ idleMs: graceMs })) }) }),
  ),
  janitorMutant(
    {
      words: 'sweeps-by-age-only',
      law: 'leaves-no-orphans',
      says: 'a sweep takes what is old, and looks at no row',
      source: ['cache:102'],
    },
    (inner, on) => ({
      async sweep(options) {
        await discard(on, await listed(on, options.graceMs))
        return inner.sweep(options)
      },
    }),
  ),
  janitorMutant(
    {
      words: 'reaps-nothing',
      law: 'reaps-unfinished-writes',
      says: 'a sweep looks at published blobs only',
      source: ['cache:G12'],
    },
    (_, on) => ({
      async sweep({ graceMs }) {
        const held = new Set<string>()
        const scopes = (await all((query) => on.outputs.scopes(query))).flatMap((page) => page.scopes)
        for (const scope of scopes)
          for (const { keys } of await all((query) => on.outputs.keys(scope, query)))
            for (const key of keys) for (const { id } of await refsAt(on, scope, key)) held.add(id)
        const old = (await listed(on, graceMs)).filter(({ id }) => !held.has(id))
        await discard(on, old)
        return { blobs: old.length, writes: 0 }
      },
    }),
  ),
  janitorMutant(
    {
      words: 'has-no-grace',
      law: 'sweep-spares-the-new',
      says: 'a sweep takes blobs of any age',
      source: ['cache:G11', 'durability:Q12'],
    },
    (inner) => ({ sweep: () => inner.sweep({ graceMs: 0 }) }),
  ),
  janitorMutant(
    {
      words: 'skips-unreadable-rows',
      law: 'unreadable-row-stops-sweep',
      says: 'a row that cannot be read is taken for one that refers to nothing',
      source: ['durability:A14'],
    },
    (inner, on) => ({
      async sweep(options) {
        try {
          return await inner.sweep(options)
        } catch (error) {
          if (!isStoreError(error, 'CORRUPT')) throw error
          const old = await listed(on, options.graceMs)
          await discard(on, old)
          return { blobs: old.length, writes: 0 }
        }
      },
    }),
  ),
  janitorMutant(
    {
      words: 'insists-on-deleting',
      law: 'sweeps-can-be-repeated',
      says: 'a blob that is gone already fails the sweep',
      source: ['cache:103'],
    },
    (inner, on) => ({
      async sweep(options) {
        const old = await listed(on, options.graceMs)
        const swept = await inner.sweep(options)
        if (swept.blobs < old.length) throw new Error('a blob that was to be removed is not there')
        return swept
      },
    }),
  ),
]

const removals: readonly PortMutant[] = [
  janitorMutant(
    {
      words: 'clears-its-own-rows',
      law: 'leaves-no-orphans',
      says: 'a clearing removes the rows that its own process knows of, and all blobs of the scope',
      source: ['cache:G8'],
    },
    (inner, on) => {
      const own = new Map<string, OutputKey>()
      return {
        put(scope, key, make) {
          own.set(JSON.stringify([scope, key]), key)
          return inner.put(scope, key, make)
        },
        async clear(scope) {
          let rows = 0
          for (const [name, key] of own)
            if (name.startsWith(JSON.stringify([scope]).slice(0, -1)))
              rows += (await on.outputs.delete(scope, key)).status === 'deleted' ? 1 : 0
          const blobs = await listed(on, 0)
          await discard(
            on,
            blobs.filter((ref) => ref.scope.run === scope.run && ref.scope.tenant === scope.tenant),
          )
          return { rows }
        },
      }
    },
  ),
  janitorMutant(
    {
      words: 'deletes-blobs-first',
      law: 'leaves-no-orphans',
      says: 'a deletion removes the blobs, and then the row that refers to them',
      source: ['durability:Q11'],
    },
    (_, on) => ({
      async delete(scope, key) {
        await discard(on, await refsAt(on, scope, key))
        return on.outputs.delete(scope, key)
      },
    }),
  ),
  janitorMutant(
    {
      words: 'deletes-rows-only',
      law: 'removal-takes-blobs',
      says: 'a deletion leaves the blobs of its row',
      source: ['durability:Q12'],
    },
    (_, { outputs }) => ({ delete: (scope, key) => outputs.delete(scope, key) }),
  ),
  janitorMutant(
    {
      words: 'clears-rows-only',
      law: 'removal-takes-blobs',
      says: 'a clearing leaves the blobs of its rows',
      source: ['cache:98', 'durability:Q12'],
    },
    (_, { outputs }) => ({ clear: (scope) => outputs.clear(scope) }),
  ),
  janitorMutant(
    {
      words: 'prunes-rows-only',
      law: 'removal-takes-blobs',
      says: 'a pruning leaves the blobs of its rows',
      source: ['durability:P15'],
    },
    (_, { outputs }) => ({ prune: (options) => outputs.prune(options) }),
  ),
  clearing(
    {
      words: 'clears-blobs-by-prefix',
      law: 'clear-is-exact',
      says: 'a clearing takes the blobs of all runs whose names begin alike',
      source: ['cache:G4'],
    },
    (cleared, { tenant, run = '' }) =>
      tenant === cleared.tenant && cleared.run !== undefined && run.startsWith(cleared.run),
  ),
  clearing(
    {
      words: 'clears-blobs-of-the-tenant',
      law: 'clear-is-exact',
      says: 'a clearing takes the blobs of other runs that have the same rows',
      source: ['cache:108'],
    },
    (cleared, { tenant }) => tenant === cleared.tenant,
  ),
]

const puts: readonly PortMutant[] = [
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
]

/** From sweeps to removals to what a put leaves. */
export const janitorMutants: readonly PortMutant[] = [...sweeps, ...removals, ...puts]
