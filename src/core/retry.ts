/**
 * Trying again, in one place: which failures allow it, how often, after what wait, and how it ends. A call that may not
 * happen twice is not repeated while its outcome is unknown, and what was tried again here is not tried again around it.
 */
import type { PartClock } from '../../contracts/runtime/scene-clock.ts'
import { abortName, causesOf, classifyFailure, failureFacts } from './classify.ts'
import type { FailureClass, FailureTable } from './classify.ts'
import { ofProcess } from './of-process.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { nextDelayMs } from './retry-policy.ts'

/** The clock of this machine. */
export const machineClock: PartClock = {
  now: (): number => performance.now(),
  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms)
    return (): void => clearTimeout(timer)
  },
}

/** What is told before a wait. */
export interface RetryNotice {
  /** which retry it is, from 1 */
  readonly number: number
  readonly delayMs: number
  readonly failure: FailureClass
  readonly error: unknown
}

export interface RetryOptions {
  readonly table: FailureTable
  readonly policy: RetryPolicy
  /** whether to make the call twice leaves the same state as to make it once */
  readonly idempotent: boolean
  /** what the operation runs of its transaction; the whole, where nothing is said */
  readonly unit?: 'statement' | 'transaction'
  /** ends the retries; the operation itself is not interrupted */
  readonly signal?: AbortSignal
  /** by the clock, ms: no retry begins after it */
  readonly deadlineMs?: number
  /** mends the connection, before the wait; if it fails, its error is the one that is thrown */
  readonly reconnect?: (failure: FailureClass) => Promise<void>
  /** is awaited, before the wait */
  readonly onRetry?: (notice: RetryNotice) => Promise<void> | void
  /** from 0 to below 1 */
  readonly random?: () => number
  readonly clock?: PartClock
}

/** The caller gave up, before the first call or during a wait. Its cause is the reason of the signal. */
export class RetryAborted extends Error {
  override readonly name: typeof abortName = abortName
}

/** Failures of calls that were tried again as often as was allowed: nobody around tries them again. */
const spent = ofProcess('spent', () => new WeakSet<Error>())

function isSpent(error: unknown): boolean {
  return [...causesOf(error)].some((link) => spent.has(link))
}

/** Throws a `RetryAborted` where the signal is aborted. */
export function demandInterest(signal: AbortSignal | undefined, when: string): void {
  if (signal?.aborted) throw new RetryAborted(`aborted ${when}`, { cause: signal.reason })
}

/** Waits; rejects as soon as the signal aborts. Leaves neither timer nor listener. */
function wait(ms: number, clock: PartClock, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      cancel()
      reject(new RetryAborted('aborted between two tries', { cause: signal?.reason }))
    }
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Whether a failure of this class allows the operation to be made again. */
function allows(failure: FailureClass, { unit = 'transaction', idempotent }: RetryOptions): boolean {
  const facts = failureFacts[failure]
  if (facts.unit === 'transaction' && unit === 'statement') return false
  return facts.retry === 'safe' || (facts.retry === 'if-idempotent' && idempotent)
}

/** Whether the call may have taken effect and may not be made twice: the connection is mended, and its caller decides. */
function isOpen(failure: FailureClass, { idempotent }: RetryOptions): boolean {
  return !idempotent && failureFacts[failure].retry === 'if-idempotent'
}

/** What a failure leads to: the next wait in ms, or undefined where the error is to be thrown. */
function delayAfter(error: unknown, failure: FailureClass, tries: Tries, options: RetryOptions): number | undefined {
  const { policy, deadlineMs = Infinity, random = Math.random, clock = machineClock } = options
  if (!allows(failure, options) || isSpent(error)) return undefined
  const delayMs = nextDelayMs(policy, tries.delayMs, random)
  if (tries.made <= policy.retries && clock.now() + delayMs <= deadlineMs) return delayMs
  if (error instanceof Error) spent.add(error)
  return undefined
}

interface Tries {
  /** calls so far */
  readonly made: number
  /** the last wait, ms; 0 before the first */
  readonly delayMs: number
}

/**
 * Goes on where a first call has failed with `error`: waits and calls again, as far as the failure and the policy allow.
 * Rejects with the last error, with that of a reconnect, or with one named RetryAborted.
 */
export async function retryAfter<Result>(
  first: unknown,
  operation: () => Result | Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { table, signal, clock = machineClock } = options
  let error = first
  for (let tries: Tries = { made: 1, delayMs: 0 }; ;) {
    const failure = classifyFailure(error, table)
    const delayMs = delayAfter(error, failure, tries, options)
    if (delayMs !== undefined || isOpen(failure, options)) await options.reconnect?.(failure)
    if (delayMs === undefined) throw error
    await options.onRetry?.({ number: tries.made, delayMs, failure, error })
    demandInterest(signal, 'between two tries')
    await wait(delayMs, clock, signal)
    try {
      return await operation()
    } catch (thrown) {
      error = thrown
      tries = { made: tries.made + 1, delayMs }
    }
  }
}

/** Makes a call, and makes it again where it fails, at most `retries` times more. Rejects like `retryAfter`. */
export async function retry<Result>(operation: () => Result | Promise<Result>, options: RetryOptions): Promise<Result> {
  demandInterest(options.signal, 'before the first try')
  try {
    return await operation()
  } catch (error) {
    return retryAfter(error, operation, options)
  }
}
