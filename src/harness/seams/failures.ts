/** The errors that whoever is beneath an adapter could give at a point, and how each is made. */
import type { ErrorKind, Fault } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import { afterOpening } from '../tracer.ts'
import { systemErrorAt, systemErrorsAt } from './system-errors.ts'
import { isPgCode, isPgConflict, pgError, pgErrorsAt } from './pg-errors.ts'
import { RelayFault, isRelayCode, relayErrorsAt } from './relay-errors.ts'
import { isSqliteCode, sqliteError, sqliteErrorsAt } from './sqlite-errors.ts'

/** The codes of the errors that could come at a point, after the points that the actor came to before it. */
export function errorsAt(point: string, earlier: readonly string[]): readonly string[] {
  const name = afterOpening(point)
  return [...sqliteErrorsAt(point, earlier), ...pgErrorsAt(name), ...systemErrorsAt(name), ...relayErrorsAt(name)]
}

/** What kind of error a code tells of; undefined for the many that are nothing but errors. */
export function errorKindOf(code: string): ErrorKind | undefined {
  if (code === 'ROLLED_BACK') return 'rolled-back'
  return code === 'SQLITE_BUSY_SNAPSHOT' || isPgConflict(code) ? 'conflict' : undefined
}

/** The error of a fault `throw`, as whoever is beneath the adapter makes it. */
export function errorOf({ point, error = '' }: Pick<Fault, 'point' | 'error'>): Error {
  if (isSqliteCode(error)) return sqliteError(error)
  if (isRelayCode(error)) return new RelayFault(error)
  if (isPgCode(error)) return pgError(error)
  if (error === 'ECONNRESET' && point.includes('pg ')) return systemErrorAt('net data:before', error)
  const name = afterOpening(point)
  if (systemErrorsAt(name).includes(error)) return systemErrorAt(name, error)
  throw new HarnessError(
    'INTERNAL',
    `nobody beneath an adapter throws ${error || 'an error without a code'} at ${point}`,
  )
}
