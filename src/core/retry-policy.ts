/** How often something is tried again and how long each wait is: decorrelated jitter, so that clients spread out. */
import { StoreError } from '../../contracts/errors.ts'
import { show } from '../../contracts/port.ts'
import type { RetryPolicyNumbers } from '../../contracts/runtime/retry/part.ts'

declare const checked: unique symbol

/** Numbers that were found possible. */
export type RetryPolicy = RetryPolicyNumbers & { readonly [checked]: true }

/** The longest wait that a timer keeps, ms: a longer one would fire at once. */
const timerMsMax = 2 ** 31 - 1

function demand(holds: boolean, name: keyof RetryPolicyNumbers, expected: string, got: unknown): void {
  if (holds) return
  throw new StoreError(
    'INVALID_ARGUMENT',
    `retry policy: ${name}: expected ${expected}, got ${show(got)}; possible is { retries: 3, baseMs: 100, capMs: 2_000 }`,
  )
}

/** A policy of these numbers; throws a `StoreError` INVALID_ARGUMENT, which says what is possible, where they are not. */
export function retryPolicy(numbers: RetryPolicyNumbers): RetryPolicy {
  const { retries, baseMs, capMs } = numbers
  demand(Number.isSafeInteger(retries) && retries >= 0, 'retries', 'a whole number from 0', retries)
  demand(baseMs > 0 && baseMs <= timerMsMax, 'baseMs', `ms above 0, up to ${timerMsMax}`, baseMs)
  demand(capMs >= baseMs && capMs <= timerMsMax, 'capMs', `ms from baseMs (${baseMs}) to ${timerMsMax}`, capMs)
  return Object.freeze({ retries, baseMs, capMs }) as RetryPolicy
}

/** How long a call of an adapter outlasts others who are in its way, ms. */
export const busyMs = 5_000

/** Within `busyMs`, for what passes soon. */
export const busyPolicy: RetryPolicy = retryPolicy({ retries: 1_000, baseMs: 2, capMs: 20 })

/** For bulk writes: long enough for a pooler that lets nobody in for 5 to 10 s. */
export const bulkPolicy: RetryPolicy = retryPolicy({ retries: 3, baseMs: 1_000, capMs: 10_000 })

/** The next wait, ms: from the base to three times the wait before it (0: there was none), within the cap. */
export function nextDelayMs({ baseMs, capMs }: RetryPolicyNumbers, previousMs: number, random: () => number): number {
  const most = Math.min(capMs, Math.max(baseMs, 3 * previousMs))
  return baseMs + random() * (most - baseMs)
}
