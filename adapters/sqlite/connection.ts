/**
 * A connection with the settings without which acknowledged work could be lost, read back after a first query: SQLite
 * reports FULL right after the switch to WAL and may fall to NORMAL at the next access.
 */
import { StoreError } from '../../contracts/errors.ts'
import type { Connection } from './driver.ts'
import { connect, resultCode } from './driver.ts'
import { migrate, versionOf } from './schema.ts'

/** How long a call waits for other writers, ms. */
const busyMs = 5_000

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

/** The switch to WAL does not wait for others by itself: tried again until the busy timeout is over. */
async function settleWhenFree(db: Connection, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + busyMs
  for (;;) {
    try {
      settle(db)
      return
    } catch (error) {
      const busy = resultCode(error)?.startsWith('SQLITE_BUSY') === true
      if (!busy || signal.aborted || performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

/** Opens a connection that keeps what it acknowledges, on a file that is brought up to date. */
export async function openConnection(file: string, signal: AbortSignal): Promise<Connection> {
  const db = await connect(file, busyMs)
  try {
    await settleWhenFree(db, signal)
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
