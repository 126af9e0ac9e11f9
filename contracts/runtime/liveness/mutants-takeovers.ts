/** Takeovers that go wrong in one way each. */
import type { PortMutant } from '../../contract.ts'
import { replacing } from '../../wrap.ts'
import { makersOf } from '../laws.ts'
import type { LivenessPart, Takeover, TakeoverReading } from './part.ts'

const { mutant } = makersOf('liveness', 'leases')

type Fault = Parameters<typeof mutant>[0]

function taking(
  fault: Fault,
  mayTake: (takeover: Takeover, reading: TakeoverReading, inner: LivenessPart) => boolean | Promise<boolean>,
): PortMutant {
  return mutant(
    fault,
    replacing<LivenessPart>((inner) => ({
      async mayTake(takeover) {
        const reading = await inner.mayTake(takeover)
        return { ...reading, may: await mayTake(takeover, reading, inner) }
      },
    })),
  )
}

/** Judges by other facts than those that are given. */
function takingBy(fault: Fault, change: (takeover: Takeover) => Partial<Takeover>): PortMutant {
  return taking(fault, async (takeover, _, inner) => (await inner.mayTake({ ...takeover, ...change(takeover) })).may)
}

/** Faults of who would take a lock. */
export const takeoverMutants: readonly PortMutant[] = [
  takingBy(
    {
      words: 'waits-for-expiry',
      law: 'dead-are-replaced-early',
      says: 'the lease of a dead holder is waited out like any other',
      source: ['durability:I6'],
    },
    ({ holder }) => ({ holder: holder === 'dead' ? 'unknown' : holder }),
  ),
  takingBy(
    {
      words: 'no-floor',
      law: 'young-are-left-alone',
      says: 'a holder that seems dead is replaced at once',
      source: ['durability:I9'],
    },
    () => ({ floorMs: 0 }),
  ),
  takingBy(
    {
      words: 'floor-of-heartbeat',
      law: 'young-are-left-alone',
      says: 'the age of a lock is counted from its last renewal, so that a late one makes it young again',
      source: ['durability:I9'],
    },
    ({ times }) => ({ times: { ...times, acquiredAtMs: times.heartbeatAtMs } }),
  ),
  taking(
    {
      words: 'by-age',
      law: 'living-keep-their-lease',
      says: 'a lock that is old is taken, whether it was renewed or not',
      source: ['durability:I1'],
    },
    ({ times: { atMs, acquiredAtMs } }, { may }) => may || atMs - acquiredAtMs >= 60_000,
  ),
  takingBy(
    {
      words: 'without-grace',
      law: 'living-keep-their-lease',
      says: 'a lease is taken as soon as it has run out',
      source: ['durability:I3'],
    },
    ({ times }) => ({ times: { ...times, takeableAtMs: times.expiresAtMs } }),
  ),
  taking(
    {
      words: 'living-block-for-ever',
      law: 'lapsed-may-be-taken',
      says: 'a process that lives keeps its lock whatever the resource, though its work hangs',
      source: ['durability:I12'],
    },
    ({ holder }, { may }) => may && holder !== 'alive',
  ),
  takingBy(
    {
      words: 'believes-pids',
      law: 'heartbeat-policy-ignores-pids',
      says: 'a pid that is not found proves death where containers share the volume and not their pids',
      source: ['durability:I12'],
    },
    ({ policy }) => (policy === 'heartbeat' ? { policy: 'process' } : {}),
  ),
  takingBy(
    {
      words: 'exclusive-expires',
      law: 'exclusive-policy-spares-the-living',
      says: 'a late heartbeat takes a resource from a living process that two writers would corrupt',
      source: ['durability:I13'],
    },
    ({ policy }) => (policy === 'exclusive' ? { policy: 'process' } : {}),
  ),
  takingBy(
    {
      words: 'exclusive-takes-unknown',
      law: 'exclusive-policy-spares-the-living',
      says: 'a process that is not seen to live loses its resource once its lease has run out, on whatever host it writes',
      source: ['durability:I13'],
    },
    ({ policy, holder }) => (policy === 'exclusive' && holder === 'unknown' ? { policy: 'process' } : {}),
  ),
]
