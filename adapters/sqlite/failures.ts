/** What the failures of SQLite mean, and how those that pass are outlasted. */
import type { StoreCode } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { classifyFailure, storeCodeOf } from '../../src/core/classify.ts'
import { sqliteFailures } from '../../src/core/failures/sqlite.ts'
import { busyMs, busyPolicy } from '../../src/core/retry-policy.ts'
import { retryAfter } from '../../src/core/retry.ts'
import type { Connection } from './driver.ts'

/** What an error of the driver means to a caller of a port. */
export function classify(error: unknown): StoreCode | undefined {
  return storeCodeOf(error, sqliteFailures)
}

/** Makes of some work a call that runs it in one IMMEDIATE transaction. Gives a promise where it has to start over. */
export type Changing = <Args extends unknown[], Result>(
  work: (...args: Args) => Result,
) => (...args: Args) => Result | Promise<Result>

/**
 * Changes on a connection. SQLite waits for a busy store by itself, and that is not repeated around it; a transaction
 * whose snapshot is dead left no trace, and starts over. Ends with the session, or with `signal`.
 */
export function changesOn(db: Connection, signal: AbortSignal): Changing {
  return (work) => {
    const whole = db.transaction(work)
    const again = (...args: Parameters<typeof work>): ReturnType<typeof work> => {
      if (!db.open) throw new StoreError('CLOSED', 'the session was closed while a transaction had to start over')
      return whole.immediate(...args)
    }
    return (...args) => {
      try {
        return whole.immediate(...args)
      } catch (error) {
        if (classifyFailure(error, sqliteFailures) !== 'conflict') throw error
        const deadlineMs = performance.now() + busyMs
        const options = { table: sqliteFailures, policy: busyPolicy, idempotent: false, deadlineMs, signal }
        return retryAfter(error, () => again(...args), options)
      }
    }
  }
}
