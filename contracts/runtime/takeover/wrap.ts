/** How wrappers around the part are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import type { LockSnapshot, Locks } from '../../locks/port.ts'
import { replacing } from '../../wrap.ts'
import { locksOf } from '../beside.ts'
import type { PartMakers } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { HeldByOther, Judging, TakeOptions, Taken, TakeoverPart } from './part.ts'

const makers: PartMakers = makersOf('takeover')

/** What a mutant says of itself. */
export type Fault = Parameters<PartMakers['mutant']>[0]

/** A mutant that replaces some methods. */
export function takeoverMutant(
  fault: Fault,
  override: (inner: TakeoverPart, locks: () => Locks, ground: Ground) => Partial<TakeoverPart>,
): PortMutant {
  return makers.mutant(
    fault,
    replacing<TakeoverPart>((inner, ground) => override(inner, () => locksOf(ground), ground)),
  )
}

/** Judges by other settings whoever takes a lock. */
export function judgingBy(
  change: (options: TakeOptions) => Partial<Judging>,
): (inner: TakeoverPart) => Partial<TakeoverPart> {
  return (inner) => ({ take: (name, options) => inner.take(name, { ...options, ...change(options) }) })
}

/** A lease as it is asked for. */
function leaseOf({
  owner,
  ttlMs,
  graceMs,
  heartbeatMs,
}: TakeOptions): Pick<TakeOptions, 'owner' | 'ttlMs' | 'graceMs' | 'heartbeatMs'> {
  return { owner, ttlMs, graceMs, heartbeatMs }
}

/** Asks for a lock, and takes it from its holder where `unwisely` says so. */
export async function seize(
  locks: Locks,
  name: string,
  options: TakeOptions,
  unwisely: (holder: LockSnapshot) => boolean,
): Promise<Taken> {
  const first = await locks.acquire(name, { ...leaseOf(options), takeover: 'never' })
  if (first.status === 'acquired') return first
  if (!unwisely(first.holder)) return busyWith(first.holder)
  await locks.evict(first.holder)
  const second = await locks.acquire(name, leaseOf(options))
  return second.status === 'acquired' ? second : busyWith(second.holder)
}

/** A refusal as it has to be, whatever its reason. */
export function busyWith(holder: LockSnapshot): HeldByOther {
  const { owner, atMs, acquiredAtMs } = holder
  const why = `${owner.instance}, pid ${owner.pid} on ${owner.host}, for ${atMs - acquiredAtMs} ms: see breakLock`
  return { status: 'busy', holder, why }
}
