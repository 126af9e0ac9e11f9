/**
 * A state on the disk: one line with what is asked for often, and a body behind it, which may be long. Line and body have
 * a digest each, so that a file which came to harm is CORRUPT, and never taken for a shorter one or for none.
 */
import { createHash } from 'node:crypto'
import type { Json } from '../../contracts/index.ts'
import type { Column } from '../../src/core/rows.ts'
import { corruptRow, jsonIn, rowReader, text, texts, wholeFrom } from '../../src/core/rows.ts'

/** What a state holds. */
export interface State {
  readonly facts: Json
  /** names of older states of the same register whose bodies belong to this one */
  readonly keeps: readonly string[]
  readonly body: string
}

/** What its first line tells. */
export interface StateLine {
  readonly facts: Json
  readonly keeps: readonly string[]
  /** of the body, in bytes of UTF-8 */
  readonly size: number
  readonly digest: string
}

export function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The text of a file that holds the state. */
export function writeState({ facts, keeps, body }: State): string {
  const line = JSON.stringify({ facts, keeps, size: Buffer.byteLength(body), digest: digestOf(body) })
  return `${digestOf(line)} ${line}\n${body}`
}

const digestBytes = 64

/** What came out of JSON. */
const json: Column<Json> = { says: 'JSON', holds: (found): found is Json => found !== undefined }

const table = 'state file'

const readLine = rowReader<StateLine>(table, { facts: json, keeps: texts, size: wholeFrom(0), digest: text })

/** Reads the first line of a file, without its newline. @throws StoreError CORRUPT, which names the file */
export function readStateLine(bytes: Buffer, file: string): StateLine {
  const line = bytes.subarray(digestBytes + 1)
  if (digestOf(line) !== bytes.toString('latin1', 0, digestBytes))
    throw corruptRow(table, file, 'the digest of its first line differs')
  return readLine(jsonIn(table, file, line.toString()), file)
}

/** Reads a whole file. @throws StoreError CORRUPT, which names the file */
export function readState(bytes: Buffer, file: string): State {
  const end = bytes.indexOf('\n')
  if (end < 0) throw corruptRow(table, file, 'its first line has no end')
  const { facts, keeps, size, digest } = readStateLine(bytes.subarray(0, end), file)
  const body = bytes.subarray(end + 1)
  if (body.length !== size) throw corruptRow(table, file, `its body has ${body.length} bytes of ${size}`)
  if (digestOf(body) !== digest) throw corruptRow(table, file, 'the digest of its body differs')
  return { facts, keeps, body: body.toString() }
}
