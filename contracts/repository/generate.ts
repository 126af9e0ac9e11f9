/** Generators of recipes for values: of every kind that comes back, hostile ones among them. */
import * as fc from 'fast-check'
import type { Payload } from './payloads.ts'
import { byteKinds } from './payloads.ts'

const falsyValues: readonly Payload[] = [
  0,
  '',
  false,
  null,
  { kind: 'list', items: [] },
  { kind: 'object', entries: [] },
  { kind: 'number', text: 'NaN' },
  { kind: 'number', text: '-0' },
  { kind: 'bigint', digits: '0' },
  { kind: 'undefined' },
  { kind: 'Date', ms: 0 },
]

const lookAlikeValues: readonly Payload[] = [
  { kind: 'object', entries: [['$Blob', { kind: 'list', items: ['text/plain', 1, 'AA=='] }]] },
  { kind: 'object', entries: [['$ref', 'blob-1']] },
  { kind: 'object', entries: [['$$number', 'NaN']] },
  {
    kind: 'object',
    entries: [
      ['$undefined', true],
      ['a', 1],
    ],
  },
  {
    kind: 'object',
    entries: [
      ['kind', 'holdfast.ref'],
      ['id', 'blob-1'],
      ['scope', { kind: 'object', entries: [['tenant', 't']] }],
      ['size', 3],
      ['$note', 'of an unknown shape'],
    ],
  },
  {
    kind: 'object',
    entries: [
      ['__type', 'Blob'],
      ['data', 'AAAA'],
    ],
  },
]

const odd = ['\u0000', 'a\u0000b', '\ud800', 'a\udfffb', '\u2028', '{"$undefined":true}', '\u{1f512}', 'e\u0301']

const oddKeys = ['__proto__', 'constructor', 'toString', 'a\u0000', '\ud800', '$', '$$', '', '0', '-1', 'length']

const sizes = fc.constantFrom(0, 8, 16, 64, 4_096)
const seeds = fc.nat({ max: 3 })

/** Bytes of every kind. */
export const bytesValue: fc.Arbitrary<Payload> = fc.record({
  kind: fc.constantFrom(...byteKinds),
  bytes: sizes,
  seed: seeds,
})

/** Blobs, with and without a type. */
export const blobValue: fc.Arbitrary<Payload> = fc.record({
  kind: fc.constant('Blob' as const),
  type: fc.constantFrom('', 'text/plain', 'image/png', 'application/octet-stream'),
  bytes: sizes,
  seed: seeds,
})

const beyondJson: fc.Arbitrary<Payload> = fc.oneof(
  fc.record({
    kind: fc.constant('number' as const),
    text: fc.constantFrom('-0' as const, 'NaN' as const, 'Infinity' as const, '-Infinity' as const),
  }),
  fc.record({ kind: fc.constant('undefined' as const) }),
  fc.record({
    kind: fc.constant('bigint' as const),
    digits: fc.constantFrom('0', '-1', '9007199254740993', '123456789012345678901234567890'),
  }),
  fc.record({ kind: fc.constant('Date' as const), ms: fc.constantFrom(0, -1, 1_000_000_000_000, null) }),
)

const scalar: fc.Arbitrary<Payload> = fc.oneof(
  fc.nat({ max: 9 }),
  fc.constantFrom<Payload>(null, true, false, '', 'a', 1.5, -1, 1e21, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE),
  fc.constantFrom(...odd),
)

const leaf = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 2, arbitrary: beyondJson },
  { weight: 1, arbitrary: bytesValue },
  { weight: 1, arbitrary: blobValue },
  { weight: 1, arbitrary: fc.constantFrom(...lookAlikeValues) },
)

const containerOf = (item: fc.Arbitrary<Payload>): fc.Arbitrary<Payload> => {
  const objectKey = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...oddKeys))
  const items = fc.array(item, { maxLength: 3 })
  return fc.oneof(
    fc.record({ kind: fc.constantFrom('list' as const, 'Set' as const), items }),
    fc.record({ kind: fc.constant('object' as const), entries: fc.array(fc.tuple(objectKey, item), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('Map' as const), entries: fc.array(fc.tuple(item, item), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('nested' as const), depth: fc.constantFrom(1, 2, 1_500) }),
  )
}

/** Values of every kind, two containers deep. */
export const anyValue: fc.Arbitrary<Payload> = fc.oneof(leaf, containerOf(fc.oneof(leaf, containerOf(leaf))))

/** Numbers that hardly ever meet: which write a value came from can be told by it. */
export const tellingValue: fc.Arbitrary<Payload> = fc.nat({ max: 1_000_000 })

/** Values of sizes around those at which stores and drivers change their ways. */
export const largeValue: fc.Arbitrary<Payload> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('Uint8Array' as const, 'ArrayBuffer' as const),
    bytes: fc.constantFrom(65_536, 262_144, 1_048_576),
    seed: seeds,
  }),
  fc.record({ kind: fc.constant('text' as const), length: fc.constantFrom(65_535, 65_536, 1_048_577) }),
)

/** Values that a careless test for presence takes for none. */
export const falsyValue: fc.Arbitrary<Payload> = fc.constantFrom(...falsyValues)

/** Plain data that looks like something else: a ref, a word of the encoding, an envelope of another store. */
export const lookAlikeValue: fc.Arbitrary<Payload> = fc.constantFrom(...lookAlikeValues)

/** Values that their owner can change in place. */
export const mutableValue: fc.Arbitrary<Payload> = fc.oneof(bytesValue, containerOf(scalar))
