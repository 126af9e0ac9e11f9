/** Known-bad outputs that take an error of the store for an answer. */
import type { Mutant } from '../../contract.ts'
import { orInstead } from '../../wrap.ts'
import { outputMutant } from './wrap.ts'

const law = 'outputs/errors-are-no-absence'

/** Faults of errors that are caught and told as something else. */
export const errorMutants: readonly Mutant[] = [
  outputMutant(
    'get-error-is-miss',
    { law, says: 'a row that could not be read is a miss', source: ['durability:A14'] },
    (inner) => ({ get: (scope, key) => orInstead(inner.get(scope, key), () => ({ status: 'miss' })) }),
  ),
  outputMutant(
    'keys-error-is-empty',
    { law, says: 'a listing that failed is an empty one', source: ['durability:A14'] },
    (inner) => ({ keys: (scope, options) => orInstead(inner.keys(scope, options), () => ({ keys: [] })) }),
  ),
  outputMutant(
    'put-error-is-stored',
    { law, says: 'a row that could not be written is acknowledged', source: ['durability:T3'] },
    (inner, { clock }) => ({
      put: (scope, key, value) =>
        orInstead(inner.put(scope, key, value), () => ({ status: 'stored', storedAtMs: clock.now() })),
    }),
  ),
  outputMutant(
    'delete-error-is-absent',
    { law, says: 'a row that could not be removed is told to be gone', source: ['durability:A14'] },
    (inner) => ({ delete: (scope, key) => orInstead(inner.delete(scope, key), () => ({ status: 'absent' })) }),
  ),
]
