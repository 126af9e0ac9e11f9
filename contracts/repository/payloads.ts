/**
 * Recipes for values. A command is JSON, so that it shrinks, prints and lies in a token; a recipe in it says which value
 * a call is made with. A scalar stands for itself.
 */
import type { Bytes, Value } from '../values.ts'

const views = {
  ArrayBuffer: (buffer: ArrayBuffer): Bytes => buffer,
  DataView: (buffer: ArrayBuffer): Bytes => new DataView(buffer),
  Int8Array: (buffer: ArrayBuffer): Bytes => new Int8Array(buffer),
  Uint8Array: (buffer: ArrayBuffer): Bytes => new Uint8Array(buffer),
  Uint8ClampedArray: (buffer: ArrayBuffer): Bytes => new Uint8ClampedArray(buffer),
  Int16Array: (buffer: ArrayBuffer): Bytes => new Int16Array(buffer),
  Uint16Array: (buffer: ArrayBuffer): Bytes => new Uint16Array(buffer),
  Int32Array: (buffer: ArrayBuffer): Bytes => new Int32Array(buffer),
  Uint32Array: (buffer: ArrayBuffer): Bytes => new Uint32Array(buffer),
  Float32Array: (buffer: ArrayBuffer): Bytes => new Float32Array(buffer),
  Float64Array: (buffer: ArrayBuffer): Bytes => new Float64Array(buffer),
  BigInt64Array: (buffer: ArrayBuffer): Bytes => new BigInt64Array(buffer),
  BigUint64Array: (buffer: ArrayBuffer): Bytes => new BigUint64Array(buffer),
}

/** A kind of bytes that is a value. */
export type ByteKind = keyof typeof views

/** Every kind of bytes that is a value. */
export const byteKinds: readonly ByteKind[] = Object.keys(views) as readonly ByteKind[]

/** The numbers that JSON has no word for. */
export type OddNumber = '-0' | 'NaN' | 'Infinity' | '-Infinity'

/** A value that stands for itself, or a recipe for one. */
export type Payload = null | boolean | number | string | Recipe

/** A kind of value, with what it is made of. */
export type Recipe =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'number'; readonly text: OddNumber }
  | { readonly kind: 'bigint'; readonly digits: string }
  | { readonly kind: 'Date'; readonly ms: number | null }
  /** `bytes`: a multiple of eight, so that the elements of every kind fit */
  | { readonly kind: ByteKind; readonly bytes: number; readonly seed: number }
  | { readonly kind: 'Blob'; readonly type: string; readonly bytes: number; readonly seed: number }
  | { readonly kind: 'list' | 'Set'; readonly items: readonly Payload[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Payload])[] }
  | { readonly kind: 'Map'; readonly entries: readonly (readonly [Payload, Payload])[] }
  /** lists in each other, so many */
  | { readonly kind: 'nested'; readonly depth: number }
  /** a string of so many characters */
  | { readonly kind: 'text'; readonly length: number }

/** Bytes that are the same for the same seed; the first is zero, for stores that end a text there. */
function bytesFrom(length: number, seed: number): ArrayBuffer {
  const buffer = new ArrayBuffer(length)
  const bytes = new Uint8Array(buffer)
  let next = seed
  for (let at = 1; at < length; at += 1) {
    next = (Math.imul(next, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = next >>> 24
  }
  return buffer
}

function objectOf(entries: readonly (readonly [string, Payload])[]): Value {
  // `fromEntries` defines: `__proto__` is a key like any other.
  return Object.fromEntries(entries.map(([key, item]) => [key, made(item)]))
}

function nested(depth: number): Value {
  let value: Value = []
  for (let level = 1; level < depth; level += 1) value = [value]
  return value
}

function bytesOf(payload: Extract<Recipe, { readonly bytes: number }>): Value {
  const buffer = bytesFrom(payload.bytes, payload.seed)
  return payload.kind === 'Blob' ? new Blob([buffer], { type: payload.type }) : views[payload.kind](buffer)
}

/** The value of a recipe, new each time. */
export function made(payload: Payload): Value {
  if (typeof payload !== 'object' || payload === null) return payload
  if ('bytes' in payload) return bytesOf(payload)
  switch (payload.kind) {
    case 'undefined':
      return undefined
    case 'number':
      return Number(payload.text)
    case 'bigint':
      return BigInt(payload.digits)
    case 'Date':
      return new Date(payload.ms ?? NaN)
    case 'list':
      return payload.items.map(made)
    case 'Set':
      return new Set(payload.items.map(made))
    case 'object':
      return objectOf(payload.entries)
    case 'Map':
      return new Map(payload.entries.map(([key, item]) => [made(key), made(item)]))
    case 'nested':
      return nested(payload.depth)
    case 'text':
      return 'x'.repeat(payload.length)
  }
}

/** Recipes of simpler values, the simplest first. */
export function simplerPayloads(payload: Payload): readonly Payload[] {
  if (payload === 0) return []
  if (typeof payload !== 'object' || payload === null) return [0]
  return [0, ...partsOf(payload), ...smaller(payload)]
}

function partsOf(payload: Recipe): readonly Payload[] {
  if ('items' in payload) return payload.items
  return 'entries' in payload ? payload.entries.flat() : []
}

function smaller(payload: Recipe): readonly Payload[] {
  if ('bytes' in payload && payload.bytes > 8) return [{ ...payload, bytes: 8 }]
  if ('depth' in payload && payload.depth > 1) return [{ ...payload, depth: Math.floor(payload.depth / 2) }]
  if ('length' in payload && payload.length > 1) return [{ ...payload, length: Math.floor(payload.length / 2) }]
  return []
}
