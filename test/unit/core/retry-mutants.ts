/** Retries that are wrong in one way each: what the checks of retry.test.ts must refuse. */
import { StoreError } from '../../../contracts/errors.ts'
import { causesOf } from '../../../src/core/classify.ts'
import type { RetryPolicy } from '../../../src/core/retry-policy.ts'
import { bulkPolicy, nextDelayMs, retryPolicy } from '../../../src/core/retry-policy.ts'
import type { RetryOptions } from '../../../src/core/retry.ts'
import { retry } from '../../../src/core/retry.ts'

/** What a check is given. */
export interface Retrying {
  readonly retry: typeof retry
  readonly retryPolicy: typeof retryPolicy
  readonly nextDelayMs: typeof nextDelayMs
  readonly bulkPolicy: RetryPolicy
  /** adds an item to a store, in a way that may run twice */
  readonly append: (store: string[], item: string) => void
}

export const ours: Retrying = {
  retry,
  retryPolicy,
  nextDelayMs,
  bulkPolicy,
  append(store, item) {
    if (!store.includes(item)) store.push(item)
  },
}

function retrying(change: (options: RetryOptions) => Partial<RetryOptions>): Retrying {
  return { ...ours, retry: (operation, options) => retry(operation, { ...options, ...change(options) }) }
}

/** A retry whose operation fails with what `change` makes of its error. */
function failing(change: (error: unknown, calls: readonly unknown[]) => unknown): Retrying['retry'] {
  return async (operation, options) => {
    const errors: unknown[] = []
    const changed = async (): Promise<Awaited<ReturnType<typeof operation>>> => {
      try {
        return await operation()
      } catch (error) {
        errors.push(error)
        throw change(error, errors)
      }
    }
    return retry(changed, options)
  }
}

export const mutants = {
  retriesAnyThrow: retrying(() => ({ table: { codes: { '': 'busy' } } })),
  forgetsTheSnapshot: retrying(() => ({ unit: 'transaction' })),
  offByOne: retrying(({ policy }) => ({ policy: retryPolicy({ ...policy, retries: policy.retries + 1 }) })),
  throwsTheFirst: { ...ours, retry: failing((_, errors) => errors[0]) },
  fullJitter: {
    ...ours,
    nextDelayMs: ({ baseMs, capMs }, previousMs, random) =>
      random() * Math.min(capMs, Math.max(baseMs, 3 * previousMs)),
  },
  uncapped: { ...ours, nextDelayMs: ({ baseMs }, previousMs) => Math.max(baseMs, 3 * previousMs) },
  fromBaseToThrice: {
    ...ours,
    nextDelayMs: ({ baseMs }, previousMs, random) => baseMs + random() * (3 * previousMs - baseMs),
  },
  shortLadder: { ...ours, bulkPolicy: retryPolicy({ retries: 3, baseMs: 500, capMs: 2_000 }) },
  deafSleep: retrying(() => ({ signal: new AbortController().signal })),
  keepsTheTimer: retrying(({ clock }) => {
    if (!clock) throw new Error('the check gives a clock')
    return { clock: { now: () => clock.now(), after: (ms, run) => (clock.after(ms, run), () => {}) } }
  }),
  plainAbort: {
    ...ours,
    retry: async (operation, options) => {
      try {
        return await retry(operation, options)
      } catch (error) {
        if (options.signal?.aborted) throw new StoreError('BUSY', 'aborted', { cause: error })
        throw error
      }
    },
  },
  swallowsReconnect: retrying(({ reconnect }) => ({
    reconnect: async (failure) => reconnect?.(failure).catch(() => {}),
  })),
  countsFromZero: retrying(({ onRetry }) => ({ onRetry: (one) => onRetry?.({ ...one, number: one.number - 1 }) })),
  doesNotAwait: retrying(({ onRetry }) => ({ onRetry: (notice) => void onRetry?.(notice) })),
  reconnectsLate: retrying(({ reconnect, onRetry }) => ({
    reconnect: async () => {},
    onRetry: async (notice) => {
      await onRetry?.(notice)
      await reconnect?.(notice.failure)
    },
  })),
  wrapsBothLayers: {
    ...ours,
    retry: failing((error) => {
      const codes = [...causesOf(error)].map((link) => ('code' in link ? link.code : undefined))
      return Object.assign(new Error('looks new'), { code: codes.find((code) => code !== undefined) })
    }),
  },
  blind: retrying(() => ({ idempotent: true })),
  timid: retrying(() => ({ idempotent: false })),
  countsInside: { ...ours, append: (store, item) => void store.push(item) },
  takesAnyNumber: { ...ours, retryPolicy: (numbers) => numbers as RetryPolicy },
} satisfies { readonly [name: string]: Retrying }
