/** Readings of how locks stand that go by something else than heartbeats. */
import type { PortMutant } from '../../contract.ts'
import type { LockSnapshot } from '../../locks/port.ts'
import { replacing } from '../../wrap.ts'
import { makersOf } from '../laws.ts'
import type { LivenessPart, Standing, StandingStatus } from './part.ts'

const { mutant } = makersOf('liveness', 'leases')

/** Reads a lock otherwise, or as it is read where it says nothing. */
function reading(words: string, says: string, by: (lock: LockSnapshot) => StandingStatus | undefined): PortMutant {
  return mutant(
    { words, law: 'running-is-heartbeating', says, source: ['durability:I19'] },
    replacing<LivenessPart>((inner) => ({
      async standing(lock): Promise<Standing> {
        const status = by(lock)
        return status === undefined ? inner.standing(lock) : { status, why: 'so it seems' }
      },
    })),
  )
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export const standingMutants: readonly PortMutant[] = [
  reading('probes-the-holder', 'a lock runs if the pid of its holder is there', ({ owner }) =>
    isThere(owner.pid) ? 'running' : 'silent',
  ),
  reading('old-is-stuck', 'a lock that is an hour old does not run any more, for its work should be done', (lock) =>
    lock.atMs - lock.acquiredAtMs >= 3_600_000 ? 'silent' : undefined,
  ),
  reading('runs-until-it-may-be-taken', 'a lock runs until its grace is over', ({ atMs, takeableAtMs }) =>
    atMs < takeableAtMs ? 'running' : undefined,
  ),
]
