/** The schema of a SQLite place, as numbered steps, one file each. A step that was released is never changed. */
import { StoreError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/index.ts'
import type { UpgradeNote } from '../../src/core/upgrades.ts'
import { isOfVersionZero, warnOf } from '../../src/core/upgrades.ts'
import type { Connection } from './driver.ts'
import { blobs } from './steps/blobs.ts'
import { checkpoints } from './steps/checkpoints.ts'
import { locks } from './steps/locks.ts'
import { logs } from './steps/logs.ts'
import { outputs } from './steps/outputs.ts'
import { slots } from './steps/slots.ts'
import { tasks } from './steps/tasks.ts'
import { versionZero } from './steps/version-zero.ts'
import { workers } from './steps/workers.ts'

/** "hold" in ASCII: tells a file of ours from any other SQLite file. */
const applicationId = 0x686f6c64

/** A step, which may date what it takes over. */
type Step = string | ((nowMs: number) => string)

const steps: readonly Step[] = [locks, outputs, checkpoints, blobs, tasks, logs, versionZero, workers, slots]

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
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").pluck().all() as string[]
    if (id !== applicationId && (version > 0 || !(tables.length === 0 || isOfVersionZero(tables)))) {
      throw new StoreError('SCHEMA', `not a place of holdfast: application_id is ${id}, expected ${applicationId}`)
    }
    return version
  })()
}

/**
 * Brings the schema up to date. Two processes may start at once: the version is read again inside a write transaction,
 * so that the second finds the work done (durability:S7). What an upgrade could not take over is told by a warning of
 * the process, and stays noted in the place (durability:D6).
 */
export function migrate(db: Connection, clock: Clock): void {
  if (versionOf(db) === steps.length) return
  const bringUp = db.transaction(() => {
    const version = versionOf(db)
    for (const step of steps.slice(version)) db.exec(typeof step === 'string' ? step : step(clock.now()))
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${steps.length}`)
    return version === steps.length ? [] : notes(db)
  })
  warnOf(db.name, bringUp.immediate())
}

function notes(db: Connection): readonly UpgradeNote[] {
  return db.prepare('SELECT source, key, why FROM upgrade_note ORDER BY source, key').all() as UpgradeNote[]
}
