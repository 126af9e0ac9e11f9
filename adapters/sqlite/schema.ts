/** The schema of a SQLite place, as numbered steps, one file each. A step that was released is never changed. */
import { StoreError } from '../../contracts/errors.ts'
import type { Connection } from './driver.ts'
import { blobs } from './steps/blobs.ts'
import { checkpoints } from './steps/checkpoints.ts'
import { locks } from './steps/locks.ts'
import { logs } from './steps/logs.ts'
import { outputs } from './steps/outputs.ts'

/** "hold" in ASCII: tells a file of ours from any other SQLite file. */
const applicationId = 0x686f6c64

const steps: readonly string[] = [locks, outputs, checkpoints, blobs, logs]

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
