/** What the failures of a file system mean to callers of a port. */
import type { StoreCode } from '../../contracts/index.ts'
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
