/** What is read of a text, and which texts are CORRUPT though JSON would take many of them. */
import { describe, expect, it } from 'vitest'
import { decodeValue } from '../../../../src/core/codec/decode.ts'
import { encodeValue } from '../../../../src/core/codec/encode.ts'

describe('a value that was read', () => {
  it('has bytes of its own', () => {
    const [one, other] = decodeValue('[{"$Uint8Array":[1,"AQ=="]},{"$Uint8Array":[1,"AQ=="]}]') as readonly Uint8Array[]
    expect(one?.buffer.byteLength).toBe(1)
    expect(one?.buffer).not.toBe(other?.buffer)
    expect(Buffer.isBuffer(one)).toBe(false)
  })

  it('has the type and the bytes of a blob', async () => {
    const blob = decodeValue('{"$Blob":["text/plain",2,"aGk="]}') as Blob
    expect([blob.type, await blob.text()]).toEqual(['text/plain', 'hi'])
  })

  it('has no prototype from its keys', () => {
    const value = decodeValue('{"$$a":1,"__proto__":{"$Map":[]}}') as { readonly [key: string]: unknown }
    expect(Object.keys(value)).toEqual(['$a', '__proto__'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.getOwnPropertyDescriptor(value, '__proto__')?.value).toEqual(new Map())
  })

  it('keeps the order of maps and sets', () => {
    const map = decodeValue('{"$Map":[[{"$Map":[["b",1],["a",2]]},{"$Set":[3,1,2]}]]}') as Map<Map<string, 1>, Set<1>>
    expect(Array.from(map, ([key, held]) => [[...key], [...held]])).toEqual([
      [
        [
          ['b', 1],
          ['a', 2],
        ],
        [3, 1, 2],
      ],
    ])
  })

  it('may be as deep as a text is long', async () => {
    const text = `${'{"a":['.repeat(50_000)}{"$Set":[]}${']}'.repeat(50_000)}`
    expect(await encodeValue(decodeValue(text))).toBe(text)
  })
})

const corrupt: readonly (readonly [why: string, text: unknown])[] = [
  ['it is no string', 1],
  ['there is none', undefined],
  ['it is empty', ''],
  ['it is no JSON', '{a:1}'],
  ['something follows', '1 2'],
  ['it has blanks', '[1, 2]'],
  ['it has blanks at its end', '1\n'],
  ['its keys are in another order', '{"b":1,"a":2}'],
  ['its keys are in the order of numbers', '{"9":1,"10":2}'],
  ['a key is there twice', '{"a":1,"a":1}'],
  ['an escape is not needed', String.raw`"\u0061"`],
  ['an escape is in capitals', String.raw`"\uD800"`],
  ['a lone surrogate is not escaped', '"\ud800"'],
  ['a number has another form', '1.0'],
  ['a number has an exponent', '1e2'],
  ['a number is beyond all numbers', '1e999'],
  ['a number has too many digits', '0.10000000000000000001'],
  ['-0 is a number of JSON', '-0'],
  ['a mark has other keys beside it', '{"$Map":[],"a":1}'],
  ['a mark stands behind other keys', '{"!":1,"$Map":[]}'],
  ['two marks', '{"$Date":0,"$Set":[]}'],
  ['a key has one $', '{"$":1}'],
  ['a mark is not known', '{"$Float16Array":[0,""]}'],
  ['a mark is that of every object', '{"$constructor":[0,""]}'],
  ['a mark is that of no kind', '{"$__proto__":[0,""]}'],
  ['a number that JSON has', '{"$number":"1"}'],
  ['undefined is not true', '{"$undefined":1}'],
  ['a bigint is a number', '{"$bigint":1}'],
  ['a bigint is hexadecimal', '{"$bigint":"0x1"}'],
  ['a bigint begins with 0', '{"$bigint":"01"}'],
  ['a bigint is none', '{"$bigint":"x"}'],
  ['a bigint is -0', '{"$bigint":"-0"}'],
  ['a date is a text', '{"$Date":"2020"}'],
  ['a date is beyond all dates', '{"$Date":8640000000000001}'],
  ['a date has a fraction', '{"$Date":1.5}'],
  ['bytes have another size', '{"$Uint8Array":[2,"AQ=="]}'],
  ['bytes have no size', '{"$Uint8Array":["AQ=="]}'],
  ['bytes have more than their base64', '{"$Uint8Array":[1,"AQ==",0]}'],
  ['base64 is not padded', '{"$Uint8Array":[1,"AQ"]}'],
  ['base64 has bits left', '{"$Uint8Array":[1,"AR=="]}'],
  ['base64 has the letters of URLs', '{"$Uint8Array":[1,"_w=="]}'],
  ['base64 is a list', '{"$Uint8Array":[1,[1]]}'],
  ['elements do not fit', '{"$Uint16Array":[1,"AQ=="]}'],
  ['a blob has a type in capitals', '{"$Blob":["A/B",0,""]}'],
  ['a blob has no bytes', '{"$Blob":["",1]}'],
  ['a map is none', '{"$Map":{}}'],
  ['a map has an entry of three', '{"$Map":[[1,2,3]]}'],
  ['a map has an entry of one', '{"$Map":[[1]]}'],
  ['a map has an entry that is none', '{"$Map":["ab"]}'],
  ['a map has a key twice', '{"$Map":[[1,1],[1,2]]}'],
  ['a map has -0 for a key', '{"$Map":[[{"$number":"-0"},1]]}'],
  ['a set is none', '{"$Set":"ab"}'],
  ['a set has an item twice', '{"$Set":[1,1]}'],
]

describe('a text is CORRUPT where', () => {
  it.each(corrupt)('%s', (_, text) => {
    expect(() => decodeValue(text)).toThrow(
      expect.objectContaining({
        name: 'StoreError',
        code: 'CORRUPT',
        message: expect.stringContaining('not the text of'),
      }),
    )
  })

  it('it says which value has another, and where they part', () => {
    expect(() => decodeValue('{"b":1,"a":2}')).toThrow(
      String.raw`"b\":1,\"a\":2}" at character 2, where its value has "a\":2,\"b\":1}"`,
    )
  })
})
