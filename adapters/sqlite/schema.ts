/** The schema of a SQLite place, as numbered steps. A step that was released is never changed. */
import { StoreError } from '../../contracts/errors.ts'
import type { Connection } from './driver.ts'

/** "hold" in ASCII: tells a file of ours from any other SQLite file. */
const applicationId = 0x686f6c64

const steps: readonly string[] = [
  // `lock_token` outlives `lock_row`: the last token of a name stays when its row goes (durability:J5).
  `CREATE TABLE lock_token (
     name TEXT NOT NULL PRIMARY KEY,
     token INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE lock_row (
     name TEXT NOT NULL PRIMARY KEY,
     token INTEGER NOT NULL,
     instance TEXT NOT NULL,
     host TEXT NOT NULL,
     boot TEXT NOT NULL,
     pid INTEGER NOT NULL,
     pid_start INTEGER NOT NULL,
     acquired_at INTEGER NOT NULL,
     heartbeat_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     takeable_at INTEGER NOT NULL,
     heartbeat_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  // With a rowid: values are large, and a table without one is searched through them. The value comes last, so that no
  // other column has to be read past it.
  `CREATE TABLE output_row (
     scope TEXT NOT NULL,
     key TEXT NOT NULL,
     stored_at INTEGER NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (scope, key)
   ) STRICT;
   CREATE INDEX output_row_by_age ON output_row (stored_at);`,
  // A key has one row for ever, so that its epochs rise; without a pin no run is unfinished. Items and streaks go by the
  // number of that row, for a key may be long.
  `CREATE TABLE checkpoint (
     id INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     epoch INTEGER NOT NULL,
     pin TEXT,
     anchor TEXT,
     touched_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX checkpoint_unfinished ON checkpoint (touched_at) WHERE pin IS NOT NULL;
   CREATE TABLE checkpoint_item (
     id INTEGER NOT NULL,
     item TEXT NOT NULL,
     PRIMARY KEY (id, item)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE checkpoint_streak (
     id INTEGER NOT NULL,
     item TEXT NOT NULL,
     streak INTEGER NOT NULL,
     epoch INTEGER NOT NULL,
     PRIMARY KEY (id, item)
   ) STRICT, WITHOUT ROWID;`,
]

function number(db: Connection, pragma: string): number {
  return Number(db.pragma(pragma, { simple: true }))
}

/** The version of the file; throws where it is newer than this program, or not a place of ours. Changes nothing. */
export function versionOf(db: Connection): number {
  // One transaction, so that a start which overtakes this one is seen whole or not at all.
  return db.transaction(() => {
    const version = number(db, 'user_version')
    if (version > steps.length) {
      throw new StoreError('SCHEMA', `the file is at schema ${version}, this program knows ${steps.length}: upgrade it`)
    }
    const id = number(db, 'application_id')
    const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
    if (id !== applicationId && (version > 0 || tables !== 0)) {
      throw new StoreError('SCHEMA', `not a place of holdfast: application_id is ${id}, expected ${applicationId}`)
    }
    return version
  })()
}

/**
 * Brings the schema up to date. Two processes may start at once: the version is read again inside a write transaction,
 * so that the second finds the work done (durability:S7).
 */
export function migrate(db: Connection): void {
  if (versionOf(db) === steps.length) return
  db.transaction(() => {
    for (const step of steps.slice(versionOf(db))) db.exec(step)
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${steps.length}`)
  }).immediate()
}
