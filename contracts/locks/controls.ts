/** Odd but legal locks, which every law must let pass. */
import type { Control } from '../contract.ts'
import { StoreError, isStoreError } from '../errors.ts'
import type { AnyPort } from '../port.ts'
import type { Locks } from './port.ts'
import { replacing, withTokens } from './wrap.ts'

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
    wrap: eachCall(async (call) => {
      const answer = await call()
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
      return answer
    }),
  },
  {
    id: 'locks=coarse-clock',
    says: 'the clock of the store goes in steps of ten milliseconds',
    clockStepMs: 10,
  },
  {
    id: 'locks=other-error-text',
    says: 'errors keep their code and say something else',
    wrap: eachCall(async (call) => {
      try {
        return await call()
      } catch (error) {
        if (isStoreError(error)) throw new StoreError(error.code, 'nicht jetzt')
        throw error
      }
    }),
  },
  {
    id: 'locks=sparse-tokens',
    says: 'tokens rise in steps of a thousand',
    wrap: replacing((inner) => sparse(inner)),
  },
]

/** A wrapper that stands around every call alike. */
function eachCall(around: (call: () => Promise<unknown>) => Promise<unknown>): (inner: AnyPort) => AnyPort {
  return (inner) => {
    const methods = Object.entries(inner)
    return Object.fromEntries(methods.map(([method, call]) => [method, (...args) => around(() => call(...args))]))
  }
}

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
