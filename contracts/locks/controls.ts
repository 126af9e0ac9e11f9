/** Odd but legal locks, which every law must let pass. */
import type { Control } from '../contract.ts'
import { controlsOf } from '../controls.ts'
import { replacing } from '../wrap.ts'
import type { Locks } from './port.ts'
import { withTokens } from './wrap.ts'

/** Inverted controls. */
export const locksControls: readonly Control[] = [
  ...controlsOf('locks'),
  {
    id: 'locks=shuffled-list',
    says: 'pages list their rows in another order',
    wrap: replacing<Locks>((inner) => ({
      async list(options) {
        const page = await inner.list(options)
        return { ...page, locks: page.locks.toReversed() }
      },
    })),
  },
  {
    id: 'locks=sparse-tokens',
    says: 'tokens rise in steps of a thousand',
    wrap: replacing<Locks>(sparse),
  },
]

function sparse(inner: Locks): Partial<Locks> {
  const never = Number.MAX_SAFE_INTEGER
  // What no token can be goes through as it is: refusing it is the shell's business.
  const real = (token: number): number => (token % 1_000 === 0 ? token / 1_000 : token > 0 ? never : token)
  return withTokens(
    inner,
    ({ token }) => token * 1_000,
    (_, token) => real(token),
  )
}
