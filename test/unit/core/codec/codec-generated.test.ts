/** What the codec promises, tried on drawn values. The seed is fixed: a run is the same every time. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../../contracts/index.ts'
import { isStoreError } from '../../../../contracts/errors.ts'
import { decodeValue } from '../../../../src/core/codec/decode.ts'
import { encodeValue } from '../../../../src/core/codec/encode.ts'
import { Random } from '../../../../src/harness/random.ts'
import { anatomy, isSame } from './anatomy.ts'
import { hostile, objectOf, smallWorld, values, viewAt, views } from './generate.ts'

const seed = 20_26
const runs = { seed, numRuns: 600 }

/** The same value, built in another way: keys the other way round, other prototypes, bytes elsewhere and as a Buffer. */
function rebuilt(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof Blob) return value
  if (value instanceof Date) return new Date(value.getTime())
  if (value instanceof ArrayBuffer) return value.slice(0)
  if (ArrayBuffer.isView(value)) return moved(value)
  if (Array.isArray(value)) return value.map((item: Value) => rebuilt(item))
  if (value instanceof Map) return new Map(Array.from(value, ([key, held]) => [rebuilt(key), rebuilt(held)]))
  if (value instanceof Set) return new Set(Array.from(value, (item) => rebuilt(item)))
  const fields = Object.entries(value).map(([key, held]): [string, Value] => [key, rebuilt(held)])
  return objectOf(fields.toReversed(), Object.getPrototypeOf(value) === null ? Object.prototype : null)
}

function moved(view: ArrayBufferView): Value {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
  const kind = Object.prototype.toString.call(view).slice('[object '.length, -1)
  return kind === 'Uint8Array' ? Buffer.from(bytes) : viewAt(kind, bytes, 16)
}

/** What a text from outside is read as: the text of the value that came out, or the code of the error. */
async function reread(text: string): Promise<string> {
  try {
    return await encodeValue(decodeValue(text))
  } catch (error) {
    return isStoreError(error) ? error.code : `not coded: ${String(error)}`
  }
}

describe('the text of a value', () => {
  it('is read as the value', async () => {
    const property = fc.asyncProperty(values, async (value) => {
      const back = decodeValue(await encodeValue(value))
      expect(isSame(await anatomy(back), await anatomy(value))).toBe(true)
    })
    await fc.assert(property, runs)
  })

  it('is JSON in which a store finds nothing to stumble over', async () => {
    const property = fc.asyncProperty(values, async (value) => {
      const text = await encodeValue(value)
      expect(() => JSON.parse(text) as unknown).not.toThrow()
      expect(text).not.toMatch(/[^ -\u{10ffff}]|\p{Cs}/u)
    })
    await fc.assert(property, runs)
  })

  it('does not depend on how the value was built', async () => {
    const property = fc.asyncProperty(values, async (value) => {
      expect(await encodeValue(rebuilt(value))).toBe(await encodeValue(value))
    })
    await fc.assert(property, runs)
  })

  it('leaves the value as it was', async () => {
    const property = fc.asyncProperty(values, async (value) => {
      const before = await anatomy(value)
      decodeValue(await encodeValue(value))
      expect(isSame(await anatomy(value), before)).toBe(true)
    })
    await fc.assert(property, { ...runs, numRuns: 200 })
  })
})

/** Values with what they are taken for: the text as a string, and what JSON makes of it. */
async function withImpostors(drawn: readonly Value[]): Promise<readonly Value[]> {
  const texts = await Promise.all(drawn.map((value) => encodeValue(value)))
  return [...drawn, ...texts, ...texts.map((text) => JSON.parse(text) as Value)]
}

describe('two values', () => {
  it('have one text if they are the same, and only then', async () => {
    const drawn = await withImpostors(fc.sample(smallWorld, { seed, numRuns: 400 }))
    const all = await Promise.all(
      drawn.map(async (value) => ({ text: await encodeValue(value), parts: await anatomy(value) })),
    )
    const seen = { same: 0, other: 0 }
    for (const [at, one] of all.entries()) {
      for (const other of all.slice(0, at)) {
        const same = isSame(one.parts, other.parts)
        if (same !== (one.text === other.text)) expect.unreachable(`${one.text} and ${other.text}, same: ${same}`)
        seen[same ? 'same' : 'other'] += 1
      }
    }
    expect(seen.same).toBeGreaterThan(1_000)
    expect(seen.other).toBeGreaterThan(100_000)
  })
})

/** JSON with a mark that has anything for its content, and often what is nearly right. */
const marked = fc
  .record({
    word: fc.constantFrom(...Object.keys(views), 'number', 'undefined', 'bigint', 'Date', 'Blob', 'Map', 'Set', 'Odd'),
    content: fc.oneof(
      fc.jsonValue(),
      fc.tuple(fc.nat({ max: 8 }), fc.constantFrom('', 'AQ==', 'AR==', 'AQ', 'AQ=', ' AQ==', 'AQAAAAAAAAA=', '_w==')),
      fc.tuple(fc.constantFrom('', 'A/b', 'a/b'), fc.nat({ max: 2 }), fc.constantFrom('', 'AQ==', 'AR==')),
    ),
  })
  .map(({ word, content }) => JSON.stringify({ [`$${word}`]: content }))

describe('a text that came to harm', () => {
  const drawn = fc.sample(values, { seed, numRuns: 150 })
  const put = ['0', '1', '-', '"', ' ', '$', '{', '[', ',', ':', 'e', '=', '/', 'A', '\\', 'u', ...hostile]

  it('by being cut is CORRUPT, wherever it is cut', async () => {
    for (const value of drawn) {
      const text = (await encodeValue(value)).slice(0, 400)
      for (let end = 0; end < text.length; end += 1) {
        const cut = text.slice(0, end)
        expect(['CORRUPT', cut]).toContain(await reread(cut))
      }
    }
  })

  it('by another character, more or less, is CORRUPT or the text of another value', async () => {
    const random = new Random(seed)
    const seen = { corrupt: 0, other: 0 }
    for (const value of drawn) {
      const text = await encodeValue(value)
      for (let turn = 0; turn < 40; turn += 1) {
        const at = random.below(text.length)
        const harmed = text.slice(0, at) + (put[random.below(put.length)] ?? '') + text.slice(at + random.below(3))
        const got = await reread(harmed)
        expect(['CORRUPT', harmed]).toContain(got)
        seen[got === 'CORRUPT' ? 'corrupt' : 'other'] += 1
      }
    }
    expect(seen.corrupt).toBeGreaterThan(1_000)
    expect(seen.other).toBeGreaterThan(500)
  })

  it('and that JSON reads is CORRUPT, or the text of a value', async () => {
    const json = fc.oneof(fc.json(), fc.json({ stringUnit: 'binary' }), marked)
    const property = fc.asyncProperty(json, async (text) => {
      expect(['CORRUPT', text]).toContain(await reread(text))
    })
    await fc.assert(property, runs)
  })
})
