/** What the failures of SQLite mean, and how those that pass are outlasted. */
import type { StoreCode } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { FailureTable } from '../../src/core/classify.ts'
import { storeCodeOf } from '../../src/core/classify.ts'
import type { RetryPolicy } from '../../src/core/retry-policy.ts'
import { retryPolicy } from '../../src/core/retry-policy.ts'
import { retryAfter } from '../../src/core/retry.ts'
import type { Connection } from './driver.ts'

/** By the beginnings of SQLite's result codes. */
export const failureTable: FailureTable = {
  codes: {
    SQLITE_BUSY: 'busy',
    SQLITE_BUSY_SNAPSHOT: 'conflict',
    SQLITE_LOCKED: 'busy',
    SQLITE_CONSTRAINT: 'constraint',
    SQLITE_FULL: 'full',
    SQLITE_READONLY: 'read-only',
    SQLITE_CORRUPT: 'corrupt',
    SQLITE_NOTADB: 'corrupt',
    SQLITE_IOERR: 'io',
    SQLITE_CANTOPEN: 'io',
  },
}

/** What an error of the driver means to a caller of a port. */
export function classify(error: unknown): StoreCode | undefined {
  return storeCodeOf(error, failureTable)
}

/** How long a call waits for other writers, ms. */
export const busyMs = 5_000

/** Within `busyMs`, for what SQLite does not wait for by itself. */
export const busyPolicy: RetryPolicy = retryPolicy({ retries: 1_000, baseMs: 2, capMs: 20 })

/** Makes a call of some work. It gives a promise where the store is busy, and goes on when that is over. */
type MakeCall = <Args extends unknown[], Result>(
  work: (...args: Args) => Result,
) => (...args: Args) => Result | Promise<Result>

/** How a session makes its calls. */
export interface Calls {
  /** of work that changes nothing: one statement, or one transaction */
  readonly reading: MakeCall
  /** of work that runs in one IMMEDIATE transaction, as a whole or not at all */
  readonly changing: MakeCall
}

/**
 * Calls on a connection which outlast others that are in the way: what failed left no trace, and runs again from its
 * beginning. Where all is well that costs a look at the clock. Ends with the session, or with `signal`.
 */
export function callsOn(db: Connection, signal: AbortSignal): Calls {
  const reading: MakeCall =
    (work) =>
    (...args) => {
      const deadlineMs = performance.now() + busyMs
      try {
        return work(...args)
      } catch (error) {
        const again = (): ReturnType<typeof work> => {
          if (!db.open) throw new StoreError('CLOSED', 'the session was closed while the store was busy')
          return work(...args)
        }
        return retryAfter(error, again, {
          table: failureTable,
          policy: busyPolicy,
          idempotent: false,
          deadlineMs,
          signal,
        })
      }
    }
  return {
    reading,
    changing: (work) => {
      const whole = db.transaction(work)
      return reading((...args) => whole.immediate(...args))
    },
  }
}
