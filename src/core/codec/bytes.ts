/** The kinds of bytes that are values, by the word that stands for them in a text. */
import { types } from 'node:util'
import type { Bytes } from '../../../contracts/index.ts'

type MakeBytes = (buffer: ArrayBuffer) => Bytes

interface ByteKind {
  readonly prototype: object
  /** bytes to an element; a length that does not divide by it cannot be right */
  readonly width: number
  readonly make: MakeBytes
}

/** Elements are little-endian, as on every platform that Node has a release for in our range. */
const kinds: { readonly [word: string]: ByteKind } = {
  ArrayBuffer: { prototype: ArrayBuffer.prototype, width: 1, make: (buffer) => buffer },
  DataView: { prototype: DataView.prototype, width: 1, make: (buffer) => new DataView(buffer) },
  Int8Array: { prototype: Int8Array.prototype, width: 1, make: (buffer) => new Int8Array(buffer) },
  Uint8Array: { prototype: Uint8Array.prototype, width: 1, make: (buffer) => new Uint8Array(buffer) },
  Uint8ClampedArray: {
    prototype: Uint8ClampedArray.prototype,
    width: 1,
    make: (buffer) => new Uint8ClampedArray(buffer),
  },
  Int16Array: { prototype: Int16Array.prototype, width: 2, make: (buffer) => new Int16Array(buffer) },
  Uint16Array: { prototype: Uint16Array.prototype, width: 2, make: (buffer) => new Uint16Array(buffer) },
  Int32Array: { prototype: Int32Array.prototype, width: 4, make: (buffer) => new Int32Array(buffer) },
  Uint32Array: { prototype: Uint32Array.prototype, width: 4, make: (buffer) => new Uint32Array(buffer) },
  Float32Array: { prototype: Float32Array.prototype, width: 4, make: (buffer) => new Float32Array(buffer) },
  Float64Array: { prototype: Float64Array.prototype, width: 8, make: (buffer) => new Float64Array(buffer) },
  BigInt64Array: { prototype: BigInt64Array.prototype, width: 8, make: (buffer) => new BigInt64Array(buffer) },
  BigUint64Array: { prototype: BigUint64Array.prototype, width: 8, make: (buffer) => new BigUint64Array(buffer) },
}

const words: ReadonlyMap<object, string> = new Map([
  ...Object.entries(kinds).map(([word, { prototype }]): [object, string] => [prototype, word]),
  // What Node hands out for bytes is a Uint8Array and comes back as one.
  [Buffer.prototype, 'Uint8Array'],
])

/** The word for the kind of bytes that an object is; undefined where it is none. */
export function wordForBytes(value: object): string | undefined {
  if (!types.isArrayBuffer(value) && !ArrayBuffer.isView(value)) return undefined
  return words.get(Object.getPrototypeOf(value) as object)
}

/** Exactly the bytes that a view shows, not those of the buffer beneath it, which others may share. */
export function exactBytes(value: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.from(value)
}

/** Bytes of their own from base64; undefined where it is not exactly the base64 of so many bytes. */
export function bytesFrom(size: unknown, base64: unknown): ArrayBuffer | undefined {
  if (typeof size !== 'number' || typeof base64 !== 'string') return undefined
  const read = Buffer.from(base64, 'base64')
  if (read.length !== size || read.toString('base64') !== base64) return undefined
  const own = new ArrayBuffer(size)
  new Uint8Array(own).set(read)
  return own
}

/** A view of this kind on the bytes; undefined where there is no such kind, or its elements do not fit. */
export function viewOf(word: string, bytes: ArrayBuffer): Bytes | undefined {
  const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined
  return kind && bytes.byteLength % kind.width === 0 ? kind.make(bytes) : undefined
}
