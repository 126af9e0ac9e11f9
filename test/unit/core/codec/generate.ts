/** Values of every kind, drawn by fast-check: at large, and from a small world in which many are nearly the same. */
import * as fc from 'fast-check'
import type { Bytes, Value } from '../../../../contracts/index.ts'

/** Keys and strings that a careless codec stumbles over. */
export const hostile: readonly string[] = [
  '',
  '$',
  '$$',
  '$$$',
  '$Map',
  '$Set',
  '$number',
  '$undefined',
  '$$Map',
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
  'length',
  '0',
  '10',
  '-1',
  '01',
  '\0',
  '\n',
  '"',
  '\\',
  '\u007f',
  '\u2028',
  '\ud800',
  '\udc00\ud800',
  '\ufffd',
  '\uffff',
  '💾',
  'é',
  'e\u0301',
]

/** Views and buffers by kind, on the bytes from an offset of a buffer that others use too. */
export const views: Readonly<Record<string, (buffer: ArrayBuffer, offset: number, eights: number) => Bytes>> = {
  ArrayBuffer: (buffer, offset, eights) => buffer.slice(offset, offset + 8 * eights),
  DataView: (buffer, offset, eights) => new DataView(buffer, offset, 8 * eights),
  Int8Array: (buffer, offset, eights) => new Int8Array(buffer, offset, 8 * eights),
  Uint8Array: (buffer, offset, eights) => new Uint8Array(buffer, offset, 8 * eights),
  Uint8ClampedArray: (buffer, offset, eights) => new Uint8ClampedArray(buffer, offset, 8 * eights),
  Int16Array: (buffer, offset, eights) => new Int16Array(buffer, offset, 4 * eights),
  Uint16Array: (buffer, offset, eights) => new Uint16Array(buffer, offset, 4 * eights),
  Int32Array: (buffer, offset, eights) => new Int32Array(buffer, offset, 2 * eights),
  Uint32Array: (buffer, offset, eights) => new Uint32Array(buffer, offset, 2 * eights),
  Float32Array: (buffer, offset, eights) => new Float32Array(buffer, offset, 2 * eights),
  Float64Array: (buffer, offset, eights) => new Float64Array(buffer, offset, eights),
  BigInt64Array: (buffer, offset, eights) => new BigInt64Array(buffer, offset, eights),
  BigUint64Array: (buffer, offset, eights) => new BigUint64Array(buffer, offset, eights),
}

/** A view of this kind on these bytes, `offset` bytes into a buffer of its own making. */
export function viewAt(kind: string, bytes: Uint8Array, offset: number): Bytes {
  const buffer = new ArrayBuffer(offset + bytes.length + 8)
  new Uint8Array(buffer).fill(0xee)
  new Uint8Array(buffer, offset).set(bytes)
  const make = views[kind]
  if (!make) throw new Error(`no view ${kind}`)
  return make(buffer, offset, bytes.length / 8)
}

/** An object with these fields as its own, whatever they are called. */
export function objectOf(fields: readonly (readonly [string, Value])[], prototype: object | null): Value {
  const object = Object.create(prototype) as { [key: string]: Value }
  for (const [key, value] of fields)
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  return object
}

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }), fc.string({ unit }))

const numbers: readonly number[] = [0, -0, NaN, Infinity, -Infinity, 2 ** 53, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, 0.1]

const bytes = fc
  .record({
    kind: fc.constantFrom(...Object.keys(views)),
    drawn: fc.uint8Array({ minLength: 24, maxLength: 24 }),
    eights: fc.nat({ max: 3 }),
    offset: fc.constantFrom(0, 8, 16),
  })
  .map(({ kind, drawn, eights, offset }) => viewAt(kind, drawn.subarray(0, 8 * eights), offset))

const blob = fc
  .tuple(fc.uint8Array({ maxLength: 9 }), fc.constantFrom('', 'text/plain', 'text/plain;charset=utf-8', 'x/"\\'))
  .map(([part, type]) => new Blob([Buffer.from(part)], { type }))

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, undefined, true, false),
  fc.constantFrom(...numbers),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  text,
)

/** A value that holds no others. */
const leaf: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  fc.date({ noInvalidDate: false }),
  bytes,
  fc.uint8Array({ maxLength: 9 }).map((part): Value => Buffer.from(part)),
  blob,
  fc.record({ kind: fc.constant('holdfast.ref'), id: text, scope: fc.record({ tenant: text }), size: fc.nat() }),
)

/** Any value, of some depth. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => {
  const value = tie('value')
  const fields = fc.uniqueArray(fc.tuple(text, value), { maxLength: 4, selector: ([key]) => key })
  const few = fc.array(value, { maxLength: 4 })
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: leaf },
      few,
      fc.tuple(fields, fc.boolean()).map(([all, bare]) => objectOf(all, bare ? null : Object.prototype)),
      fc.array(fc.tuple(value, value), { maxLength: 4 }).map((entries): Value => new Map(entries)),
      few.map((items): Value => new Set(items)),
      value.map((shared): Value => [shared, new Map([[shared, { shared }]])]),
    ),
  }
}).value

const one = Uint8Array.of(49, 0, 0, 0, 0, 0, 0, 0)
const plain: readonly Value[] = [null, undefined, true, false, 0, -0, 1, 1n, '1', '', NaN, 'NaN', 'null', 'AQ==', 10]
const dates = [new Date(1), new Date(NaN), new Date(0)]
const blobs = [new Blob([]), new Blob(['1']), new Blob(['1'], { type: 'text/plain' })]
const alike: readonly Value[] = [
  ...plain,
  ...dates,
  ...blobs,
  Buffer.of(49),
  ...Object.keys(views).flatMap((kind) => [viewAt(kind, one, 0), viewAt(kind, new Uint8Array(0), 0)]),
]
const aliases = ['a', 'b', '$', '$$', '$Map', '$Set', '$$Map', '$number', '$undefined', '$Date', '__proto__', '0']

/** Values of a small world: whoever draws many draws the same again, and what is nearly the same. */
export const smallWorld: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => {
  const value = tie('value')
  const few = fc.array(value, { maxLength: 2 })
  return {
    value: fc.oneof(
      { maxDepth: 2 },
      { weight: 4, arbitrary: fc.constantFrom(...alike) },
      few,
      few.map((items): Value => new Set(items)),
      fc.array(fc.tuple(value, value), { maxLength: 2 }).map((entries): Value => new Map(entries)),
      fc.dictionary(fc.constantFrom(...aliases), value, { maxKeys: 2 }),
    ),
  }
}).value
