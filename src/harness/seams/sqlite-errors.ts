/**
 * The errors of SQLite as better-sqlite3 throws them: by the driver's own constructor, caught where the driver hands it to
 * its addon. Which can come depends on what the statement does, and where its transaction stands.
 */
import { HarnessError } from '../../../contracts/errors.ts'

/** The code of an error with the text that SQLite has for it. */
const texts = {
  SQLITE_BUSY: 'database is locked',
  SQLITE_BUSY_SNAPSHOT: 'database is locked',
  SQLITE_FULL: 'database or disk is full',
  SQLITE_IOERR_READ: 'disk I/O error',
  SQLITE_IOERR_WRITE: 'disk I/O error',
  SQLITE_IOERR_FSYNC: 'disk I/O error',
  SQLITE_CANTOPEN: 'unable to open database file',
} as const

type SqliteCode = keyof typeof texts

type Constructor = new (message: string, code: string) => Error

let made: Constructor | undefined

/** Remembers the constructor that the driver gave its addon. */
export function noteConstructor(constructor: unknown): void {
  made = constructor as Constructor
}

/** Whether a code is one of SQLite that is known here. */
export function isSqliteCode(code: string): code is SqliteCode {
  return Object.hasOwn(texts, code)
}

/** The error as the driver throws it. */
export function sqliteError(code: SqliteCode): Error {
  if (!made) throw new HarnessError('INTERNAL', 'better-sqlite3 was not loaded: it cannot have failed')
  return new made(texts[code], code)
}

const shape = /^(open )?better-sqlite3 (\w+) (.*):(before|after)$/
const writes = /^(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b/
const reads = /^(SELECT|WITH)\b/
const ends = /^(COMMIT|END)\b/

/** What can come before a statement has had any effect. */
function beforeEffect(words: string, opens: boolean, readsFirst: boolean): readonly SqliteCode[] {
  if (/^BEGIN (IMMEDIATE|EXCLUSIVE)/.test(words)) return ['SQLITE_BUSY']
  if (ends.test(words)) return ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR_FSYNC']
  if (writes.test(words)) {
    const snapshot = readsFirst ? (['SQLITE_BUSY_SNAPSHOT'] as const) : []
    return ['SQLITE_BUSY', ...snapshot, 'SQLITE_FULL', 'SQLITE_IOERR_WRITE']
  }
  if (reads.test(words) || words.startsWith('PRAGMA')) return [opens ? 'SQLITE_CANTOPEN' : 'SQLITE_IOERR_READ']
  return []
}

/**
 * What can come though the statement has had its effect: a commit that is in the log, and whose sync failed. Every other
 * code says that nothing was done.
 */
function afterEffect(words: string): readonly SqliteCode[] {
  if (ends.test(words)) return ['SQLITE_IOERR_FSYNC']
  return writes.test(words) ? ['SQLITE_IOERR_WRITE'] : []
}

/** Whether an actor that came to these points stands in a deferred transaction that has read, and not written yet. */
function isSnapshot(earlier: readonly string[]): boolean {
  const words = earlier.flatMap((point) => {
    const [, , , said, side] = shape.exec(point) ?? []
    return said !== undefined && side === 'before' ? [said] : []
  })
  const since = words.slice(words.findLastIndex((said) => /^(BEGIN|COMMIT|END|ROLLBACK)\b/.test(said)))
  const [frame = '', ...inside] = since
  return (
    /^BEGIN( DEFERRED)?$/.test(frame) &&
    inside.some((said) => reads.test(said)) &&
    !inside.some((said) => writes.test(said))
  )
}

/** The codes of the errors that SQLite could give at a point, after the points that the actor came to before it. */
export function sqliteErrorsAt(point: string, earlier: readonly string[]): readonly SqliteCode[] {
  const [, opens, , words = '', side] = shape.exec(point) ?? []
  if (side === 'after') return afterEffect(words)
  return side === 'before' ? beforeEffect(words, opens !== undefined, isSnapshot(earlier)) : []
}
