/** What the failures of a file system mean to callers of a port. */
import type { StoreCode } from '../../contracts/index.ts'
import { StoreError, describeError } from '../../contracts/errors.ts'
import { classifyFailure, failureFacts } from '../../src/core/classify.ts'
import { fsFailures } from '../../src/core/failures/fs.ts'

/**
 * What an error of the file system means to a caller of a port. Where a name may be missing the driver says so by its
 * answer: that one is missing elsewhere is a failure like those that are not known better.
 */
export function classify(error: unknown): StoreCode | undefined {
  const failure = classifyFailure(error, fsFailures)
  return failure === 'absent' ? 'IO' : failureFacts[failure].code
}

/**
 * Waits for what is done behind a change that has happened. Throws a `StoreError` IO where that fails, whatever it was: who
 * asked for the change must not take it for one that left no trace.
 */
export async function behind<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    throw new StoreError('IO', `what is on the disk is unknown: ${describeError(error)}`, { cause: error })
  }
}
