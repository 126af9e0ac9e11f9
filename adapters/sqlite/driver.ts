/** better-sqlite3, loaded when it is first needed: nothing else in the house names it. */
import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'
import { StoreError, codeIn } from '../../contracts/errors.ts'

export type Connection = Database.Database
export type Statement = Database.Statement

/**
 * Opens a connection that waits `busyMs` for others. Throws a `StoreError` DRIVER_MISSING, with the install line, where
 * better-sqlite3 or its native addon is not there.
 */
export async function connect(file: string, busyMs: number): Promise<Connection> {
  try {
    // What is required loads faster than what is imported: a process opens one session, and may live no longer.
    const driver = createRequire(import.meta.url)('better-sqlite3') as typeof Database
    return new driver(file, { timeout: busyMs })
  } catch (error) {
    if (resultCode(error) !== undefined) throw error
    // The driver's own refusal of a path; what it says of a missing addon is never a TypeError.
    if (error instanceof TypeError) throw new StoreError('IO', error.message, { cause: error })
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new StoreError(
      'DRIVER_MISSING',
      `the sqlite adapter needs better-sqlite3 with its native addon (npm install better-sqlite3@12): ${why}`,
      { cause: error },
    )
  }
}

/** The result code of SQLite in an error of the driver, e.g. SQLITE_IOERR_FSYNC. */
export function resultCode(error: unknown): string | undefined {
  const code = codeIn(error)
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined
}
