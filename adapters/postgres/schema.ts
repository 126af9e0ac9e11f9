/**
 * The schema of the places on a server, as numbered steps, one file each. A step that was released is never changed, and
 * programs of two versions may be at work at once: a step only adds, with defaults, and takes nothing away that the
 * version before it still reads (durability:S8). Of the steps that came before any release `slots` alone does.
 */
import { StoreError } from '../../contracts/errors.ts'
import { show } from '../../contracts/port.ts'
import type { UpgradeNote } from '../../src/core/upgrades.ts'
import { isOfVersionZero, warnOf } from '../../src/core/upgrades.ts'
import type { Connection } from './driver.ts'
import { hasState } from './failures.ts'
import type { PostgresPlace } from './place.ts'
import { blobs } from './steps/blobs.ts'
import { first } from './steps/first.ts'
import { logs } from './steps/logs.ts'
import { slots } from './steps/slots.ts'
import { tasks } from './steps/tasks.ts'
import { versionZero } from './steps/version-zero.ts'
import { workers } from './steps/workers.ts'

const steps: readonly ((schema: string) => string)[] = [first, blobs, tasks, logs, versionZero, workers, slots]

/** The SQLSTATEs of a table and of a schema that are not there. */
const missing = ['42P01', '3F000']

/** A schema as statements name it. @throws StoreError INVALID_ARGUMENT for a name that would need escapes */
export function quotedSchema(schema: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return `"${schema}"`
  throw new StoreError(
    'INVALID_ARGUMENT',
    `schema: expected 1 to 63 lower-case letters, digits and underscores, got ${show(schema)}`,
  )
}

/** The version of the schema; 0 where there is none. Throws where it is newer than this program. */
export async function versionOf(connection: Connection, schema: string): Promise<number> {
  const version = await recordedVersion(connection, quotedSchema(schema))
  if (version <= steps.length) return version
  throw new StoreError(
    'SCHEMA',
    `schema ${schema} is at version ${version}, this program knows ${steps.length}: upgrade it`,
  )
}

async function recordedVersion(connection: Connection, quoted: string): Promise<number> {
  try {
    const { rows } = await connection.query<{ readonly number: number }>({
      text: `SELECT number FROM ${quoted}.version`,
    })
    return rows[0]?.number ?? 0
  } catch (error) {
    if (missing.some((state) => hasState(error, state))) return 0
    throw error
  }
}

/** Whoever migrates a schema holds this lock until its transaction ends. */
const migrationLock = `hashtextextended('holdfast ' || $1, 0)`

/**
 * Brings the schema up to date. Two processes may start at once: the version is read again under a lock of the schema's
 * own, so that the second finds the work done (durability:S7). What an upgrade could not take over is told by a warning of
 * the process, and stays noted in the schema (durability:D6).
 */
export async function migrate(connection: Connection, schema: string): Promise<void> {
  if ((await versionOf(connection, schema)) === steps.length) return
  // Each statement must see what others have committed while the lock was waited for.
  await connection.query({ text: 'BEGIN ISOLATION LEVEL READ COMMITTED' })
  try {
    await lockSchema(connection, schema)
    const notes = await bringUp(connection, schema)
    await connection.query({ text: 'COMMIT' })
    warnOf(`schema ${schema}`, notes)
  } catch (error) {
    connection.discard()
    throw error
  }
}

async function lockSchema(connection: Connection, schema: string): Promise<void> {
  try {
    await connection.query({ text: `SELECT pg_advisory_xact_lock(${migrationLock})` }, [schema])
  } catch (error) {
    if (!hasState(error, '55P03')) throw error
    throw new StoreError(
      'BUSY',
      `schema ${schema} is being migrated by another program for longer than it is waited for`,
      {
        cause: error,
      },
    )
  }
}

/** Brings the schema up to date. Gives the notes of what was passed over. */
async function bringUp(connection: Connection, schema: string): Promise<readonly UpgradeNote[]> {
  const quoted = quotedSchema(schema)
  const { rows } = await connection.query<{ readonly there: boolean; readonly tables: readonly string[] }>(
    {
      text: `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS there,
          ARRAY(SELECT tablename::text FROM pg_tables WHERE schemaname = $1) AS tables`,
    },
    [schema],
  )
  const { there = false, tables = [] } = rows[0] ?? {}
  const isOurs = tables.includes('version')
  if (!isOurs && tables.length > 0 && !isOfVersionZero(tables))
    throw new StoreError(
      'SCHEMA',
      `schema ${schema} has ${tables.length} tables, and none of them tells a version of ours`,
    )
  if (!there) await connection.query({ text: `CREATE SCHEMA ${quoted}` })
  if (!isOurs) await connection.query({ text: `CREATE TABLE ${quoted}.version (number integer NOT NULL)` })
  const version = isOurs ? await versionOf(connection, schema) : 0
  if (version === steps.length) return []
  await connection.script(steps.slice(version).map((step) => step(quoted)))
  await connection.script([`DELETE FROM ${quoted}.version`, `INSERT INTO ${quoted}.version VALUES (${steps.length})`])
  const notes = { text: `SELECT source, key, why FROM ${quoted}.upgrade_note ORDER BY source, key` }
  return (await connection.query<UpgradeNote>(notes)).rows
}

/** What is known of a place: the version of its schema, and whether the place is there. */
async function found(connection: Connection, { schema, namespace }: PostgresPlace): Promise<Found> {
  const quoted = quotedSchema(schema)
  const text = `SELECT (SELECT number FROM ${quoted}.version) AS version,
      EXISTS (SELECT FROM ${quoted}.namespace WHERE id = $1) AS "isThere"`
  try {
    const { rows } = await connection.query<Found>({ text }, [namespace])
    return rows[0] ?? nothing
  } catch (error) {
    if (missing.some((state) => hasState(error, state))) return nothing
    throw error
  }
}

interface Found {
  readonly version: number
  readonly isThere: boolean
}

const nothing: Found = { version: 0, isThere: false }

/** Makes a first connection ready for a place: the schema is brought up to date, and the place is there. */
export async function prepareFor(connection: Connection, place: PostgresPlace): Promise<void> {
  const { schema, namespace } = place
  const before = await found(connection, place)
  if (before.version !== steps.length) await migrate(connection, schema)
  // An upgrade from version 0 brings its namespace along.
  const { isThere } = before.version === steps.length ? before : await found(connection, place)
  if (isThere) return
  throw new StoreError(
    'SCHEMA',
    `schema ${schema} has no namespace ${namespace}: it was removed, or is that of another server`,
  )
}
