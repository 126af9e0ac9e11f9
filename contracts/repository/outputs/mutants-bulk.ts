/** Known-bad outputs whose removals end with their first page. */
import type { Mutant } from '../../contract.ts'
import type { Outputs } from './port.ts'
import type { RowName } from './rows.ts'
import { keysOf, noting, outputMutant, scopesIn } from './wrap.ts'

/** Removes the first hundred of these, and counts them. */
async function removePage(inner: Outputs, rows: readonly RowName[]): Promise<{ readonly rows: number }> {
  const page = rows.slice(0, 100)
  for (const { scope, key } of page) await inner.delete(scope, key)
  return { rows: page.length }
}

/** Faults of removals of many rows. */
export const bulkMutants: readonly Mutant[] = [
  outputMutant(
    'clears-one-page',
    {
      law: 'outputs/clear-goes-through-all',
      says: 'a clearing removes one page of keys, and leaves the rest',
      source: ['outputs/port.ts: clear', 'cache:G4'],
    },
    (inner) => ({
      clear: async (scope) =>
        removePage(
          inner,
          (await keysOf(inner, scope)).map((key) => ({ scope, key })),
        ),
    }),
  ),
  outputMutant(
    'prunes-one-page',
    {
      law: 'outputs/prune-goes-through-all',
      says: 'a pruning removes one page of old rows, and leaves the rest',
      source: ['outputs/port.ts: prune'],
    },
    (inner, ground) => ({
      ...noting(inner, ground),
      async prune({ olderThanMs }) {
        const old: RowName[] = []
        for (const scope of scopesIn(ground).values())
          for (const key of await keysOf(inner, scope)) {
            const got = await inner.get(scope, key)
            const storedAtMs = got.status === 'hit' ? (got.storedAtMs ?? Infinity) : Infinity
            if (ground.clock.now() - storedAtMs >= olderThanMs) old.push({ scope, key })
          }
        return removePage(inner, old)
      },
    }),
  ),
]
