/** Known-bad outputs that date rows wrongly, or prune them by something else than their age. */
import type { Ground, Mutant } from '../../contract.ts'
import type { Scope } from '../../values.ts'
import { kept } from '../../wrap.ts'
import type { OutputKey, Outputs } from './port.ts'
import { keysOf, nameOf, noting, outputMutant, scopesIn } from './wrap.ts'

/** Outputs that show another time of storage than the store's. */
function dating(
  shown: (storedAtMs: number, ground: Ground) => number,
): (inner: Outputs, ground: Ground) => Partial<Outputs> {
  return (inner, ground) => ({
    async get(scope, key) {
      const got = await inner.get(scope, key)
      if (got.status === 'miss' || got.storedAtMs === undefined) return got
      return { ...got, storedAtMs: shown(got.storedAtMs, ground) }
    },
  })
}

interface First {
  readonly scope: Scope
  readonly key: OutputKey
  readonly atMs: number
}

/** The first write of every row of this place. */
function firstsIn(ground: Ground): Map<string, First> {
  return kept(ground, 'firsts', () => new Map<string, First>())
}

/** Faults of ages. */
export const ageMutants: readonly Mutant[] = [
  outputMutant(
    'stored-at-by-client',
    {
      law: 'outputs/stored-at-is-write-time',
      says: 'rows are dated by the clock of the client, which is a minute ahead',
      source: ['durability:T10'],
    },
    dating((storedAtMs) => storedAtMs + 60_000),
  ),
  outputMutant(
    'stored-at-is-read-time',
    {
      law: 'outputs/stored-at-is-write-time',
      says: 'a row shows the time at which it is read',
      source: ['outputs/port.ts: get'],
    },
    dating((_, { clock }) => clock.now()),
  ),
  outputMutant(
    'stored-at-in-seconds',
    {
      law: 'outputs/stored-at-is-write-time',
      says: 'times are kept in whole seconds',
      source: ['outputs/port.ts: get'],
    },
    dating((storedAtMs) => Math.floor(storedAtMs / 1_000) * 1_000),
  ),
  outputMutant(
    'prune-excludes-end',
    {
      law: 'outputs/prune-by-age',
      says: 'a row of exactly the age that is named is kept',
      source: ['outputs/port.ts: prune'],
    },
    (inner) => ({
      prune: ({ olderThanMs }) => inner.prune({ olderThanMs: Math.min(olderThanMs + 1, 3_153_600_000_000) }),
    }),
  ),
  outputMutant(
    'prune-by-first-write',
    {
      law: 'outputs/prune-by-age',
      says: 'the age of a row counts from its first write, however often it was written since',
      source: ['outputs/port.ts: prune'],
    },
    (inner, ground) => ({
      async put(scope, key, value) {
        const stored = await inner.put(scope, key, value)
        const firsts = firstsIn(ground)
        const name = nameOf(scope, key)
        const atMs = firsts.get(name)?.atMs ?? stored.storedAtMs ?? ground.clock.now()
        firsts.set(name, { scope: { ...scope }, key: { ...key }, atMs })
        return stored
      },
      async prune(options) {
        let { rows } = await inner.prune(options)
        for (const { scope, key, atMs } of firstsIn(ground).values()) {
          if (ground.clock.now() - atMs < options.olderThanMs) continue
          rows += Number((await inner.delete(scope, key)).status === 'deleted')
        }
        return { rows }
      },
    }),
  ),
  outputMutant(
    'prune-in-one-scope',
    {
      law: 'outputs/prune-by-age',
      says: 'a pruning stops at the first scope',
      source: ['outputs/port.ts: prune'],
    },
    (inner, ground) => ({
      ...noting(inner, ground),
      async prune({ olderThanMs }) {
        const [first] = scopesIn(ground).values()
        let rows = 0
        for (const key of first ? await keysOf(inner, first) : []) {
          const got = first && (await inner.get(first, key))
          const storedAtMs = got?.status === 'hit' ? (got.storedAtMs ?? 0) : Infinity
          if (!first || ground.clock.now() - storedAtMs < olderThanMs) continue
          rows += Number((await inner.delete(first, key)).status === 'deleted')
        }
        return { rows }
      },
    }),
  ),
  outputMutant(
    'prune-takes-all',
    {
      law: 'outputs/prune-by-age',
      says: 'a pruning removes every row, however young',
      source: ['outputs/port.ts: prune'],
    },
    (inner) => ({ prune: () => inner.prune({ olderThanMs: 0 }) }),
  ),
  outputMutant(
    'prune-counts-one',
    {
      law: 'outputs/prune-counts-rows',
      says: 'a pruning counts one row, however many went',
      source: ['outputs/port.ts: prune'],
    },
    (inner) => ({
      async prune(options) {
        const { rows } = await inner.prune(options)
        return { rows: Math.min(rows, 1) }
      },
    }),
  ),
]
