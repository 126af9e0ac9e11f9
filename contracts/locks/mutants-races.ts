/** Known-bad locks whose fault shows only where calls overlap. */
import type { Mutant } from '../contract.ts'
import { revalidating } from '../wrap.ts'
import type { Inspected, Locks } from './port.ts'
import { lockMutant } from './wrap.ts'

/** Removes whatever row the name has. */
async function remove(inner: Locks, name: string): Promise<void> {
  const now = await inner.inspect(name)
  if (now.status === 'held') await inner.evict(now.lock)
}

/** Faults of two steps where one is due, and of answers that are older than the question. */
export const raceMutants: readonly Mutant[] = [
  lockMutant(
    'release-checks-then-removes',
    {
      law: 'locks/linearizable',
      says: 'a release looks whether the token holds the lock, and then removes the row that is there by now',
      source: ['durability:T13'],
    },
    (inner) => ({
      async release(name, token) {
        const found = await inner.inspect(name)
        if (found.status === 'free' || found.lock.token !== token) return { status: 'not-held' }
        await remove(inner, name)
        return { status: 'released' }
      },
    }),
  ),
  lockMutant(
    'evict-checks-then-removes',
    {
      law: 'locks/linearizable',
      says: 'an eviction compares the row with the one that was judged, and then removes the row that is there by now',
      source: ['durability:T13'],
    },
    (inner) => ({
      async evict(snapshot) {
        const found = await inner.inspect(snapshot.name)
        const { token, expiresAtMs } = snapshot
        if (found.status === 'free' || found.lock.token !== token || found.lock.expiresAtMs !== expiresAtMs)
          return { status: 'changed' }
        await remove(inner, snapshot.name)
        return { status: 'evicted' }
      },
    }),
  ),
  lockMutant(
    'inspect-revalidates',
    {
      law: 'locks/linearizable',
      says: 'while an inspection is in flight, others are answered with what the last one found',
      source: ['Herlihy and Wing 1990, Linearizability'],
    },
    (inner, ground) => {
      const answered = revalidating<Inspected>(ground, 'inspections')
      return { inspect: (name) => answered(name, () => inner.inspect(name)) }
    },
  ),
]
