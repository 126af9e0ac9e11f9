/** Known-bad outputs that delete and clear too much or too little, or miscount it. */
import type { Ground, Mutant } from '../../contract.ts'
import type { Scope } from '../../values.ts'
import type { Outputs } from './port.ts'
import { keysOf, noting, outputMutant, scopesIn } from './wrap.ts'

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
      source: ['outputs/port.ts: clear'],
    },
    clearing((_, cleared) => cleared === undefined),
  ),
  outputMutant(
    'clear-keeps-one',
    {
      law: 'outputs/clear-is-exact',
      says: 'a clearing leaves one row behind',
      source: ['outputs/port.ts: clear'],
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
