/** better-sqlite3, loaded when it is first needed: nothing else in the house names it. */
import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'
import { StoreError, codeIn } from '../../contracts/errors.ts'

export type Connection = Database.Database

/** Some work as a transaction. */
export type Transaction<Args extends unknown[], Result> = Database.Transaction<(...args: Args) => Result>

/** What a statement takes: values by position, or one object of them by name. */
type Bound = readonly unknown[]

/** How a statement gives its rows: as objects by the names of columns, or as their first column alone. */
type Rows = 'objects' | 'plucked'

/** A statement that is prepared at its first use: a session seldom needs all, and all cost more than the rest of an opening. */
export class Statement {
  readonly #db: Connection
  /** in SQL */
  readonly source: string
  readonly #rows: Rows
  #prepared: Database.Statement | undefined

  constructor(db: Connection, source: string, rows: Rows = 'objects') {
    this.#db = db
    this.source = source
    this.#rows = rows
  }

  get #ready(): Database.Statement {
    if (this.#prepared) return this.#prepared
    const statement = this.#db.prepare(this.source)
    this.#prepared = this.#rows === 'plucked' ? statement.pluck() : statement
    return this.#prepared
  }

  run(...bound: Bound): Database.RunResult {
    return this.#ready.run(...bound)
  }

  /** The first row; undefined where there is none. */
  get(...bound: Bound): unknown {
    return this.#ready.get(...bound)
  }

  all(...bound: Bound): unknown[] {
    return this.#ready.all(...bound)
  }
}

/**
 * Opens a connection that waits `busyMs` for others; a file that is missing is made, unless it has to be there. Throws a
 * `StoreError` DRIVER_MISSING, with the install line, where better-sqlite3 or its native addon is not there.
 */
export async function connect(file: string, busyMs: number, fileMustExist = false): Promise<Connection> {
  try {
    // What is required loads faster than what is imported: a process opens one session, and may live no longer.
    const driver = createRequire(import.meta.url)('better-sqlite3') as typeof Database
    return new driver(file, { timeout: busyMs, fileMustExist })
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
