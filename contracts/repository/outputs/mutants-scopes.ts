/** Known-bad outputs that tell of scopes which have no row, or not of all that have one. */
import { createHash } from 'node:crypto'
import type { Ground, Mutant } from '../../contract.ts'
import type { Scope } from '../../values.ts'
import { kept, nameOfCount, pageOf } from '../../wrap.ts'
import type { Outputs } from './port.ts'
import { counting, keysOf, nameOf, noting, outputMutant, scopesIn, scopesOf, writeOf } from './wrap.ts'

/** Where outputs keep which scopes there are, in rows of their own. */
const index: Scope = { tenant: 'index' }

/** Outputs that note a scope in a second step, behind the row that was written in it. */
function notingBehind(inner: Outputs): Pick<Outputs, 'put' | 'scopes'> {
  return {
    async put(scope, key, value) {
      const stored = await inner.put(scope, key, value)
      const task = createHash('sha256').update(nameOf(scope)).digest('hex')
      await inner.put(index, { task, input: 'scope' }, { ...scope })
      return stored
    },
    async scopes(query) {
      const noted: (readonly [string, Scope])[] = []
      for (const key of await keysOf(inner, index)) {
        const row = await inner.get(index, key)
        const scope = row.status === 'hit' ? (row.value as Scope) : index
        if ((await inner.keys(scope, { limit: 1 })).keys.length > 0) noted.push([key.task, scope])
      }
      const { things, next } = pageOf(noted, query)
      return { scopes: things, ...next }
    },
  }
}

/** Scopes of which a prune took rows, by name. */
function prunedIn(ground: Ground): Map<string, Scope> {
  return kept(ground, 'pruned', () => new Map<string, Scope>())
}

/** Outputs that list other scopes than those which have rows, once a prune took rows of them. */
function afterPrune(
  inner: Outputs,
  ground: Ground,
  shown: (there: ReadonlyMap<string, Scope>, pruned: ReadonlyMap<string, Scope>) => Iterable<[string, Scope]>,
): Pick<Outputs, 'put' | 'prune' | 'scopes'> {
  return {
    put(scope, key, value) {
      prunedIn(ground).delete(nameOf(scope))
      return inner.put(scope, key, value)
    },
    async prune(options) {
      const before: (readonly [Scope, number])[] = []
      for (const scope of await scopesOf(inner)) before.push([scope, (await keysOf(inner, scope)).length])
      const removed = await inner.prune(options)
      for (const [scope, rows] of before)
        if ((await keysOf(inner, scope)).length < rows) prunedIn(ground).set(nameOf(scope), scope)
      return removed
    },
    async scopes(query) {
      const there = new Map((await scopesOf(inner)).map((scope) => [nameOf(scope), scope]))
      const { things, next } = pageOf([...shown(there, prunedIn(ground))], query)
      return { scopes: things, ...next }
    },
  }
}

/** Faults of what is told of scopes. */
export const scopeMutants: readonly Mutant[] = [
  outputMutant(
    'scopes-of-first-page',
    {
      law: 'outputs/lists-every-scope',
      says: 'a listing of scopes stops after its first page',
      source: ['outputs/port.ts: scopes'],
    },
    (inner) => ({
      async scopes(options) {
        const { scopes } = await inner.scopes(options)
        return { scopes }
      },
    }),
  ),
  outputMutant(
    'scopes-of-runs-only',
    {
      law: 'outputs/lists-every-scope',
      says: 'what the runs of a tenant share is in no listing',
      source: ['outputs/port.ts: scopes'],
    },
    (inner) => ({
      async scopes(options) {
        const page = await inner.scopes(options)
        return { ...page, scopes: page.scopes.filter(({ run }) => run !== undefined) }
      },
    }),
  ),
  outputMutant(
    'scopes-that-were',
    {
      law: 'outputs/lists-every-scope',
      says: 'a scope is listed though its rows are gone',
      source: ['outputs/port.ts: scopes'],
    },
    (inner, ground) => ({
      ...noting(inner, ground),
      async scopes({ cursor }) {
        return cursor === undefined ? { scopes: [...scopesIn(ground).values()] } : { scopes: [] }
      },
    }),
  ),
  outputMutant(
    'scopes-by-offset',
    {
      law: 'outputs/lists-every-scope',
      says: 'a cursor counts the scopes to pass over, so that those which end before it hide others',
      source: ['outputs/port.ts: scopes'],
    },
    (inner) => ({
      async scopes({ limit, cursor = '0' }) {
        const all = await scopesOf(inner)
        const end = Number(cursor) + limit
        const scopes = all.slice(Number(cursor), end)
        return end < all.length ? { scopes, cursor: String(end) } : { scopes }
      },
    }),
  ),
  outputMutant(
    'scopes-by-write',
    {
      law: 'outputs/lists-every-scope',
      says: 'pages of scopes go by the time of their last writes, so that one which is written in meanwhile comes again',
      source: ['outputs/port.ts: scopes'],
    },
    (inner, ground) => ({
      ...counting(inner, ground),
      async scopes(query) {
        const all = await scopesOf(inner)
        const { things, next } = pageOf(
          all.map((scope) => [nameOfCount(writeOf(ground, scope)), scope]),
          query,
        )
        return { scopes: things, ...next }
      },
    }),
  ),
  outputMutant(
    'scopes-outlive-prune',
    {
      law: 'outputs/lists-every-scope',
      says: 'a scope stays listed when a pruning takes its last row',
      source: ['outputs/port.ts: scopes'],
    },
    (inner, ground) => afterPrune(inner, ground, (there, pruned) => new Map([...pruned, ...there])),
  ),
  outputMutant(
    'scopes-end-with-any-row',
    {
      law: 'outputs/lists-every-scope',
      says: 'a scope is listed no more when a pruning takes one of its rows, though others stay',
      source: ['outputs/port.ts: scopes'],
    },
    (inner, ground) => afterPrune(inner, ground, (there, pruned) => [...there].filter(([name]) => !pruned.has(name))),
  ),
  outputMutant(
    'scope-noted-in-second-step',
    {
      law: 'outputs/survives-kill',
      says: 'a row is written in one step, and its scope noted for listings in another',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    notingBehind,
  ),
]
