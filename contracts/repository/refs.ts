/** The brand of a ref: what tells one from data that looks like it, in a row, on a queue and in an argument. */
import { name, record, refuse, whole } from '../port.ts'
import type { Ref } from '../values.ts'
import { checkScope } from './scopes.ts'

/** What every ref has as its `kind`: text, so that it is still there after the ref went as JSON (cache:60). */
export const refKind: Ref['kind'] = 'holdfast.ref'

/** The longest media type, in bytes. */
const mimeBytesMax = 255

/** Refuses what is no media type: visible ASCII, so that it can be sent as it is. */
export function checkMime(argument: string, mime: unknown): void {
  const isSound =
    typeof mime === 'string' && mime.length <= mimeBytesMax && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(mime)
  if (!isSound) refuse(argument, `a media type of 1 to ${mimeBytesMax} bytes of visible ASCII`, mime)
}

/** Refuses what is no ref, and says what of it is wrong. */
export function checkRef(ref: unknown): void {
  const { kind, id, scope, size, mime } = record('ref', ref, ['kind', 'id', 'scope', 'size', 'mime'])
  if (kind !== refKind) refuse('ref.kind', `the brand "${refKind}"`, kind)
  name('ref.id', id)
  checkScope('ref.scope', scope)
  whole('ref.size', size, 0, Number.MAX_SAFE_INTEGER)
  if (mime !== undefined) checkMime('ref.mime', mime)
}

/** Whether all that an object has of its own are plain fields: who looks at one runs no code of it. */
function isOfFields(value: object): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(value)).every((field) => 'value' in field)
}

/**
 * Whether a value is a ref: an object with the brand, and with all that makes a ref. One with the fields of a ref and
 * without the brand is plain data (cache:59), and so is one whose other fields are not those of a ref.
 */
export function isRef(value: unknown): value is Ref {
  if (typeof value !== 'object' || value === null) return false
  if (Object.getOwnPropertyDescriptor(value, 'kind')?.value !== refKind || !isOfFields(value)) return false
  try {
    checkRef(value)
    return true
  } catch {
    return false
  }
}
