/** Known-bad blobs whose fault shows only where calls overlap. */
import type { Mutant } from '../../contract.ts'
import { revalidating } from '../../wrap.ts'
import type { BlobStat } from './port.ts'
import { blobMutant } from './wrap.ts'

const linearizable = 'Herlihy and Wing 1990, Linearizability'

/** Faults of two steps where one is due, and of answers that are older than the question. */
export const raceMutants: readonly Mutant[] = [
  blobMutant(
    'delete-answers-by-stat',
    {
      law: 'blobs/linearizable',
      says: 'a deletion says whether there was a blob by a look before it, so that two at once both removed it',
      source: ['durability:T13'],
    },
    (inner) => ({
      async delete(scope, ref) {
        const found = await inner.stat(scope, ref)
        const { status } = await inner.delete(scope, ref)
        return { status: found.status === 'there' ? 'deleted' : status }
      },
    }),
  ),
  blobMutant(
    'stat-revalidates',
    {
      law: 'blobs/linearizable',
      says: 'while a blob is looked at, others are answered with what the last look found',
      source: [linearizable],
    },
    (inner, ground) => {
      const answered = revalidating<BlobStat>(ground, 'looks')
      return { stat: (scope, ref) => answered(JSON.stringify([scope, ref]), () => inner.stat(scope, ref)) }
    },
  ),
]
