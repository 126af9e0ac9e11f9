/** The kinds of bytes that are values, by the word that stands for them in a text. */
import { types } from 'node:util'
import type { Bytes } from '../../../contracts/index.ts'

interface ByteKind {
  readonly prototype: object
  /** throws where the elements do not fit into the bytes */
  readonly make: (buffer: ArrayBuffer) => Bytes
}

/** Elements are little-endian, as on every platform that Node has a release for in our range. */
const kinds: { readonly [word: string]: ByteKind } = {
  ArrayBuffer: { prototype: ArrayBuffer.prototype, make: (buffer) => buffer },
  DataView: { prototype: DataView.prototype, make: (buffer) => new DataView(buffer) },
  Int8Array: { prototype: Int8Array.prototype, make: (buffer) => new Int8Array(buffer) },
  Uint8Array: { prototype: Uint8Array.prototype, make: (buffer) => new Uint8Array(buffer) },
  Uint8ClampedArray: {
    prototype: Uint8ClampedArray.prototype,

    make: (buffer) => new Uint8ClampedArray(buffer),
  },
  Int16Array: { prototype: Int16Array.prototype, make: (buffer) => new Int16Array(buffer) },
  Uint16Array: { prototype: Uint16Array.prototype, make: (buffer) => new Uint16Array(buffer) },
  Int32Array: { prototype: Int32Array.prototype, make: (buffer) => new Int32Array(buffer) },
  Uint32Array: { prototype: Uint32Array.prototype, make: (buffer) => new Uint32Array(buffer) },
  Float32Array: { prototype: Float32Array.prototype, make: (buffer) => new Float32Array(buffer) },
  Float64Array: { prototype: Float64Array.prototype, make: (buffer) => new Float64Array(buffer) },
  BigInt64Array: { prototype: BigInt64Array.prototype, make: (buffer) => new BigInt64Array(buffer) },
  BigUint64Array: { prototype: BigUint64Array.prototype, make: (buffer) => new BigUint64Array(buffer) },
}

const words: ReadonlyMap<object, string> = new Map([
  ...Object.entries(kinds).map(([word, { prototype }]): [object, string] => [prototype, word]),
  // What Node hands out for bytes is a Uint8Array and comes back as one.
  [Buffer.prototype, 'Uint8Array'],
])

/**
 * The word for the kind of bytes that an object is; undefined where it is none. An array of elements is these and no
 * more: what else hangs on it is not looked for, as that would take longer than all the rest.
 */
export function wordForBytes(value: object): string | undefined {
  const word = words.get(Object.getPrototypeOf(value) as object)
  if (word === undefined || types.isTypedArray(value)) return word
  const areBytes = types.isArrayBuffer(value) || types.isDataView(value)
  return areBytes && Reflect.ownKeys(value).length === 0 ? word : undefined
}

/** Exactly the bytes that a view shows, not those of the buffer beneath it, which others may share. */
export function exactBytes(value: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.from(value)
}

/** Bytes of their own from base64, as far as it is base64. */
export function bytesFrom(base64: string): ArrayBuffer {
  const read = Buffer.from(base64, 'base64')
  // A small buffer lies in a pool that others share.
  return read.buffer.slice(read.byteOffset, read.byteOffset + read.byteLength)
}

/** A view of this kind on the bytes. Throws where there is no such kind, or where its elements do not fit. */
export function viewOf(word: string, bytes: ArrayBuffer): Bytes {
  const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined
  if (!kind) throw new TypeError(`there is no kind of value $${word}`)
  return kind.make(bytes)
}
