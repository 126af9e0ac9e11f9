/** Known-bad takeovers: breaking, reaping, electing and waiting. */
import type { PortMutant } from '../../contract.ts'
import { StoreError } from '../../errors.ts'
import type { LockSnapshot, Locks } from '../../locks/port.ts'
import type { LockBroken } from './part.ts'
import { takeoverMutant } from './wrap.ts'

const breaks = { law: 'breaks-by-the-same-rule', source: ['durability:I18'] } as const
const silent = { law: 'breaks-the-silent', source: ['durability:I18'] } as const
const elects = { law: 'elects-one', source: ['durability:H11'] } as const

/** Breaks a lock where this says so. */
async function breakWhere(locks: Locks, name: string, may: (lock: LockSnapshot) => boolean): Promise<LockBroken> {
  const found = await locks.inspect(name)
  if (found.status === 'free') return { status: 'free' }
  const holder = found.lock
  if (!may(holder)) return { status: 'kept', holder, why: 'it stays' }
  await locks.evict(holder)
  return { status: 'broken', holder, why: 'it goes' }
}

/** Faults of breaking locks. */
const breakMutants: readonly PortMutant[] = [
  takeoverMutant(
    {
      ...breaks,
      words: 'breaks-by-its-own-rule',
      says: 'a lock is broken safely as soon as its lease is over, grace or not',
    },
    (inner, locks) => ({
      breakLock: (name, options) =>
        options.mode === 'safe'
          ? breakWhere(locks(), name, ({ atMs, expiresAtMs }) => atMs >= expiresAtMs)
          : inner.breakLock(name, options),
    }),
  ),
  takeoverMutant(
    { ...breaks, words: 'breaking-nothing-throws', says: 'to break a lock that nobody holds is an error' },
    (inner) => ({
      async breakLock(name, options) {
        const answer = await inner.breakLock(name, options)
        if (answer.status === 'free') throw new StoreError('INVALID_ARGUMENT', 'there is no such lock')
        return answer
      },
    }),
  ),
  takeoverMutant(
    {
      ...silent,
      words: 'breaks-by-age',
      says: 'silence is counted from the acquisition, so that a holder that is heard of is broken',
    },
    (inner, locks) => ({
      breakLock: (name, options) =>
        options.mode === 'silent'
          ? breakWhere(locks(), name, (lock) => {
              const isLong = options.silentMs >= 2 * lock.heartbeatMs
              return isLong && lock.atMs - lock.acquiredAtMs >= options.silentMs
            })
          : inner.breakLock(name, options),
    }),
  ),
  takeoverMutant(
    {
      ...silent,
      words: 'breaks-between-heartbeats',
      says: 'a holder counts as silent before its next heartbeat is due',
    },
    (inner, locks) => ({
      breakLock: (name, options) =>
        options.mode === 'silent'
          ? breakWhere(locks(), name, ({ atMs, heartbeatAtMs }) => atMs - heartbeatAtMs >= options.silentMs)
          : inner.breakLock(name, options),
    }),
  ),
  takeoverMutant(
    {
      law: 'breaks-by-force',
      source: ['durability:I18'],
      words: 'force-asks',
      says: 'force leaves a lock whose lease has not run out',
    },
    (inner, locks) => ({
      breakLock: (name, options) =>
        options.mode === 'force'
          ? breakWhere(locks(), name, ({ atMs, takeableAtMs }) => atMs >= takeableAtMs)
          : inner.breakLock(name, options),
    }),
  ),
]

/** Faults of reaping. */
const reapMutants: readonly PortMutant[] = [
  takeoverMutant(
    {
      law: 'reaps-what-it-may',
      source: ['durability:I16'],
      words: 'reaps-every-name',
      says: 'a reap removes locks of names that it was not told, those of elections and supervisors among them',
    },
    (inner) => ({ reap: (options) => inner.reap({ ...options, prefixes: ['s'] }) }),
  ),
  takeoverMutant(
    {
      law: 'reaps-what-it-may',
      source: ['durability:I16', 'durability:I18'],
      words: 'reaps-the-living',
      says: 'a reap removes whatever lease is over, though a second writer would corrupt what it protects',
    },
    (inner) => ({
      reap: (options) =>
        inner.reap({ ...options, policy: options.policy === 'exclusive' ? 'process' : options.policy }),
    }),
  ),
]

/** Faults of elections. */
const electMutants: readonly PortMutant[] = [
  takeoverMutant(
    { ...elects, words: 'null-is-not-elected', says: 'work that gives null is taken for an election that was lost' },
    (inner, locks) => ({
      async elect(name, options, work) {
        let lease: LockSnapshot | undefined
        const answer = await inner.elect(name, options, async (own) => {
          lease = own
          return work(own)
        })
        const holder = lease ?? (await locks().list({ limit: 1 })).locks[0]
        if (answer.status === 'busy' || answer.value !== null || !holder) return answer
        return { status: 'busy', holder, why: 'another was elected' }
      },
    }),
  ),
  takeoverMutant(
    {
      ...elects,
      source: ['durability:H5'],
      words: 'keeps-what-threw',
      says: 'a lock under which work throws is not let go',
    },
    (inner) => ({
      async elect(name, options, work) {
        const taken = await inner.take(name, options)
        if (taken.status === 'busy') return taken
        const value = await work(taken.lease)
        await inner.breakLock(name, { mode: 'force' })
        return { status: 'elected', value }
      },
    }),
  ),
  takeoverMutant(
    {
      ...elects,
      source: ['durability:H5'],
      words: 'masks-what-threw',
      says: 'what surfaces of work that throws is an error of the lock',
    },
    (inner) => ({
      async elect(name, options, work) {
        const failed = new StoreError('BUSY', 'the lock was given back twice')
        return inner.elect(name, options, (lease) => work(lease).catch(() => Promise.reject(failed)))
      },
    }),
  ),
  takeoverMutant(
    {
      law: 'busy-tells-all',
      source: ['durability:H12'],
      words: 'busy-says-little',
      says: 'whoever is refused is told that the lock is busy, and nothing else',
    },
    (inner) => ({
      async take(name, options) {
        const taken = await inner.take(name, options)
        return taken.status === 'busy' ? { ...taken, why: 'lock busy' } : taken
      },
    }),
  ),
]

export const useMutants: readonly PortMutant[] = [...breakMutants, ...reapMutants, ...electMutants]
