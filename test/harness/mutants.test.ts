/** Mutants die by the law that they name, controls by none; and a law that looks at nothing kills nothing. */
import { beforeAll, describe, expect, it } from 'vitest'
import memory from 'holdfast/adapters/memory'
import postgres from 'holdfast/adapters/postgres'
import sqlite from 'holdfast/adapters/sqlite'
import builtin from '../../dist/src/builtin.js'
import { quantile } from '../../dist/src/harness/case.js'
import type { MutantResult } from '../../dist/src/harness/jobs.js'
import { load } from '../../dist/src/harness/mutate.js'
import { isExpected, tryMutants } from '../../dist/src/harness/try-mutants.js'
import blindLaw from '../backends/lab-blind-law.plugin.ts'

/** One of each kind: methods, places, arguments, pages, names, holders, kills, time, identity, values, tokens, removals, harm. */
const chosen: readonly (readonly [mutant: string, law: string])[] = [
  ['locks~no-list', 'locks/serves-every-method'],
  ['locks~one-place', 'locks/places-are-apart'],
  ['locks~clamps', 'locks/refuses-bad-arguments'],
  ['locks~first-page-only', 'locks/lists-every-lock'],
  ['locks~folds-case', 'locks/names-are-exact'],
  ['locks~age-steal', 'locks/one-holder'],
  ['locks~busy-throws', 'locks/busy-is-a-value'],
  ['locks~ack-before-write', 'locks/survives-kill'],
  ['locks~grace-excludes-end', 'locks/grace-after-expiry'],
  ['locks~renew-by-pid', 'locks/stale-holder-is-fenced'],
  ['locks~evict-never', 'locks/evict-exact'],
  ['locks~token-restarts', 'locks/tokens-rise'],
  ['outputs~stores-null-instead', 'outputs/refuses-what-is-no-value'],
  ['outputs~offset-cursor', 'outputs/lists-every-key'],
  ['outputs~joined-scope', 'outputs/scopes-are-exact'],
  ['outputs~cache-of-session', 'outputs/run-finds-its-own'],
  ['outputs~blob-of-pooled-slab', 'outputs/blobs-round-trip'],
  ['outputs~assigns-keys', 'outputs/distinct-values-stay-distinct'],
  ['outputs~keeps-live-value', 'outputs/store-keeps-its-own'],
  ['outputs~delete-then-write', 'outputs/last-write-wins'],
  ['outputs~torn-overwrite', 'outputs/survives-kill'],
  ['outputs~clear-by-prefix', 'outputs/clear-is-exact'],
  ['outputs~prune-by-first-write', 'outputs/prune-by-age'],
  ['outputs~trusts-size', 'outputs/sizes-are-held-to'],
]

function byId(rows: readonly MutantResult[]): ReadonlyMap<string, MutantResult> {
  return new Map(rows.map((row) => [row.id, row]))
}

describe('a mutant of a port', () => {
  let rows: ReadonlyMap<string, MutantResult>

  beforeAll(async () => {
    rows = byId(await tryMutants({ plugins: [builtin], adapters: [memory], ids: chosen.map(([id]) => id) }))
  }, 60_000)

  it.each(chosen)('%s dies by %s, which it names', (id, law) => {
    expect(rows.get(id)).toMatchObject({ kind: 'port', adapter: 'memory', verdict: 'killed', law, refusedBy: law })
    expect(rows.get(id)?.cases).toBeGreaterThan(0)
  })

  it('has one row', () => {
    expect([...rows.keys()]).toEqual(chosen.map(([id]) => id))
  })
})

/** What breaks in a race, in a crash, after several steps, or in one scope among several. */
const large = [
  'outputs~cache-of-session',
  'outputs~delete-then-write',
  'outputs~prune-by-first-write',
  'outputs~torn-overwrite',
  'checkpoints~anchor-leaves-set',
  'checkpoints~epoch-read-then-written',
  'checkpoints~ledger-rewrite',
  'checkpoints~read-modify-write',
  'checkpoints~torn-repin',
  'checkpoints~torn-replace',
  'locks~always-held',
  'locks~both-take',
  'locks~read-then-insert',
  'locks~token-restarts',
  'locks~torn-takeover',
]

