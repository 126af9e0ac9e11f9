/** Known-bad outputs that do not give back what was put. */
import type { Mutant } from '../../contract.ts'
import type { Value } from '../../values.ts'
import type { Outputs } from './port.ts'
import { kept } from '../../wrap.ts'
import { nameOf, outputMutant, writing } from './wrap.ts'

/** Outputs whose values are changed on their way out. */
function reading(change: (value: Value) => Value | Promise<Value>): (inner: Outputs) => Partial<Outputs> {
  return (inner) => ({
    async get(scope, key) {
      const got = await inner.get(scope, key)
      return got.status === 'hit' ? { ...got, value: await change(got.value) } : got
    },
  })
}

/** The value with every part of it changed, from the inside out. */
function throughout(value: Value, change: (part: Value) => Value): Value {
  if (Array.isArray(value)) return change(value.map((item: Value) => throughout(item, change)))
  if (!isPlain(value)) return change(value)
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, throughout(item, change)])))
}

function isPlain(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** Faults of single kinds of value. */
export const valueMutants: readonly Mutant[] = [
  outputMutant(
    'falsy-is-null',
    {
      law: 'outputs/falsy-round-trips',
      says: 'a value is written as `value || null`',
      source: ['cache:D11', 'durability:S4'],
    },
    writing((value) => value || null),
  ),
  outputMutant(
    'falsy-is-miss',
    {
      law: 'outputs/falsy-round-trips',
      says: 'a row whose value is falsy is read as a miss',
      source: ['durability:S4'],
    },
    (inner) => ({
      async get(scope, key) {
        const got = await inner.get(scope, key)
        return got.status === 'hit' && !got.value ? { status: 'miss' } : got
      },
    }),
  ),
  outputMutant(
    'blob-is-empty-object',
    {
      law: 'outputs/blobs-round-trip',
      says: 'a blob is stringified to {}',
      source: ['cache:54', 'cache:D19'],
    },
    writing((value) => (value instanceof Blob ? {} : value)),
  ),
  outputMutant(
    'blob-without-type',
    { law: 'outputs/blobs-round-trip', says: 'a blob keeps its bytes and loses its type', source: ['cache:54'] },
    reading(async (value) => (value instanceof Blob ? new Blob([await value.arrayBuffer()]) : value)),
  ),
  outputMutant(
    'blob-of-pooled-slab',
    {
      law: 'outputs/blobs-round-trip',
      says: 'a blob is made of the whole slab in which its bytes were decoded',
      source: ['cache:G20'],
    },
    reading(async (value) => {
      if (!(value instanceof Blob)) return value
      const slab = new Uint8Array(Math.max(8_192, value.size))
      slab.set(new Uint8Array(await value.arrayBuffer()))
      return new Blob([slab.buffer], { type: value.type })
    }),
  ),
  outputMutant(
    'buffer-is-blob',
    { law: 'outputs/bytes-round-trip', says: 'a buffer comes back as a blob', source: ['cache:55'] },
    reading((value) => (value instanceof ArrayBuffer ? new Blob([value]) : value)),
  ),
  outputMutant(
    'buffer-is-array',
    { law: 'outputs/bytes-round-trip', says: 'a buffer comes back as an array of bytes', source: ['cache:55'] },
    reading((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value)),
  ),
  outputMutant(
    'typed-array-is-list',
    {
      law: 'outputs/bytes-round-trip',
      says: 'only buffers and blobs are encoded; the elements of a typed array become a plain list',
      source: ['cache:G21'],
    },
    writing((value) =>
      ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Uint8Array) : value,
    ),
  ),
  outputMutant(
    'strict-codec',
    {
      law: 'outputs/plain-data-passes-untouched',
      says: 'plain data of a shape that the codec does not know is an error',
      source: ['cache:56'],
    },
    writing((value) => {
      if (isPlain(value) && Object.keys(value).some((key) => key.startsWith('$'))) throw new Error('unknown shape')
      return value
    }),
  ),
  outputMutant(
    'rewrites-refs',
    {
      law: 'outputs/plain-data-passes-untouched',
      says: 'plain data that looks like a word of the encoding is decoded once more',
      source: ['cache:56'],
    },
    reading((value) => (isPlain(value) && '$Blob' in value ? new Blob([]) : value)),
  ),
  outputMutant(
    'plain-json',
    {
      law: 'outputs/distinct-values-stay-distinct',
      says: 'a value is stringified as JSON, which has no word for NaN, maps, buffers and undefined',
      source: ['cache:G25'],
    },
    writing((value) => JSON.parse(JSON.stringify(withoutBigints(value)) ?? 'null') as Value),
  ),
  outputMutant(
    'nul-ends-string',
    {
      law: 'outputs/distinct-values-stay-distinct',
      says: 'a string ends at its first NUL',
      source: ['contracts/values.ts: Value'],
    },
    writing((value) =>
      throughout(value, (part) => (typeof part === 'string' ? (part.split('\u0000')[0] ?? '') : part)),
    ),
  ),
  outputMutant(
    'assigns-keys',
    {
      law: 'outputs/distinct-values-stay-distinct',
      says: 'objects are copied by assignment, which loses a key called __proto__',
      source: ['contracts/values.ts: Value'],
    },
    writing((value) => throughout(value, assigned)),
  ),
  outputMutant(
    'depth-is-bounded',
    {
      law: 'outputs/distinct-values-stay-distinct',
      says: 'nesting of more than a thousand levels is an error',
      source: ['contracts/values.ts: Value'],
    },
    writing((value) => {
      if (depthOf(value) > 1_000) throw new RangeError('Maximum call stack size exceeded')
      return value
    }),
  ),
  outputMutant(
    'cuts-large',
    {
      law: 'outputs/large-values-round-trip',
      says: 'bytes and strings are cut at 65,535',
      source: ['contracts/values.ts: valueBytesMax'],
    },
    writing((value) => {
      if (typeof value === 'string') return value.slice(0, 65_535)
      return value instanceof Uint8Array ? value.slice(0, 65_535) : value
    }),
  ),
  outputMutant(
    'keeps-live-value',
    {
      law: 'outputs/store-keeps-its-own',
      says: 'the very object that was put is kept, so that its owner edits the store',
      source: ['cache:D18'],
    },
    (inner, ground) => ({
      async put(scope, key, value) {
        const stored = await inner.put(scope, key, value)
        liveIn(ground).set(nameOf(scope, key), value)
        return stored
      },
      async get(scope, key) {
        const got = await inner.get(scope, key)
        const live = liveIn(ground).get(nameOf(scope, key))
        return got.status === 'hit' && live !== undefined ? { ...got, value: live } : got
      },
    }),
  ),
  outputMutant(
    'hands-out-live-value',
    {
      law: 'outputs/store-keeps-its-own',
      says: 'every reader is given the same object, so that one edits what the others read',
      source: ['cache:D18'],
    },
    (inner, ground) => ({
      async put(scope, key, value) {
        liveIn(ground).delete(nameOf(scope, key))
        return inner.put(scope, key, value)
      },
      async get(scope, key) {
        const got = await inner.get(scope, key)
        if (got.status === 'miss') return got
        const value = liveIn(ground).get(nameOf(scope, key)) ?? got.value
        liveIn(ground).set(nameOf(scope, key), value)
        return { ...got, value }
      },
    }),
  ),
]

function liveIn(ground: Parameters<typeof kept>[0]): Map<string, Value> {
  return kept(ground, 'live', () => new Map<string, Value>())
}

/** The part of a value that JSON takes without an error. */
function withoutBigints(value: Value): Value {
  return throughout(value, (part) => (typeof part === 'bigint' ? Number(part) : part))
}

function assigned(part: Value): Value {
  if (!isPlain(part)) return part
  const copy: { [key: string]: Value } = {}
  for (const [key, item] of Object.entries(part)) copy[key] = item
  return copy
}

function depthOf(value: Value): number {
  let depth = 0
  for (let at: Value = value; isList(at); at = at[0]) depth += 1
  return depth
}
