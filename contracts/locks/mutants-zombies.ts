/** Known-bad locks that let a holder who was taken over go on, because of a pause or by the time of its own clock. */
import type { Mutant } from '../contract.ts'
import type { LockSnapshot, Locks } from './port.ts'
import { lockMutant, seize } from './wrap.ts'

const zombies = { law: 'locks/zombie-changes-nothing', source: ['durability:J1'] } as const

/** Faults of holders that were paused. */
const pauseMutants: readonly Mutant[] = [
  lockMutant(
    'renew-checks-then-writes',
    { ...zombies, says: 'a renewal compares the token, and then extends whatever row the name has by now' },
    (inner) => ({
      async renew(name, token, options) {
        const found = await inner.inspect(name)
        if (found.status === 'free' || found.lock.token !== token) return { status: 'lost' }
        const now = await inner.inspect(name)
        if (now.status === 'free') return { status: 'lost' }
        return inner.renew(name, now.lock.token, options)
      },
    }),
  ),
  lockMutant(
    'renew-takes-back',
    { ...zombies, says: 'a renewal that finds the lock taken over takes it back' },
    (inner, ground) => ({
      ...noting(inner, (lease) => ground.memory.set(`lease ${lease.token} of ${lease.name}`, lease)),
      async renew(name, token, { ttlMs }) {
        const answer = await inner.renew(name, token, { ttlMs })
        const lease = ground.memory.get(`lease ${token} of ${name}`) as LockSnapshot | undefined
        if (answer.status === 'held' || !lease) return answer
        const { owner, heartbeatMs } = lease
        const taken = await seize(inner, name, { owner, heartbeatMs, ttlMs, graceMs: 0 })
        return taken.status === 'acquired' ? { status: 'held', lease: taken.lease } : answer
      },
    }),
  ),
]

/** Locks that tell of each lease that they give. */
function noting(inner: Locks, note: (lease: LockSnapshot) => void): Pick<Locks, 'acquire'> {
  return {
    async acquire(name, options) {
      const answer = await inner.acquire(name, options)
      if (answer.status === 'acquired') note({ ...answer.lease })
      return answer
    },
  }
}

const skews = { law: 'locks/fence-holds-under-skew', source: ['durability:J1', 'durability:T10'] } as const

/** Faults of clients who trust their own clock. */
const skewMutants: readonly Mutant[] = [
  lockMutant(
    'renew-by-own-clock',
    {
      ...skews,
      says: 'who holds a lease that has not run out by its own clock renews it without asking whether it still is its own',
    },
    (inner, { clock }) => {
      const leases = new Map<number, LockSnapshot>()
      return {
        ...noting(inner, (lease) => leases.set(lease.token, lease)),
        async renew(name, token, { ttlMs }) {
          const lease = leases.get(token)
          const now = clock.now()
          if (lease?.name !== name || now >= lease.expiresAtMs) return inner.renew(name, token, { ttlMs })
          const expiresAtMs = now + ttlMs
          const takeableAtMs = expiresAtMs + lease.takeableAtMs - lease.expiresAtMs
          return { status: 'held', lease: { ...lease, heartbeatAtMs: now, expiresAtMs, takeableAtMs, atMs: now } }
        },
      }
    },
  ),
  lockMutant(
    'release-by-own-clock',
    {
      ...skews,
      says: 'a release removes the row of another holder whose lease has run out by the clock of who releases',
    },
    (inner, { clock }) => ({
      async release(name, token) {
        const answer = await inner.release(name, token)
        const found = await inner.inspect(name)
        if (answer.status === 'released' || found.status === 'free') return answer
        if (found.lock.takeableAtMs > clock.now()) return answer
        await inner.evict(found.lock)
        return { status: 'released' }
      },
    }),
  ),
]

/** Faults of holders who do not know, or will not hear, that they were taken over. */
export const zombieMutants: readonly Mutant[] = [...pauseMutants, ...skewMutants]
