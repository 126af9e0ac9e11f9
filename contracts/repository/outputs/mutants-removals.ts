/** Known-bad outputs that remove too much or too little, miscount it, or date rows wrongly. */
import type { Ground, Mutant } from '../../contract.ts'
import type { Scope } from '../../values.ts'
import type { OutputKey, Outputs } from './port.ts'
import { kept, keysOf, nameOf, outputMutant } from './wrap.ts'

/** Every scope that was written in on this place. */
function scopesIn(ground: Ground): Map<string, Scope> {
  return kept(ground, 'scopes', () => new Map<string, Scope>())
}

/** Outputs that note the scopes which are written in. */
function noting(inner: Outputs, ground: Ground): Pick<Outputs, 'put'> {
  return {
    put(scope, key, value) {
      scopesIn(ground).set(nameOf(scope), { ...scope })
      return inner.put(scope, key, value)
    },
  }
}

/** A clearing that takes every scope which is `alike` the one that is cleared. */
function clearingScopes(
  alike: (other: Scope, cleared: Scope) => boolean,
): (inner: Outputs, ground: Ground) => Partial<Outputs> {
  return (inner, ground) => ({
    ...noting(inner, ground),
    async clear(scope) {
      const own = await inner.clear(scope)
      let { rows } = own
      for (const other of scopesIn(ground).values()) if (alike(other, scope)) rows += (await inner.clear(other)).rows
      return { rows }
    },
  })
}

/** A clearing that takes every scope of the tenant whose run is `alike` the one that is cleared. */
function clearing(
  alike: (run: string | undefined, cleared: string | undefined) => boolean,
): (inner: Outputs, ground: Ground) => Partial<Outputs> {
  return clearingScopes((other, cleared) => other.tenant === cleared.tenant && alike(other.run, cleared.run))
}

function sanitised(run: string | undefined): string | undefined {
  return run?.replaceAll(/[^A-Za-z0-9]/g, '_')
}

/** Faults of deletions and clearings. */
export const removalMutants: readonly Mutant[] = [
  outputMutant(
    'delete-takes-scope',
    {
      law: 'outputs/delete-is-exact',
      says: 'a deletion leaves out the key, and takes the rows of the whole scope',
      source: ['durability:S6'],
    },
    (inner) => ({
      async delete(scope, key) {
        const done = await inner.delete(scope, key)
        if (done.status === 'deleted') await inner.clear(scope)
        return done
      },
    }),
  ),
  outputMutant(
    'delete-takes-all-runs',
    {
      law: 'outputs/delete-is-exact',
      says: 'a deletion leaves out the run, and takes the key in all of them',
      source: ['durability:S6'],
    },
    (inner, ground) => ({
      ...noting(inner, ground),
      async delete(scope, key) {
        const done = await inner.delete(scope, key)
        for (const other of scopesIn(ground).values()) await inner.delete(other, key)
        return done
      },
    }),
  ),
  outputMutant(
    'delete-twice-throws',
    { law: 'outputs/delete-is-exact', says: 'deleting a row that is gone is an error', source: ['durability:S6'] },
    (inner) => ({
      async delete(scope, key) {
        const done = await inner.delete(scope, key)
        if (done.status === 'absent') throw new Error('no such row')
        return done
      },
    }),
  ),
  outputMutant(
    'clear-by-prefix',
    {
      law: 'outputs/clear-is-exact',
      says: 'clearing a run takes every run whose name begins like it',
      source: ['cache:G4'],
    },
    clearing((run, cleared) => cleared !== undefined && run?.startsWith(cleared) === true),
  ),
  outputMutant(
    'clear-by-tenant-prefix',
    {
      law: 'outputs/clear-is-exact',
      says: 'clearing takes every tenant whose name begins alike',
      source: ['cache:G4'],
    },
    clearingScopes((other, cleared) => other.run === cleared.run && other.tenant.startsWith(cleared.tenant)),
  ),
  outputMutant(
    'clear-sanitised',
    {
      law: 'outputs/clear-is-exact',
      says: 'runs are cleared by a name in which odd characters are replaced',
      source: ['cache:G4'],
    },
    clearing((run, cleared) => sanitised(run) === sanitised(cleared)),
  ),
  outputMutant(
    'clear-folds-case',
    { law: 'outputs/clear-is-exact', says: 'runs are cleared without regard to case', source: ['cache:G4'] },
    clearing((run, cleared) => run?.toLowerCase() === cleared?.toLowerCase()),
  ),
  outputMutant(
    'clear-takes-shared',
    {
      law: 'outputs/clear-is-exact',
      says: 'clearing what a tenant shares takes its runs too',
      source: ['repository/outputs/port.ts: clear'],
    },
    clearing((_, cleared) => cleared === undefined),
  ),
  outputMutant(
    'clear-keeps-one',
    {
      law: 'outputs/clear-is-exact',
      says: 'a clearing leaves one row behind',
      source: ['repository/outputs/port.ts: clear'],
    },
    (inner) => ({
      async clear(scope) {
        const keys = await keysOf(inner, scope)
        for (const key of keys.slice(1)) await inner.delete(scope, key)
        return { rows: keys.length }
      },
    }),
  ),
  outputMutant(
    'clear-counts-scopes',
    {
      law: 'outputs/clear-counts-rows',
      says: 'a clearing counts itself, and not the rows that went',
      source: ['outputs/port.ts: clear'],
    },
    (inner) => ({
      async clear(scope) {
        const { rows } = await inner.clear(scope)
        return { rows: Math.min(rows, 1) }
      },
    }),
  ),
]

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
      source: ['repository/outputs/port.ts: get'],
    },
    dating((_, { clock }) => clock.now()),
  ),
  outputMutant(
    'stored-at-in-seconds',
    {
      law: 'outputs/stored-at-is-write-time',
      says: 'times are kept in whole seconds',
      source: ['repository/outputs/port.ts: get'],
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
