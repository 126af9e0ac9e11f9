/** Known-bad checkpoints that take an error of the store for an answer. */
import type { Mutant } from '../../contract.ts'
import { orInstead } from '../../wrap.ts'
import { checkpointMutant } from './wrap.ts'

const law = 'checkpoints/errors-are-no-absence'

/** Faults of errors that are caught and told as something else. */
export const errorMutants: readonly Mutant[] = [
  checkpointMutant(
    'failed-read-is-none',
    { law, says: 'a run that could not be read, for whatever reason, is taken for none', source: ['durability:A14'] },
    (inner) => ({
      inspect: (key) => orInstead(inner.inspect(key), () => ({ status: 'none', failing: [], anchor: null })),
    }),
  ),
  checkpointMutant(
    'failed-append-is-acknowledged',
    { law, says: 'items that could not be written are acknowledged', source: ['durability:T3'] },
    (inner) => ({
      append: (key, epoch, items) =>
        orInstead(inner.append(key, epoch, items), () => ({ status: 'appended', added: items.length })),
    }),
  ),
  checkpointMutant(
    'failed-replace-is-superseded',
    { law, says: 'a run whose set could not be written is told that it was superseded', source: ['durability:A14'] },
    (inner) => ({
      replace: (key, epoch, items) => orInstead(inner.replace(key, epoch, items), () => ({ status: 'superseded' })),
    }),
  ),
]
