/** Errors as drivers and systems make them, as data: what scenes are played with. */
import type { JsonObject } from '../values.ts'

/** An error as data. `name` and `message` are its own; what stands in `fields` lies on it besides. */
export type ErrorData = {
  readonly name: string
  readonly message: string
  /** code, severity, errno and whatever else lies on the error */
  readonly fields?: JsonObject
  readonly cause?: ErrorData
}

/** The error that the data tells of. */
export function errorOf({ name, message, fields = {}, cause }: ErrorData): Error {
  const error = cause ? new Error(message, { cause: errorOf(cause) }) : new Error(message)
  // A name lies on the class of most errors, and on the error itself where its driver puts it there.
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  return Object.assign(error, fields)
}

/** What the server tells, as pg makes an error of it. */
export function fromServer(code: string, message: string, fields: JsonObject = {}): ErrorData {
  return { name: 'error', message, fields: { severity: 'ERROR', code, ...fields } }
}

/** What pg or its pool tells by itself: words, and no code. */
export function inWords(message: string): ErrorData {
  return { name: 'Error', message }
}

/** What the system tells, as Node makes an error of it. */
export function fromSystem(code: string, syscall: string, says: string, errno: number): ErrorData {
  return { name: 'Error', message: `${code}: ${says}, ${syscall}`, fields: { errno, code, syscall } }
}

/** What SQLite tells, as better-sqlite3 makes an error of it. */
export function fromSqlite(code: string, message: string): ErrorData {
  return { name: 'SqliteError', message, fields: { code } }
}
