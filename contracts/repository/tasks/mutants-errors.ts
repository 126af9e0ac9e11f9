/** Known-bad tasks that take an error of the store for an answer. */
import type { Mutant } from '../../contract.ts'
import { orInstead } from '../../wrap.ts'
import { taskMutant } from './wrap.ts'

const law = 'tasks/errors-are-no-absence'

/** Faults of errors that are caught and told as something else. */
export const errorMutants: readonly Mutant[] = [
  taskMutant(
    'get-error-is-absent',
    { law, says: 'a task that could not be read is taken for absent', source: ['durability:A14'] },
    (inner) => ({ get: (id) => orInstead(inner.get(id), () => ({ status: 'absent' })) }),
  ),
  taskMutant(
    'list-error-is-empty',
    { law, says: 'a listing that failed is an empty one', source: ['durability:A14'] },
    (inner) => ({ list: (query) => orInstead(inner.list(query), () => ({ tasks: [] })) }),
  ),
  taskMutant(
    'claim-error-is-none',
    { law, says: 'a claim that failed is told as if nothing were due', source: ['durability:A14'] },
    (inner) => ({ claim: (queue, options) => orInstead(inner.claim(queue, options), () => ({ status: 'none' })) }),
  ),
  taskMutant(
    'renewal-error-is-lost',
    {
      law,
      says: 'a renewal that failed is told as the certain loss of the claim',
      source: ['durability:J2', 'durability:A14'],
    },
    (inner) => ({
      heartbeat: (id, token, options) => orInstead(inner.heartbeat(id, token, options), () => ({ status: 'lost' })),
    }),
  ),
  taskMutant(
    'move-error-is-absent',
    { law, says: 'an end that failed is told as if there were no such task', source: ['durability:T3'] },
    (inner) => ({ move: (id, move) => orInstead(inner.move(id, move), () => ({ status: 'absent' })) }),
  ),
]
