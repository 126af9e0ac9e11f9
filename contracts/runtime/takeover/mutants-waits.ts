/** Known-bad takeovers: waiting, several that ask at once, and takers that fail or are cut off. */
import type { PortMutant } from '../../contract.ts'
import type { Taken, TakeoverPart, TakeOptions, WaitOptions } from './part.ts'
import { busyWith, seize, takeoverMutant } from './wrap.ts'

const waits = { law: 'waits-while-it-helps', source: ['durability:I17'] } as const

/** Tries until it has the lock, `ends` says that there is no more to wait for, or the bound is reached. */
async function waitUntil(
  inner: TakeoverPart,
  name: string,
  options: WaitOptions,
  ends: (taken: Taken | undefined) => boolean,
): Promise<Taken> {
  const { boundMs, pollMs = 1_000, sleep = async () => {}, ...asked } = options
  let last: Taken | undefined
  for (let sleptMs = 0; ; sleptMs += Math.min(pollMs, boundMs - sleptMs)) {
    const tried = await inner.take(name, asked as TakeOptions).catch(() => undefined)
    last = tried ?? last
    if (last && (tried?.status === 'acquired' || ends(tried) || sleptMs >= boundMs)) return last
    await sleep(Math.min(pollMs, boundMs - sleptMs))
  }
}

/** Faults of waiting. */
const waitMutants: readonly PortMutant[] = [
  takeoverMutant(
    { ...waits, words: 'waits-out-its-bound', says: 'a holder that is heard of is waited for until the bound' },
    (inner) => ({ wait: (name, options) => waitUntil(inner, name, options, () => false) }),
  ),
  takeoverMutant(
    { ...waits, words: 'takes-a-failed-look-for-the-end', says: 'a try that fails ends the wait' },
    (inner) => ({
      wait(name, options) {
        let token: number | undefined
        return waitUntil(inner, name, options, (taken) => {
          if (taken?.status !== 'busy') return true
          const { token: now, expiresAtMs } = taken.holder
          const mark = now + expiresAtMs
          const isAnother = token !== undefined && token !== mark
          token = mark
          return isAnother
        })
      },
    }),
  ),
  takeoverMutant(
    { ...waits, words: 'never-looks-again', says: 'whoever waits sleeps to the bound, and tries once more then' },
    (inner) => ({ wait: (name, options) => inner.wait(name, { ...options, pollMs: Math.max(1, options.boundMs) }) }),
  ),
  takeoverMutant(
    { ...waits, words: 'waits-for-ever', says: 'whoever waits goes on for long after its bound' },
    (inner) => ({ wait: (name, options) => inner.wait(name, { ...options, boundMs: options.boundMs + 10_000 }) }),
  ),
]

/** Faults that show where takers meet each other, errors, or their end. */
const meetingMutants: readonly PortMutant[] = [
  takeoverMutant(
    {
      law: 'one-taker',
      source: ['durability:I14'],
      words: 'evicts-whoever-holds',
      says: 'who judged a holder dead removes the row that is there then, whoever holds it',
    },
    (inner, locks) => ({
      async take(name, options) {
        const found = await locks().inspect(name)
        const taken = await inner.take(name, options)
        if (taken.status === 'acquired' || found.status === 'free' || found.lock.owner.instance !== 'dead') return taken
        return seize(locks(), name, options, () => true)
      },
    }),
  ),
  takeoverMutant(
    {
      law: 'one-taker',
      source: ['durability:I2', 'durability:I6'],
      words: 'takes-without-asking',
      says: 'who removed the row of a dead holder takes itself for the next one, and does not ask whether another came first',
    },
    (inner) => ({
      async take(name, options) {
        const taken = await inner.take(name, options)
        const isOvertaken = taken.status === 'busy' && taken.holder.owner.pid === options.owner.pid
        if (!isOvertaken) return taken
        return { status: 'acquired', lease: { ...taken.holder, owner: options.owner, token: taken.holder.token + 1 } }
      },
    }),
  ),
  takeoverMutant(
    {
      law: 'errors-are-never-busy',
      source: ['durability:H6'],
      words: 'errors-fold-into-busy',
      says: 'a takeover that fails on its way is told as a lock that its holder keeps',
    },
    (inner, locks) => ({
      async take(name, options) {
        const found = await locks().inspect(name)
        if (found.status === 'free') return inner.take(name, options)
        return inner.take(name, options).catch(() => busyWith(found.lock))
      },
    }),
  ),
  takeoverMutant(
    {
      law: 'cut-off-is-in-nobodys-way',
      source: ['durability:I2'],
      words: 'guards-by-a-lock',
      says: 'a takeover is guarded by a lock of its own, which stays where the taker is killed',
    },
    (inner, locks) => ({
      async take(name, options) {
        const { ttlMs, graceMs, heartbeatMs } = options
        const guard = await locks().acquire(`${name} takeover`, {
          owner: { ...options.owner, instance: 'guard' },
          ttlMs,
          graceMs,
          heartbeatMs,
        })
        if (guard.status === 'busy') return busyWith(guard.holder)
        try {
          return await inner.take(name, options)
        } finally {
          await locks().release(guard.lease.name, guard.lease.token)
        }
      },
    }),
  ),
]

export const waitAndMeetingMutants: readonly PortMutant[] = [...waitMutants, ...meetingMutants]
