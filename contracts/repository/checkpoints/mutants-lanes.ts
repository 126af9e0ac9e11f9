/** Known-bad checkpoints that go by the connections which are for data. */
import type { Mutant } from '../../contract.ts'
import { besideOutputs, orInstead } from '../../wrap.ts'
import { checkpointMutant } from './wrap.ts'

const lanes = { law: 'checkpoints/lands-while-data-waits', needs: 'stall' } as const

/** Faults of checkpoints whose session waits for its data. */
export const laneMutants: readonly Mutant[] = [
  checkpointMutant(
    'appends-by-data-lane',
    {
      ...lanes,
      says: 'items are written by the data lane, and acknowledged whatever becomes of them there',
      source: ['durability:C4'],
    },
    (inner, ground) => ({
      async append(key, epoch, items) {
        const written = besideOutputs(ground)
          .read()
          .then(() => inner.append(key, epoch, items))
        written.catch(() => {})
        return { status: 'appended', added: items.length }
      },
    }),
  ),
  checkpointMutant(
    'reads-by-data-lane',
    {
      ...lanes,
      says: 'progress is read by the data lane, and what cannot be read there is none',
      source: ['durability:C5'],
    },
    (inner, ground) => ({
      inspect: (key) =>
        orInstead(
          besideOutputs(ground)
            .read()
            .then(() => inner.inspect(key)),
          () => ({ status: 'none', failing: [], anchor: null }),
        ),
    }),
  ),
]
