/**
 * A state on the disk: one line with what is asked for often, and a body behind it, which may be long. Line and body have
 * a digest each, so that a file which came to harm is CORRUPT, and never taken for a shorter one or for none.
 */
import { createHash } from 'node:crypto'
import { StoreError } from '../../contracts/errors.ts'
import type { Json } from '../../contracts/index.ts'

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

function corrupt(what: string): StoreError {
  return new StoreError('CORRUPT', `a state file came to harm: ${what}`)
}

/** Reads the first line of a file, without its newline. */
export function readStateLine(bytes: Buffer): StateLine {
  const line = bytes.subarray(digestBytes + 1)
  if (digestOf(line) !== bytes.toString('latin1', 0, digestBytes)) throw corrupt('the digest of its first line differs')
  return JSON.parse(line.toString()) as StateLine
}

/** Reads a whole file. */
export function readState(bytes: Buffer): State {
  const end = bytes.indexOf('\n')
  if (end < 0) throw corrupt('its first line has no end')
  const { facts, keeps, size, digest } = readStateLine(bytes.subarray(0, end))
  const body = bytes.subarray(end + 1)
  if (body.length !== size) throw corrupt(`its body has ${body.length} bytes of ${size}`)
  if (digestOf(body) !== digest) throw corrupt('the digest of its body differs')
  return { facts, keeps, body: body.toString() }
}
