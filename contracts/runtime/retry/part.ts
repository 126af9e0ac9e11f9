/** Retry: what a failure means, and whether, when and how often a call is made again. */
import type { Retry } from '../../errors.ts'
import type { PortSpec } from '../../port.ts'
import { record, refuse } from '../../port.ts'
import type { PartClock } from '../scene-clock.ts'
import { retryScenes } from './scenes.ts'

/** Whose errors are read. */
export type Dialect = 'postgres' | 'sqlite' | 'fs'

export const dialects: readonly Dialect[] = ['postgres', 'sqlite', 'fs']

/**
 * What is wrong with a connection. exhausted: the server has none to give. unreachable: none could be made. lost: one that
 * there was is gone. reaped: one that was idle was taken back, by a pooler or by the server.
 */
export type ConnectionTrouble = 'exhausted' | 'unreachable' | 'lost' | 'reaped'

/** What a failure means. */
export type FailureReading = {
  /** its class, in a word of the runtime's own */
  readonly kind: string
  /** whether the same call may be made again */
  readonly retry: Retry
  /** `none`: the call surely left no trace. `unknown`: it may have taken effect. */
  readonly outcome: 'none' | 'unknown'
  /** the least that must run again: the statement that failed, or its whole transaction */
  readonly unit: 'statement' | 'transaction'
  /** there is nothing of this name: data, where a name may be missing */
  readonly isAbsent: boolean
  /** absent where the connection is not what failed */
  readonly connection?: ConnectionTrouble
}

/** How often a call is made again, and after what waits. */
export type RetryPolicyNumbers = {
  /** calls after the first, at most: a whole number from 0 */
  readonly retries: number
  /** the least wait, ms, above 0 */
  readonly baseMs: number
  /** the longest wait, ms, from `baseMs` to 2^31-1 */
  readonly capMs: number
}

/** How a call is made again. */
export interface RetryPartOptions {
  readonly dialect: Dialect
  /** `bulk`: that of bulk writes, which outlasts the recovery of a pooler */
  readonly policy: 'bulk' | RetryPolicyNumbers
  /** whether to make the call twice leaves the same state as to make it once */
  readonly idempotent: boolean
  /** what the operation runs of its transaction; the whole where absent */
  readonly unit?: 'statement' | 'transaction'
  /** ends the retries; the operation itself is not interrupted */
  readonly signal?: AbortSignal
  /** by the clock, ms: no retry begins after it */
  readonly deadlineMs?: number
  /** is awaited after a failure that may have broken the connection, before the wait; its error is the one that is thrown */
  readonly reconnect?: () => Promise<void>
  /** is awaited before each wait, with the number of the retry, from 1 */
  readonly onRetry?: (number: number) => Promise<void>
  /** from 0 to below 1 */
  readonly random?: () => number
  readonly clock?: PartClock
}

/** The name of the error that a retry ends with once its caller gave it up; its cause is the reason of the signal. */
export const retryAbortedName = 'RetryAborted'

/** The part. */
export interface RetryPart {
  /** Says what an error means, whatever was thrown. Never throws. */
  classify(error: unknown, dialect: Dialect): FailureReading | Promise<FailureReading>
  /**
   * Makes a call, and makes it again where it fails, as far as the failure and the policy allow. Rejects with the last error
   * of the operation, with that of `reconnect`, with one named RetryAborted, or, before any call, with a `StoreError`
   * INVALID_ARGUMENT that says which number of the policy cannot be, and what can.
   */
  retry<Result>(operation: () => Promise<Result>, options: RetryPartOptions): Promise<Result>
}

/** What the harness knows of the part. */
export const retryPart: PortSpec<'retry', RetryPart> = {
  name: 'retry',
  claims: {},
  methods: {
    classify([, dialect]) {
      if (!dialects.some((known) => known === dialect)) refuse('dialect', dialects.join(', '), dialect)
    },
    retry([operation, options]) {
      if (typeof operation !== 'function') refuse('operation', 'a function', operation)
      record('options', options, optionKeys)
    },
  },
  part: true,
  scenes: retryScenes,
}

const optionKeys: readonly string[] = [
  'dialect',
  'policy',
  'idempotent',
  'unit',
  'signal',
  'deadlineMs',
  'reconnect',
  'onRetry',
  'random',
  'clock',
]
