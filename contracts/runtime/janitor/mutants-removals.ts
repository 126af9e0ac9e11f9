/** Janitors that remove rows without their blobs, or blobs of other rows. */
import type { PortMutant } from '../../contract.ts'
import type { OutputKey } from '../../repository/outputs/port.ts'
import type { Scope } from '../../values.ts'
import type { Fault } from './wrap.ts'
import { discard, janitorMutant, listed, refsAt } from './wrap.ts'

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

/** Faults of removals. */
export const removalMutants: readonly PortMutant[] = [
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
