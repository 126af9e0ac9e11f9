/** What the failures of SQLite mean, and how those that pass are outlasted. */
import type { StoreCode } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { classifyFailure, storeCodeOf } from '../../src/core/classify.ts'
import { sqliteFailures } from '../../src/core/failures/sqlite.ts'
import { busyMs, busyPolicy } from '../../src/core/retry-policy.ts'
import { retryAfter } from '../../src/core/retry.ts'
import type { Connection, Transaction } from './driver.ts'

/** What the driver says of a session that was closed while a call of it was under way. */
const closedText = 'The database connection is not open'

/** What an error of the driver means to a caller of a port. */
export function classify(error: unknown): StoreCode | undefined {
  if (error instanceof TypeError && error.message === closedText) return 'CLOSED'
  return storeCodeOf(error, sqliteFailures)
}

/** Makes of some work a call that runs it in one IMMEDIATE transaction. Gives a promise where it has to start over. */
export type Changing = <Args extends unknown[], Result>(
  work: (...args: Args) => Result,
) => (...args: Args) => Result | Promise<Result>

/** Changes that first demand something, in the transaction itself. */
export function demanding(changing: Changing, demand: () => void): Changing {
  return (work) =>
    changing((...args) => {
      demand()
      return work(...args)
    })
}

/**
 * Changes on a connection. SQLite waits for a busy store by itself, and that is not repeated around it; a transaction
 * whose snapshot is dead left no trace, and starts over. Ends with the session, or with `signal`.
 */
export function changesOn(db: Connection, signal: AbortSignal): Changing {
  return <Args extends unknown[], Result>(work: (...args: Args) => Result) => {
    let made: Transaction<Args, Result> | undefined
    // Made at the first change: with it the driver prepares what begins and ends transactions.
    const whole = (...args: Args): Result => {
      made ??= db.transaction(work)
      return made.immediate(...args)
    }
    const again = (...args: Args): Result => {
      if (!db.open) throw new StoreError('CLOSED', 'the session was closed while a transaction had to start over')
      return whole(...args)
    }
    return (...args: Args) => {
      try {
        return whole(...args)
      } catch (error) {
        if (classifyFailure(error, sqliteFailures) !== 'conflict') throw error
        const deadlineMs = performance.now() + busyMs
        const options = { table: sqliteFailures, policy: busyPolicy, idempotent: false, deadlineMs, signal }
        return retryAfter(error, () => again(...args), options)
      }
    }
  }
}
