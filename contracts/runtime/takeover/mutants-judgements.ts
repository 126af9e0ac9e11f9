/** Known-bad takeovers: who replaces a holder that may not be replaced, or leaves one that is gone. */
import type { PortMutant } from '../../contract.ts'
import type { ProcessLook } from '../liveness/part.ts'
import { judgingBy, seize, takeoverMutant } from './wrap.ts'

const living = { law: 'living-keep-theirs' } as const

/** A look that takes everything it does not expect for an absence. */
function hasty(look: ((pid: number) => ProcessLook) | undefined): (pid: number) => ProcessLook {
  return (pid) => {
    const seen = look?.(pid) ?? { status: 'none' }
    return seen.status === 'there' ? seen : { status: 'none' }
  }
}

/** Faults of who may be replaced. */
export const judgementMutants: readonly PortMutant[] = [
  takeoverMutant(
    {
      ...living,
      words: 'steals-by-age',
      says: 'a lock is taken from its holder a minute after it was acquired, renewed or not',
      source: ['durability:I1'],
    },
    (_, locks) => ({
      take: (name, options) => seize(locks(), name, options, ({ atMs, acquiredAtMs }) => atMs - acquiredAtMs >= 60_000),
    }),
  ),
  takeoverMutant(
    {
      ...living,
      words: 'any-error-is-dead',
      says: 'a process that may not be probed, or could not be, counts as dead',
      source: ['durability:I7', 'durability:I8'],
    },
    judgingBy(({ look }) => ({ look: hasty(look) })),
  ),
  takeoverMutant(
    {
      ...living,
      words: 'probes-other-hosts',
      says: 'the pid of a holder on another host is looked for on this one',
      source: ['durability:I10'],
    },
    (inner, locks) => ({
      async take(name, options) {
        const found = await locks().inspect(name)
        const isFar = found.status === 'held' && found.lock.owner.host !== options.owner.host
        if (!isFar || options.policy === 'heartbeat') return inner.take(name, options)
        return seize(locks(), name, options, ({ owner }) => options.look?.(owner.pid).status === 'none')
      },
    }),
  ),
  takeoverMutant(
    {
      law: 'dead-are-replaced',
      words: 'waits-for-expiry',
      says: 'the lease of a dead holder is waited out',
      source: ['durability:I6'],
    },
    judgingBy(({ policy }) => ({ policy: policy === 'process' ? 'heartbeat' : policy })),
  ),
  takeoverMutant(
    {
      law: 'young-are-spared',
      words: 'has-no-floor',
      says: 'a dead holder is replaced however young its lock is',
      source: ['durability:I9'],
    },
    judgingBy(() => ({ floorMs: 0 })),
  ),
  takeoverMutant(
    {
      law: 'heartbeats-decide',
      words: 'pids-prove-always',
      says: 'a pid that is not there counts, though containers share the store and not their pids',
      source: ['durability:I12'],
    },
    judgingBy(({ policy }) => ({ policy: policy === 'heartbeat' ? 'process' : policy })),
  ),
  takeoverMutant(
    {
      law: 'lapsed-are-taken',
      words: 'demands-proof-always',
      says: 'a lock whose lease and grace are over is left to a holder of which nothing is known',
      source: ['durability:I2'],
    },
    judgingBy(() => ({ policy: 'exclusive' })),
  ),
  takeoverMutant(
    {
      law: 'exclusive-outlasts-expiry',
      words: 'robs-the-silent',
      says: 'a holder that was not heard of for long is replaced, though its process lives and writes',
      source: ['durability:I13'],
    },
    judgingBy(({ policy }) => ({ policy: policy === 'exclusive' ? 'process' : policy })),
  ),
]
