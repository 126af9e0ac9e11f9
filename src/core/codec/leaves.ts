/** The texts of values that hold no others. */
import { types } from 'node:util'
import { valueBytesMax } from '../../../contracts/values.ts'
import { exactBytes, wordForBytes } from './bytes.ts'
import { refuseLength } from './refusal.ts'

/** Strings that stand for themselves between quotes; the rest has something that JSON escapes, or may have. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

/** A string as JSON. The short way is a third of the time of `JSON.stringify`, and most strings and keys can go it. */
export function stringText(value: string): string {
  if (value.length > valueBytesMax) refuseLength()
  return plain.test(value) ? `"${value}"` : JSON.stringify(value)
}

function numberText(value: number): string {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? String(value)
    : `{"$number":"${Object.is(value, -0) ? '-0' : value}"}`
}

/** The text of a value that holds no others; undefined for everything else, blobs among it. */
export function leafText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return stringText(value)
    case 'number':
      return numberText(value)
    case 'boolean':
      return String(value)
    case 'undefined':
      return '{"$undefined":true}'
    case 'bigint':
      return `{"$bigint":"${value}"}`
    case 'object':
      return value === null ? 'null' : objectLeafText(value)
    case 'function':
    case 'symbol':
      return undefined
  }
}

function objectLeafText(value: object): string | undefined {
  const word = wordForBytes(value)
  if (word !== undefined) return bytesText(word, exactBytes(value as ArrayBuffer | ArrayBufferView))
  if (isExactly(value, Date) && types.isDate(value)) return `{"$Date":${JSON.stringify(value.getTime())}}`
  return undefined
}

function bytesText(word: string, bytes: Buffer): string {
  if (bytes.length > valueBytesMax) refuseLength()
  return `{"$${word}":[${bytes.length},"${bytes.toString('base64')}"]}`
}

/** The text of a blob of this type with these bytes. */
export function blobText(type: string, bytes: Buffer): string {
  return `{"$Blob":[${stringText(type)},${bytes.length},"${bytes.toString('base64')}"]}`
}

/** Whether an object is of this kind and nothing hangs on it besides: what hangs on it would not come back. */
export function isExactly(value: object, maker: { readonly prototype: object }): boolean {
  return Object.getPrototypeOf(value) === maker.prototype && Reflect.ownKeys(value).length === 0
}
