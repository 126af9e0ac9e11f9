/** Odd but legal locks, which every law must let pass. */
import type { Control } from '../contract.ts'
import type { LockSnapshot, Locks } from './port.ts'
import { replacing } from './wrap.ts'

/** Inverted controls. */
export const locksControls: readonly Control[] = [
  {
    id: 'locks=shuffled-list',
    says: 'pages list their rows in another order',
    wrap: replacing((inner) => ({
      async list(options) {
        const page = await inner.list(options)
        return { ...page, locks: page.locks.toReversed() }
      },
    })),
  },
  {
    id: 'locks=slow',
    says: 'every answer takes many turns of the event loop',
    wrap: (inner) =>
      Object.fromEntries(
        Object.entries(inner).map(([method, call]) => [
          method,
          async (...args: readonly unknown[]) => {
            const answer = await call(...args)
            for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
            return answer
          },
        ]),
      ),
  },
  {
    id: 'locks=sparse-tokens',
    says: 'tokens rise in steps of a thousand',
    wrap: replacing((inner) => sparse(inner)),
  },
]

function sparse(inner: Locks): Partial<Locks> {
  const out = (row: LockSnapshot): LockSnapshot => ({ ...row, token: row.token * 1_000 })
  const into = (token: number): number | undefined => (token % 1_000 === 0 ? token / 1_000 : undefined)
  return {
    async acquire(name, options) {
      const got = await inner.acquire(name, options)
      return got.status === 'busy' ? { ...got, holder: out(got.holder) } : { ...got, lease: out(got.lease) }
    },
    async renew(name, token, options) {
      const got = await inner.renew(name, into(token) ?? Number.MAX_SAFE_INTEGER, options)
      return got.status === 'held' ? { ...got, lease: out(got.lease) } : got
    },
    release: (name, token) => inner.release(name, into(token) ?? Number.MAX_SAFE_INTEGER),
    evict: (snapshot) => inner.evict({ ...snapshot, token: into(snapshot.token) ?? Number.MAX_SAFE_INTEGER }),
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
