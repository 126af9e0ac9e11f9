/** What the failures of SQLite mean. */
import type { FailureTable } from '../classify.ts'

/** By the beginnings of SQLite's result codes. */
export const sqliteFailures: FailureTable = {
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
