/** What the failures of a file system mean. */
import type { FailureTable } from '../classify.ts'

/** By the beginnings of Node's codes. Those that begin with ERR_ are its own, and tell nothing of a file system. */
export const fsFailures: FailureTable = {
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
