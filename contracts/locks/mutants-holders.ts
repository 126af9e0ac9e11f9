/** Known-bad locks that let in a second holder, or mistake who holds. */
import type { Mutant, SeamMutant } from '../contract.ts'
import type { Acquired, Locks } from './port.ts'
import { lockMutant, seize, stealing } from './wrap.ts'

/** Faults of holding, releasing and being busy. */
export const holderMutants: readonly Mutant[] = [
  lockMutant(
    'read-then-insert',
    {
      law: 'locks/one-holder',
      says: 'whether the lock is free is read in one step and the row written in another',
      source: ['durability:H1'],
    },
    (inner) => ({
      async acquire(name, options) {
        const found = await inner.inspect(name)
        if (found.status === 'held' && found.lock.takeableAtMs > found.lock.atMs)
          return { status: 'busy', holder: found.lock }
        return seize(inner, name, options)
      },
    }),
  ),
  lockMutant(
    'age-steal',
    {
      law: 'locks/one-holder',
      says: 'a lease is taken once it is old, though its holder renewed it',
      source: ['durability:I1'],
    },
    stealing((holder) => holder.atMs - holder.acquiredAtMs >= 50),
  ),
  lockMutant(
    'same-pid-owns',
    {
      law: 'locks/not-reentrant',
      says: 'who has the pid of the holder counts as the holder',
      source: ['durability:H2'],
    },
    (inner) => ({
      async acquire(name, options) {
        const first = await inner.acquire(name, options)
        const own =
          first.status === 'busy' &&
          first.holder.owner.pid === options.owner.pid &&
          first.holder.owner.host === options.owner.host
        return own ? { status: 'acquired', lease: { ...first.holder, owner: options.owner } } : first
      },
    }),
  ),
  lockMutant(
    'release-throws',
    { law: 'locks/release-frees', says: 'releasing a lock that is gone is an error', source: ['durability:H4'] },
    (inner) => ({
      async release(name, token) {
        const done = await inner.release(name, token)
        if (done.status === 'not-held') throw new Error('no such lock')
        return done
      },
    }),
  ),
  lockMutant(
    'release-lingers',
    {
      law: 'locks/release-frees',
      says: 'a released lock stays taken until its lease runs out',
      source: ['durability:H4'],
    },
    (inner) => ({
      async release(name, token) {
        const held = await inner.renew(name, token, { ttlMs: 1_000 })
        return { status: held.status === 'held' ? 'released' : 'not-held' }
      },
    }),
  ),
  lockMutant(
    'busy-throws',
    { law: 'locks/busy-is-a-value', says: 'a held lock is reported as an error', source: ['durability:H6'] },
    (inner) => ({
      async acquire(name, options) {
        const first = await inner.acquire(name, options)
        if (first.status === 'busy') throw new Error('lock is busy')
        return first
      },
    }),
  ),
  lockMutant(
    'busy-is-null',
    {
      law: 'locks/busy-is-a-value',
      says: 'a held lock and a failed store are both reported as null',
      source: ['durability:H6'],
    },
    (inner) => ({
      async acquire(name, options) {
        const first = await inner.acquire(name, options)
        return first.status === 'busy' ? (null as unknown as Acquired) : first
      },
    }),
  ),
  lockMutant(
    'ack-before-write',
    {
      law: 'locks/survives-kill',
      says: 'a release is acknowledged before it is written',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner) => {
      let behind: (() => Promise<unknown>) | undefined
      const settled = async (): Promise<Locks> => {
        const write = behind
        behind = undefined
        await write?.()
        return inner
      }
      return {
        acquire: async (name, options) => (await settled()).acquire(name, options),
        renew: async (name, token, options) => (await settled()).renew(name, token, options),
        async release(name, token) {
          const found = await (await settled()).inspect(name)
          if (found.status === 'free' || found.lock.token !== token) return { status: 'not-held' }
          behind = () => inner.release(name, token)
          return { status: 'released' }
        },
        evict: async (snapshot) => (await settled()).evict(snapshot),
        inspect: async (name) => (await settled()).inspect(name),
        list: async (options) => (await settled()).list(options),
      }
    },
  ),
  lockMutant(
    'torn-takeover',
    {
      law: 'locks/survives-kill',
      says: 'a takeover removes the old row in one step and writes the new one in another',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner) => ({
      async acquire(name, options) {
        const found = await inner.inspect(name)
        if (found.status === 'held' && found.lock.takeableAtMs <= found.lock.atMs) await inner.evict(found.lock)
        return inner.acquire(name, options)
      },
    }),
  ),
]

/** A fault of the transaction beneath. */
export const deferredBegin: SeamMutant = {
  id: 'locks~deferred-begin',
  kind: 'seam',
  law: 'locks/busy-is-a-value',
  says: 'a transaction that reads and then writes begins deferred, so that its upgrade fails at once when another wrote',
  source: ['durability:T25'],
  seam: 'better-sqlite3',
  rewrite: [{ match: 'BEGIN IMMEDIATE', replace: 'BEGIN DEFERRED' }],
}
