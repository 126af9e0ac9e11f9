/** Retries that go wrong in what they do between two calls, and in how they end. */
import type { PortMutant } from '../../contract.ts'
import { StoreError } from '../../errors.ts'
import type { RetryPart } from './part.ts'
import type { Retry } from './wrap.ts'
import { endingWith, mutant, withNumbers, withOptions } from './wrap.ts'

const abortMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'deaf-wait',
      law: 'abort-ends-at-once',
      says: 'a wait goes on to its end though the signal was aborted',
      source: ['durability:B6'],
    },
    withOptions(() => ({ signal: new AbortController().signal })),
  ),
  mutant(
    {
      words: 'keeps-the-timer',
      law: 'abort-ends-at-once',
      says: 'a wait that was given up leaves its timer behind',
      source: ['durability:B6'],
    },
    withOptions(({ clock }) =>
      clock ? { clock: { now: () => clock.now(), after: (ms, run) => (clock.after(ms, run), () => {}) } } : {},
    ),
  ),
  mutant(
    {
      words: 'keeps-the-listener',
      law: 'abort-ends-at-once',
      says: 'a listener stays on the signal when all is over',
      source: ['durability:B6'],
    },
    (inner) => (operation, options) => {
      options.signal?.addEventListener('abort', () => {})
      return inner.retry(operation, options)
    },
  ),
  mutant(
    {
      words: 'plain-abort',
      law: 'abort-ends-at-once',
      says: 'an abort is told as a failure of the store',
      source: ['durability:B6'],
    },
    endingWith((error, { signal }) => (signal?.aborted ? new StoreError('BUSY', 'aborted', { cause: error }) : error)),
  ),
]

/** Runs the reconnect when the wait is over, in place of before it. */
const reconnectsLate: (inner: RetryPart) => Retry = (inner) => (operation, options) => {
  let calls = 0
  const late: typeof operation = async () => {
    calls += 1
    if (calls > 1) await options.reconnect?.()
    return operation()
  }
  return inner.retry(late, { ...options, reconnect: async () => {} })
}

const hookMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'counts-from-zero',
      law: 'hooks-come-in-order',
      says: 'the first retry is told as number 0',
      source: ['durability:B8'],
    },
    withOptions(({ onRetry }) => (onRetry ? { onRetry: (number) => onRetry(number - 1) } : {})),
  ),
  mutant(
    {
      words: 'does-not-await',
      law: 'hooks-come-in-order',
      says: 'the next call does not wait for the hook of the retry',
      source: ['durability:B8'],
    },
    withOptions(({ onRetry }) => (onRetry ? { onRetry: async (number) => void onRetry(number) } : {})),
  ),
  mutant(
    {
      words: 'reconnects-late',
      law: 'hooks-come-in-order',
      says: 'the connection is mended after the wait',
      source: ['durability:B8'],
    },
    reconnectsLate,
  ),
  mutant(
    {
      words: 'swallows-reconnect',
      law: 'hooks-come-in-order',
      says: 'that the connection could not be mended is told to nobody',
      source: ['durability:B8'],
    },
    withOptions(({ reconnect }) => (reconnect ? { reconnect: () => reconnect().catch(() => {}) } : {})),
  ),
]

/** The nearest number of a range; the least where it is none. */
function within(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? least : Math.min(most, Math.max(least, value))
}

const policyMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'any-number',
      law: 'impossible-policies-are-refused',
      says: 'a policy with impossible numbers is taken, and its interval fires at once',
      source: ['durability:B13'],
    },
    withNumbers(({ retries, baseMs, capMs }) => {
      const base = within(baseMs, 1e-3, 2 ** 31 - 1)
      return { retries: Math.trunc(within(retries, 0, 9)), baseMs: base, capMs: within(capMs, base, 2 ** 31 - 1) }
    }),
  ),
]

export const endMutants: readonly PortMutant[] = [...abortMutants, ...hookMutants, ...policyMutants]
