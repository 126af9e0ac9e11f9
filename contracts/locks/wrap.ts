/** How wrappers around locks are made. */
import type { AnyPort } from '../port.ts'
import type { Ground, PortMutant } from '../contract.ts'
import type { AcquireOptions, Acquired, LockSnapshot, Locks } from './port.ts'

/** A wrapper that replaces some methods and hands the others through. */
export function replacing(
  override: (inner: Locks, ground: Ground) => Partial<Locks>,
): (inner: AnyPort, ground: Ground) => AnyPort {
  return (inner, ground) => {
    const locks = inner as unknown as Locks
    return { ...inner, ...(override(locks, ground) as unknown as AnyPort) }
  }
}

type Facts = Pick<PortMutant, 'law' | 'says' | 'source'>

/** A port mutant of locks. */
export function lockMutant(
  id: string,
  facts: Facts,
  override: (inner: Locks, ground: Ground) => Partial<Locks>,
): PortMutant {
  return { id: `locks~${id}`, kind: 'port', ...facts, wrap: replacing(override) }
}

/** Takes the lock whoever holds it: the second half of every check-then-act fault. */
export async function seize(inner: Locks, name: string, options: AcquireOptions): Promise<Acquired> {
  const now = await inner.inspect(name)
  if (now.status === 'held') await inner.evict(now.lock)
  return inner.acquire(name, options)
}

/** An acquire that seizes a busy lock if `unwisely` says so. */
export function stealing(
  unwisely: (holder: LockSnapshot, options: AcquireOptions) => boolean,
): (inner: Locks) => Partial<Locks> {
  return (inner) => ({
    async acquire(name, options) {
      const first = await inner.acquire(name, options)
      return first.status === 'busy' && unwisely(first.holder, options) ? seize(inner, name, options) : first
    },
  })
}
