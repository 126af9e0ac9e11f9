/** Names that nobody else ever draws. */
import { randomBytes } from 'node:crypto'

/** A new id: 128 bits, as 32 hexadecimal digits. */
export function newId(): string {
  return randomBytes(16).toString('hex')
}

const idShape = /^[0-9a-f]{32}$/

/** Whether a text may be an id of ours. Whatever else a caller sends is never looked up, nor part of a path (cache:64). */
export function isId(text: string): boolean {
  return idShape.test(text)
}
