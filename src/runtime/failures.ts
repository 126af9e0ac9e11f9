/** What an error means, in each dialect. */
import type { ConnectionTrouble, Dialect, FailureReading } from '../../contracts/runtime/retry/part.ts'
import type { FailureClass, FailureTable } from '../core/classify.ts'
import { classifyFailure, failureFacts } from '../core/classify.ts'
import { fsFailures } from '../core/failures/fs.ts'
import { isReaped, postgresFailures } from '../core/failures/postgres.ts'
import { sqliteFailures } from '../core/failures/sqlite.ts'

/** How the errors of each dialect are read. */
export const tables: Readonly<Record<Dialect, FailureTable>> = {
  postgres: postgresFailures,
  sqlite: sqliteFailures,
  fs: fsFailures,
}

const troubles: { readonly [failure in FailureClass]?: ConnectionTrouble } = {
  exhausted: 'exhausted',
  unreachable: 'unreachable',
  disconnected: 'lost',
}

function troubleOf(failure: FailureClass, error: unknown, dialect: Dialect): ConnectionTrouble | undefined {
  return failure === 'disconnected' && dialect === 'postgres' && isReaped(error) ? 'reaped' : troubles[failure]
}

/** Says what an error means, whatever was thrown. */
export function classify(error: unknown, dialect: Dialect): FailureReading {
  const failure = classifyFailure(error, tables[dialect])
  const { retry, outcome, unit } = failureFacts[failure]
  const connection = troubleOf(failure, error, dialect)
  const reading = { kind: failure, retry, outcome, unit, isAbsent: failure === 'absent' }
  return connection === undefined ? reading : { ...reading, connection }
}
