/** Known-bad locks that go by the connections which are for data. */
import type { Mutant } from '../contract.ts'
import { besideOutputs } from '../wrap.ts'
import { lockMutant } from './wrap.ts'

const lanes = { law: 'locks/renews-while-data-waits', needs: 'stall' } as const

/** Faults of locks whose holder waits for its data. */
export const laneMutants: readonly Mutant[] = [
  lockMutant(
    'renews-by-data-lane',
    { ...lanes, says: 'a heartbeat goes by the data lane, behind all that waits there', source: ['durability:C1'] },
    (inner, ground) => ({
      async renew(name, token, options) {
        await besideOutputs(ground).write()
        return inner.renew(name, token, options)
      },
    }),
  ),
  lockMutant(
    'probes-data-lane',
    { ...lanes, says: 'a renewal is made once a probe of the data lane was answered', source: ['durability:C2'] },
    (inner, ground) => ({
      async renew(name, token, options) {
        await besideOutputs(ground).read()
        return inner.renew(name, token, options)
      },
    }),
  ),
  lockMutant(
    'acquires-by-data-lane',
    {
      ...lanes,
      says: 'a lock is taken by the data lane, and kept by the other one',
      source: ['durability:C6'],
    },
    (inner, ground) => ({
      async acquire(name, options) {
        await besideOutputs(ground).read()
        return inner.acquire(name, options)
      },
    }),
  ),
]
