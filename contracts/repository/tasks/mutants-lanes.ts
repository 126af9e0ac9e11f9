/** Known-bad tasks that go by the connections which are for data. */
import type { Mutant } from '../../contract.ts'
import { besideOutputs } from '../../wrap.ts'
import { taskMutant } from './wrap.ts'

const lanes = { law: 'tasks/renews-while-data-waits', needs: 'stall' } as const

/** Faults of tasks whose owner waits for its data. */
export const laneMutants: readonly Mutant[] = [
  taskMutant(
    'renews-by-data-lane',
    { ...lanes, says: 'a claim is renewed by the data lane, behind all that waits there', source: ['durability:C1'] },
    (inner, ground) => ({
      async heartbeat(id, token, options) {
        await besideOutputs(ground).write()
        return inner.heartbeat(id, token, options)
      },
    }),
  ),
  taskMutant(
    'claims-by-data-lane',
    { ...lanes, says: 'a task is claimed by the data lane, and kept by the other one', source: ['durability:C6'] },
    (inner, ground) => ({
      async claim(queue, options) {
        await besideOutputs(ground).read()
        return inner.claim(queue, options)
      },
    }),
  ),
]
