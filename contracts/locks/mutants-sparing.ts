/** Known-bad locks for those who judge a holder by themselves: what they ask for is not what they get. */
import type { Mutant } from '../contract.ts'
import type { LockSnapshot } from './port.ts'
import { lockMutant } from './wrap.ts'

/** Faults of acquisitions that are to take nobody over. */
export const sparingMutants: readonly Mutant[] = [
  lockMutant(
    'takes-whom-it-should-spare',
    {
      law: 'locks/spares-the-lapsed',
      says: 'a lock whose lease and grace are over is taken over, though it was asked to take nobody over',
      source: ['durability:I13'],
    },
    (inner) => ({ acquire: (name, options) => inner.acquire(name, { ...options, takeover: 'lapsed' }) }),
  ),
  lockMutant(
    'spares-what-is-free',
    {
      law: 'locks/spares-the-lapsed',
      says: 'a lock that was released after its lease had run out is busy for whoever asks to take nobody over',
      source: [],
    },
    (inner) => {
      const lapsed = new Map<string, LockSnapshot>()
      return {
        async acquire(name, options) {
          const seen = lapsed.get(name)
          if (options.takeover === 'never' && seen) return { status: 'busy', holder: seen }
          const got = await inner.acquire(name, options)
          if (got.status === 'busy' && got.holder.atMs >= got.holder.takeableAtMs) lapsed.set(name, got.holder)
          else lapsed.delete(name)
          return got
        },
      }
    },
  ),
]
