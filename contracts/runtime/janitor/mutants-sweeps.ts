/** Janitors whose sweeps take too much or too little. */
import type { PortMutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import { all } from '../../pages.ts'
import type { Swept } from './part.ts'
import type { Beside } from './wrap.ts'
import { discard, janitorMutant, listed, refsAt } from './wrap.ts'

/** How the pages of rows and those of blobs are read. */
interface Reading {
  readonly rows: typeof all
  readonly blobs: typeof all
}

/** The first page of a listing. */
const first: typeof all = async (next) => [await next({ limit: 1_000 })]

/** Takes the old blobs that are seen and that no row has which is seen. */
async function taking(
  on: Beside,
  { graceMs: olderThanMs }: { readonly graceMs: number },
  { rows, blobs }: Reading,
): Promise<{ readonly blobs: number }> {
  const held = new Set<string>()
  const scopes = (await rows((query) => on.outputs.scopes(query))).flatMap((page) => page.scopes)
  for (const scope of scopes)
    for (const { keys } of await rows((query) => on.outputs.keys(scope, query)))
      for (const key of keys) for (const { id } of await refsAt(on, scope, key)) held.add(id)
  const pages = await blobs((query) => on.blobs.list({ olderThanMs, ...query }))
  const old = pages.flatMap((page) => page.blobs.map(({ ref }) => ref)).filter(({ id }) => !held.has(id))
  await discard(on, old)
  return { blobs: old.length }
}

/** The same, and what writes have left. */
async function sweeping(on: Beside, options: { readonly graceMs: number }, reading: Reading): Promise<Swept> {
  return { ...(await taking(on, options, reading)), ...(await on.blobs.reap({ idleMs: options.graceMs })) }
}

/** Faults of sweeps. */
export const sweepMutants: readonly PortMutant[] = [
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
      sweep: async (options) => ({ ...(await taking(on, options, { rows: all, blobs: all })), writes: 0 }),
    }),
  ),
  janitorMutant(
    {
      words: 'sweeps-by-first-page',
      law: 'sweep-reads-every-page',
      says: "a sweep takes the rows of the first page for all that there are, and the blobs of all others for nobody's",
      source: ['janitor/part.ts: sweep'],
    },
    (_, on) => ({ sweep: (options) => sweeping(on, options, { rows: first, blobs: all }) }),
  ),
  janitorMutant(
    {
      words: 'sweeps-first-page-of-blobs',
      law: 'sweep-reads-every-page',
      says: 'a sweep looks at the first page of blobs only',
      source: ['janitor/part.ts: sweep'],
    },
    (_, on) => ({ sweep: (options) => sweeping(on, options, { rows: all, blobs: first }) }),
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
