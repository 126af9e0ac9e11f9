/** How wrappers around locks are made. */
import type { Ground, PortMutant } from '../contract.ts'
import { replacing } from '../wrap.ts'
import type { AcquireOptions, Acquired, LockSnapshot, Locks } from './port.ts'

type Facts = Pick<PortMutant, 'law' | 'says' | 'source' | 'needs'>

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

/** Locks whose tokens look different from outside: `shown` gives the look, `real` takes it back. */
export function withTokens(
  inner: Locks,
  shown: (row: LockSnapshot) => number,
  real: (name: string, token: number) => Promise<number> | number,
): Partial<Locks> {
  const out = (row: LockSnapshot): LockSnapshot => ({ ...row, token: shown(row) })
  return {
    async acquire(name, options) {
      const got = await inner.acquire(name, options)
      return got.status === 'busy' ? { ...got, holder: out(got.holder) } : { ...got, lease: out(got.lease) }
    },
    async renew(name, token, options) {
      const got = await inner.renew(name, await real(name, token), options)
      return got.status === 'held' ? { ...got, lease: out(got.lease) } : got
    },
    release: async (name, token) => inner.release(name, await real(name, token)),
    evict: async (snapshot) => inner.evict({ ...snapshot, token: await real(snapshot.name, snapshot.token) }),
    async inspect(name) {
      const got = await inner.inspect(name)
      return got.status === 'held' ? { ...got, lock: out(got.lock) } : got
    },
    async list(options) {
      const page = await inner.list(options)
      return { ...page, locks: page.locks.map(out) }
    },
  }
}
