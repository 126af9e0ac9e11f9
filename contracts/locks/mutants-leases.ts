/** Known-bad locks, continued: faults of time, identity, renewal, eviction and tokens. */
import type { Mutant } from '../contract.ts'
import type { LockSnapshot, Locks } from './port.ts'
import { lockMutant, seize, stealing, withTokens } from './wrap.ts'

/** A call by the pid of the holder, whatever the token: what `(id, pid)` predicates do. */
async function currentToken(inner: Locks, name: string, token: number): Promise<number> {
  const found = await inner.inspect(name)
  return found.status === 'held' ? found.lock.token : token
}

/** Faults of expiry, grace and takeover. */
export const takeoverMutants: readonly Mutant[] = [
  lockMutant(
    'client-clock',
    {
      law: 'locks/store-clock',
      says: 'the contender judges expiry by the clock of its own process',
      source: ['durability:H10', 'durability:T10'],
    },
    (inner) => ({
      async acquire(name, options) {
        const first = await inner.acquire(name, options)
        // The process's own clock, on purpose: it is the fault.
        return first.status === 'busy' && first.holder.takeableAtMs <= Date.now() ? seize(inner, name, options) : first
      },
    }),
  ),
  lockMutant(
    'both-take',
    {
      law: 'locks/takeover-by-one',
      says: 'two contenders that both judged a lease over both take it',
      source: ['durability:I2'],
    },
    (inner) => ({
      async acquire(name, options) {
        const found = await inner.inspect(name)
        const over = found.status === 'held' && found.lock.takeableAtMs <= found.lock.atMs
        return over ? seize(inner, name, options) : inner.acquire(name, options)
      },
    }),
  ),
  lockMutant(
    'grace-from-heartbeat',
    {
      law: 'locks/grace-after-expiry',
      says: 'grace is counted from the last heartbeat, so that it is over when the lease is',
      source: ['durability:I3', 'durability:T6'],
    },
    stealing(
      ({ atMs, expiresAtMs, heartbeatAtMs, takeableAtMs }) =>
        atMs >= expiresAtMs && atMs >= heartbeatAtMs + (takeableAtMs - expiresAtMs),
    ),
  ),
  lockMutant(
    'grace-excludes-end',
    {
      law: 'locks/grace-after-expiry',
      says: 'a lock is not takeable at the instant at which its grace is over',
      source: ['durability:I3'],
    },
    (inner) => ({
      async acquire(name, options) {
        const found = await inner.inspect(name)
        const edge = found.status === 'held' && found.lock.takeableAtMs === found.lock.atMs
        return edge ? { status: 'busy', holder: found.lock } : inner.acquire(name, options)
      },
    }),
  ),
  lockMutant(
    'contender-grace',
    {
      law: 'locks/grace-of-holder',
      says: 'the grace is the one that the contender asks for itself',
      source: ['durability:I5'],
    },
    stealing(({ atMs, expiresAtMs }, { graceMs }) => atMs >= expiresAtMs + graceMs),
  ),
]

