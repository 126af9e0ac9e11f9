/** Known-bad locks that take an error of the store for an answer. */
import type { Mutant } from '../contract.ts'
import { orInstead } from '../wrap.ts'
import type { LockSnapshot } from './port.ts'
import { lockMutant } from './wrap.ts'

const law = 'locks/errors-are-no-absence'

/** Faults of errors that are caught and told as something else. */
export const errorMutants: readonly Mutant[] = [
  lockMutant(
    'inspect-error-is-free',
    { law, says: 'a lock that could not be read is taken for a free one', source: ['durability:A14'] },
    (inner) => ({ inspect: (name) => orInstead(inner.inspect(name), () => ({ status: 'free' })) }),
  ),
  lockMutant(
    'list-error-is-empty',
    { law, says: 'a listing that failed is an empty one', source: ['durability:A14'] },
    (inner) => ({ list: (options) => orInstead(inner.list(options), () => ({ locks: [] })) }),
  ),
  lockMutant(
    'acquire-error-is-busy',
    { law, says: 'a lock that could not be asked for is taken for one that is held', source: ['durability:A14'] },
    (inner, { clock }) => ({
      acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
        const now = clock.now()
        const times = { acquiredAtMs: now, heartbeatAtMs: now, expiresAtMs: now + ttlMs, atMs: now }
        const holder: LockSnapshot = {
          name,
          token: 1,
          owner,
          ...times,
          takeableAtMs: now + ttlMs + graceMs,
          heartbeatMs,
        }
        return orInstead(inner.acquire(name, { owner, ttlMs, graceMs, heartbeatMs }), () => ({
          status: 'busy',
          holder,
        }))
      },
    }),
  ),
  lockMutant(
    'renew-error-is-lost',
    {
      law,
      says: 'a renewal that failed is told as the certain loss of the lock',
      source: ['durability:J2', 'durability:A14'],
    },
    (inner) => ({
      renew: (name, token, options) => orInstead(inner.renew(name, token, options), () => ({ status: 'lost' })),
    }),
  ),
  lockMutant(
    'release-error-is-released',
    { law, says: 'a release that failed is acknowledged', source: ['durability:T3'] },
    (inner) => ({ release: (name, token) => orInstead(inner.release(name, token), () => ({ status: 'released' })) }),
  ),
]