describe('the case that a mutant dies by', () => {
  let rows: readonly MutantResult[]

  beforeAll(async () => {
    const options = { plugins: [builtin], adapters: [memory], onlyNamed: true, seed: 1, runs: 80 }
    rows = await tryMutants({ ...options, ids: large })
  }, 60_000)

  it('is shrunk, in every row', () => {
    expect(rows.filter(({ verdict, operations }) => verdict === 'killed' && operations !== undefined)).toHaveLength(
      large.length,
    )
  })

  it.each([
    ['operations', 3, 5],
    ['actors', 2, 2],
    ['faults', 0, 1],
  ] as const)('has at most %s: %i in the median, %i in all', (size, median, most) => {
    const sizes = rows.map((row) => row[size] ?? Infinity)
    expect(quantile(sizes, 0.5)).toBeLessThanOrEqual(median)
    expect(quantile(sizes, 1)).toBeLessThanOrEqual(most)
  })
})

describe('a mutant of the driver', () => {
  it('says nothing of an adapter that does not use the driver, and dies on one that does', async () => {
    const on = async (all: boolean): Promise<readonly MutantResult[]> =>
      tryMutants({ plugins: [builtin], adapters: [memory, sqlite], ids: ['locks~deferred-begin'], all })
    const law = 'locks/busy-is-a-value'
    expect(await on(true)).toMatchObject([
      { kind: 'seam', adapter: 'memory', verdict: 'inapplicable' },
      { kind: 'seam', adapter: 'sqlite', verdict: 'killed', law, refusedBy: law },
    ])
  })

  it('that takes the lock of a row away dies where a run is taken over while it writes', async () => {
    const options = { plugins: [builtin], adapters: [postgres], ids: ['checkpoints~row-unlocked'], onlyNamed: true }
    const law = 'checkpoints/zombie-changes-nothing'
    expect(await tryMutants(options)).toMatchObject([
      { kind: 'seam', adapter: 'postgres', verdict: 'killed', law, refusedBy: law },
    ])
  }, 60_000)
})

describe('a control', () => {
  it.each(['locks=sparse-tokens', 'locks=shuffled-list', 'outputs=short-pages'])('passes every law: %s', async (id) => {
    const [row] = await tryMutants({ plugins: [builtin], adapters: [memory], ids: [id] })
    expect(row).toMatchObject({ kind: 'control', verdict: 'survived' })
    // How many there are is a matter of time: 1,562 of one of these on a quiet machine, 329 at a load of 11.
    expect(row?.cases).toBeGreaterThan(100)
    expect(row).not.toHaveProperty('refusedBy')
  })
})

describe('a law that looks at nothing', () => {
  let rows: ReadonlyMap<string, MutantResult>

  beforeAll(async () => {
    const ids = ['locks~no-list', 'locks~serves-after-close', 'locks~evict-never']
    rows = byId(await tryMutants({ plugins: [blindLaw], adapters: [memory], ids }))
  }, 60_000)

  it('lets its mutant survive where no other law refuses it', () => {
    expect(rows.get('locks~serves-after-close')).toMatchObject({ verdict: 'survived' })
    expect(rows.get('locks~serves-after-close')).not.toHaveProperty('refusedBy')
  })

  it('does not take the credit where another law refuses its mutant', () => {
    const refusedBy = 'locks/agrees-with-model'
    expect(rows.get('locks~evict-never')).toMatchObject({ verdict: 'wrong-law', refusedBy })
  })

  it('makes both rows unexpected, and leaves those of other laws as they are', () => {
    const unexpected = [...rows.values()].filter((row) => !isExpected(row)).map(({ id }) => id)
    expect(unexpected).toEqual(['locks~serves-after-close', 'locks~evict-never'])
    expect(rows.get('locks~no-list')).toMatchObject({ verdict: 'killed' })
  })
})

describe('a contract that is written in TypeScript', () => {
  it('has mutants that any process can put on', async () => {
    const module = new URL('../backends/lab-typescript.contract.ts', import.meta.url).href
    const worn = await load({ id: 'locks~no-list', module })
    expect(worn).toMatchObject({ port: { name: 'locks' }, wears: { id: 'locks~no-list' } })
  })
})

describe('a selection of mutants', () => {
  it('is split into shards that have each of them once', async () => {
    const ids = ['locks~no-list', 'locks~clamps', 'locks~one-place']
    const shard = (index: number): Promise<readonly MutantResult[]> =>
      tryMutants({ plugins: [builtin], adapters: [memory], ids, shard: { index, of: 2 } })
    expect((await shard(1)).map(({ id }) => id)).toEqual(['locks~no-list', 'locks~one-place'])
    expect((await shard(2)).map(({ id }) => id)).toEqual(['locks~clamps'])
  })
})
