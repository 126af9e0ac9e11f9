/** Failures of which it is known what they allow, one of each kind for each dialect. */
import type { ErrorData } from '../errors.ts'
import { fromServer, fromSqlite, fromSystem } from '../errors.ts'
import type { Dialect } from './part.ts'

/**
 * passing: nothing took effect, and the same call may be made again. stale: nothing but a new transaction gets on. open: the
 * call may have taken effect. broken: a constraint, or whatever no second call mends.
 */
export type Failing = 'passing' | 'stale' | 'open' | 'broken'

const byDialect: Readonly<Record<Dialect, Readonly<Partial<Record<Failing, ErrorData>>>>> = {
  postgres: {
    passing: fromServer('53300', 'sorry, too many clients already', { severity: 'FATAL' }),
    stale: fromServer('40001', 'could not serialize access due to concurrent update'),
    open: fromSystem('ECONNRESET', 'read', 'connection reset by peer', -104),
    broken: fromServer('23505', 'duplicate key value violates unique constraint "rows_pkey"'),
  },
  sqlite: {
    passing: fromSqlite('SQLITE_BUSY', 'database is locked'),
    stale: fromSqlite('SQLITE_BUSY_SNAPSHOT', 'database is locked'),
    open: fromSqlite('SQLITE_IOERR_FSYNC', 'disk I/O error'),
    broken: fromSqlite('SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE constraint failed: rows.name'),
  },
  fs: {
    passing: fromSystem('EMFILE', "open 'rows/a'", 'too many open files', -24),
    open: fromSystem('EIO', 'fsync', 'i/o error', -5),
    broken: fromSystem('ENOSPC', 'write', 'no space left on device', -28),
  },
}

/** Which kinds of failure a dialect knows. */
export function failingsOf(dialect: Dialect): readonly Failing[] {
  return Object.keys(byDialect[dialect]) as readonly Failing[]
}

/** A failure of this kind; one that passes where the dialect knows none. */
export function failureOf(dialect: Dialect, failing: Failing): ErrorData {
  const failures = byDialect[dialect]
  return failures[failing] ?? failures.passing ?? fromSystem('EIO', 'read', 'i/o error', -5)
}
