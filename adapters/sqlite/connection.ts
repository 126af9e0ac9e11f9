/**
 * A connection with the settings without which acknowledged work could be lost, read back after a first query: SQLite
 * reports FULL right after the switch to WAL and may fall to NORMAL at the next access.
 */
import { StoreError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/index.ts'
import { busyMs, busyPolicy } from '../../src/core/retry-policy.ts'
import { retry } from '../../src/core/retry.ts'
import type { Connection } from './driver.ts'
import { connect, resultCode } from './driver.ts'
import { sqliteFailures } from '../../src/core/failures/sqlite.ts'
import { migrate, versionOf } from './schema.ts'

/** `synchronous` as SQLite counts: 2 is FULL. */
const full = 2

function readBack(db: Connection, pragma: string, wanted: string | number): void {
  const got = db.pragma(pragma, { simple: true })
  if (got !== wanted) throw new StoreError('UNSAFE', `PRAGMA ${pragma}: wanted ${wanted}, read back ${String(got)}`)
}

function settle(db: Connection): void {
  // First of all, for the switch to WAL already writes: a file that is not ours is left as it was.
  versionOf(db)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.prepare('SELECT count(*) FROM sqlite_schema').get()
  readBack(db, 'journal_mode', 'wal')
  readBack(db, 'synchronous', full)
}

/** The switch to WAL does not wait for others by itself. */
function settleWhenFree(db: Connection, signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + busyMs
  return retry(() => settle(db), { table: sqliteFailures, policy: busyPolicy, idempotent: false, deadlineMs, signal })
}

/** Makes the file of a place, which its first session fills; one that is there stays as it is. */
export async function makeFile(file: string): Promise<void> {
  const db = await connect(file, busyMs)
  db.close()
}

/**
 * A connection to the file of a place. SQLite makes a file that is missing: a volume that is not mounted would read as an empty
 * store, whose tokens begin anew.
 */
async function connectTo(file: string): Promise<Connection> {
  try {
    return await connect(file, busyMs, true)
  } catch (error) {
    if (resultCode(error) !== 'SQLITE_CANTOPEN') throw error
    const says = `cannot open ${file}, which create makes and open does not: is it there, and its volume mounted?`
    throw new StoreError('IO', says, { cause: error })
  }
}

/** Opens a connection that keeps what it acknowledges, on the file of a place that is brought up to date. */
export async function openConnection(file: string, clock: Clock, signal: AbortSignal): Promise<Connection> {
  const db = await connectTo(file)
  try {
    await settleWhenFree(db, signal)
    migrate(db, clock)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
