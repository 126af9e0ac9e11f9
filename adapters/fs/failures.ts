/** What the failures of a file system mean. */
import type { StoreCode } from '../../contracts/index.ts'
import type { FailureTable } from '../../src/core/classify.ts'
import { classifyFailure, failureFacts } from '../../src/core/classify.ts'

/** By the beginnings of Node's codes. Those that begin with ERR_ are its own, and tell nothing of a file system. */
export const failureTable: FailureTable = {
  codes: {
    E: 'io',
    ERR_: 'unknown',
    ENOENT: 'absent',
    ENOSPC: 'full',
    EDQUOT: 'full',
    EROFS: 'read-only',
    EACCES: 'read-only',
    EPERM: 'read-only',
    EMFILE: 'exhausted',
    ENFILE: 'exhausted',
    EAGAIN: 'exhausted',
    EBUSY: 'busy',
  },
}

/**
 * What an error of the file system means to a caller of a port. Where a name may be missing the driver says so by its
 * answer: that one is missing elsewhere is a failure like those that are not known better.
 */
export function classify(error: unknown): StoreCode | undefined {
  const failure = classifyFailure(error, failureTable)
  return failure === 'absent' ? 'IO' : failureFacts[failure].code
}
