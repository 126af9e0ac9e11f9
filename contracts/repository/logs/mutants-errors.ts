/** Known-bad logs that take an error of the store for an answer. */
import type { Mutant } from '../../contract.ts'
import { orInstead } from '../../wrap.ts'
import { logMutant } from './wrap.ts'

const law = 'logs/errors-are-no-absence'

/** Faults of errors that are caught and told as something else. */
export const errorMutants: readonly Mutant[] = [
  logMutant(
    'failed-tail-is-absent',
    { law, says: 'a log that could not be read is taken for absent', source: ['durability:A14', 'durability:Q15'] },
    (inner) => ({
      tail: (scope, log, query) => orInstead(inner.tail(scope, log, query), () => ({ status: 'absent' })),
    }),
  ),
  logMutant(
    'failed-append-is-appended',
    {
      law,
      says: 'an entry that could not be written is acknowledged',
      source: ['durability:T3', 'durability:Q10'],
    },
    (inner) => ({
      append: (scope, log, seq, parts, options) =>
        orInstead(inner.append(scope, log, seq, parts, options), () => ({ status: 'appended', next: seq + 1 })),
    }),
  ),
  logMutant(
    'failed-drop-is-absent',
    { law, says: 'a log that could not be dropped is told to be gone', source: ['durability:A14'] },
    (inner) => ({ drop: (scope, log) => orInstead(inner.drop(scope, log), () => ({ status: 'absent' })) }),
  ),
]