/** Faults of renewal, eviction and of the row's facts. */
export const rowMutants: readonly Mutant[] = [
  lockMutant(
    'renew-by-pid',
    {
      law: 'locks/stale-holder-is-fenced',
      says: 'a renewal goes by name and pid, not by the acquisition',
      source: ['durability:J1'],
    },
    (inner) => ({
      renew: async (name, token, options) => inner.renew(name, await currentToken(inner, name, token), options),
    }),
  ),
  lockMutant(
    'release-by-pid',
    {
      law: 'locks/stale-holder-is-fenced',
      says: 'a release goes by name and pid, not by the acquisition',
      source: ['durability:J1'],
    },
    (inner) => ({
      release: async (name, token) => inner.release(name, await currentToken(inner, name, token)),
    }),
  ),
  lockMutant(
    'evict-by-pid',
    {
      law: 'locks/evict-exact',
      says: 'an eviction goes by name and pid, not by the row that was judged',
      source: ['durability:I14'],
    },
    (inner) => ({
      async evict(snapshot) {
        const found = await inner.inspect(snapshot.name)
        return inner.evict(
          found.status === 'held' && found.lock.owner.pid === snapshot.owner.pid ? found.lock : snapshot,
        )
      },
    }),
  ),
  lockMutant(
    'evict-never',
    {
      law: 'locks/evict-exact',
      says: 'the snapshot is compared by a rounding that never matches',
      source: ['durability:I15'],
    },
    (inner) => ({
      evict: (snapshot) => inner.evict({ ...snapshot, expiresAtMs: snapshot.expiresAtMs + 1 }),
    }),
  ),
  lockMutant(
    'always-held',
    {
      law: 'locks/loss-is-certain',
      says: 'a renewal that found no row is taken for a success',
      source: ['durability:J2'],
    },
    (inner) => {
      const leases = new Map<string, LockSnapshot>()
      return {
        async acquire(name, options) {
          const got = await inner.acquire(name, options)
          if (got.status === 'acquired') leases.set(`${name} ${got.lease.token}`, got.lease)
          return got
        },
        async renew(name, token, options) {
          const got = await inner.renew(name, token, options)
          const lease = leases.get(`${name} ${token}`)
          return got.status === 'lost' && lease ? { status: 'held', lease } : got
        },
      }
    },
  ),
  lockMutant(
    'lost-throws',
    {
      law: 'locks/loss-is-certain',
      says: 'a certain loss is thrown like an unknown outcome',
      source: ['durability:J2'],
    },
    (inner) => ({
      async renew(name, token, options) {
        const got = await inner.renew(name, token, options)
        if (got.status === 'lost') throw new Error('could not renew')
        return got
      },
    }),
  ),
  lockMutant(
    'expired-is-lost',
    {
      law: 'locks/loss-is-certain',
      says: 'a lease that ran out is lost, though nobody took it',
      source: ['durability:L3'],
    },
    (inner) => ({
      async renew(name, token, options) {
        const found = await inner.inspect(name)
        const over = found.status === 'held' && found.lock.expiresAtMs <= found.lock.atMs
        return over ? { status: 'lost' } : inner.renew(name, token, options)
      },
    }),
  ),
  lockMutant(
    'renew-moves-acquisition',
    {
      law: 'locks/renew-keeps-identity',
      says: 'a renewal rewrites the time of acquisition',
      source: ['durability:J3'],
    },
    (inner) => ({
      async renew(name, token, options) {
        const got = await inner.renew(name, token, options)
        return got.status === 'held' ? { ...got, lease: { ...got.lease, acquiredAtMs: got.lease.heartbeatAtMs } } : got
      },
    }),
  ),
  lockMutant(
    'renew-changes-token',
    {
      law: 'locks/renew-keeps-identity',
      says: 'a renewal changes the token, so that the next one fences its own caller out',
      source: ['durability:J3'],
    },
    (inner) => ({
      async renew(name, token, { ttlMs }) {
        const found = await inner.inspect(name)
        if (found.status === 'free' || found.lock.token !== token) return { status: 'lost' }
        const { owner, heartbeatMs, takeableAtMs, expiresAtMs } = found.lock
        const again = await seize(inner, name, { owner, ttlMs, heartbeatMs, graceMs: takeableAtMs - expiresAtMs })
        return again.status === 'acquired' ? { status: 'held', lease: again.lease } : { status: 'lost' }
      },
    }),
  ),
  lockMutant(
    'whole-seconds',
    { law: 'locks/row-round-trips', says: 'times go through a text of whole seconds', source: ['durability:J4'] },
    (inner) => ({
      async inspect(name) {
        const found = await inner.inspect(name)
        if (found.status === 'free') return found
        const seconds = (ms: number): number => Math.floor(ms / 1_000) * 1_000
        const { acquiredAtMs, expiresAtMs } = found.lock
        return {
          status: 'held',
          lock: { ...found.lock, acquiredAtMs: seconds(acquiredAtMs), expiresAtMs: seconds(expiresAtMs) },
        }
      },
    }),
  ),
  lockMutant(
    'owner-is-pid',
    { law: 'locks/row-round-trips', says: 'of the owner only host and pid are kept', source: ['durability:J4'] },
    (inner) => ({
      acquire: (name, options) =>
        inner.acquire(name, {
          ...options,
          owner: { ...options.owner, instance: `${options.owner.host}-${options.owner.pid}` },
        }),
    }),
  ),
]

/** Shows other tokens, and takes them back for as long as the row that they were shown for is there. */
function showing(inner: Locks, shown: (row: LockSnapshot) => number): Partial<Locks> {
  return withTokens(inner, shown, async (name, token) => {
    const found = await inner.inspect(name)
    return found.status === 'held' && shown(found.lock) === token ? found.lock.token : Number.MAX_SAFE_INTEGER
  })
}

/** Faults of tokens. */
export const tokenMutants: readonly Mutant[] = [
  lockMutant(
    'token-restarts',
    {
      law: 'locks/tokens-rise',
      says: 'the counter of tokens starts again after every second acquisition',
      source: ['durability:J5'],
    },
    (inner) => showing(inner, ({ token }) => ((token - 1) % 2) + 1),
  ),
  lockMutant(
    'token-from-clock',
    {
      law: 'locks/tokens-rise',
      says: 'the token is the time of acquisition',
      source: ['durability:J5', 'durability:T21'],
    },
    (inner) => showing(inner, ({ acquiredAtMs }) => acquiredAtMs),
  ),
]
