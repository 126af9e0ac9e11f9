/** What the failures of Postgres mean to callers, and the one that it does not call a failure. */
import type { StoreCode } from '../../contracts/index.ts'
import { StoreError, codeIn } from '../../contracts/errors.ts'
import { classifyFailure, failureFacts, storeCodeOf } from '../../src/core/classify.ts'
import { postgresFailures } from '../../src/core/failures/postgres.ts'

/** What an error of the driver means to a caller of a port. */
export function classify(error: unknown): StoreCode | undefined {
  return storeCodeOf(error, postgresFailures)
}

/** Whether the error has this SQLSTATE. */
export function hasState(error: unknown, state: string): boolean {
  return codeIn(error) === state
}

/** COMMIT was answered with ROLLBACK: a statement before it had failed, and nothing took effect. */
export class RolledBack extends Error {
  override readonly name = 'RolledBack'
  /** transaction_rollback */
  readonly code = '40000'
  constructor(command: string) {
    super(`the server answered COMMIT with ${command}: nothing of the transaction took effect`)
  }
}

/**
 * What is told of a connection that was not made. Nothing was sent on it, so that a loss that would leave the outcome open
 * later leaves none open here.
 */
export function notConnected(error: unknown): unknown {
  const failure = classifyFailure(error, postgresFailures)
  const isTimeout = error instanceof Error && error.message === 'timeout expired'
  if (failureFacts[failure].retry !== 'if-idempotent' && !isTimeout) return error
  return new StoreError('UNREACHABLE', `no connection could be made: ${String(error)}`, { cause: error })
}
