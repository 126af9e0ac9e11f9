/** Values and texts at the places that a port names; what has another shape is let be. */
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../../contracts/index.ts'
import { decodeAt, encodeAt } from '../../../../src/core/codec/paths.ts'

const one = 1n
const text = '{"$bigint":"1"}'

/** Data, the places in it, and the same data with texts there. */
const places: readonly (readonly [string, unknown, readonly (readonly (string | number)[])[], unknown])[] = [
  ['an argument', [one, one], [[1]], [one, text]],
  ['several arguments', [one, 'plain', one], [[0], [2]], [text, 'plain', text]],
  ['a key', { status: 'hit', value: one }, [['value']], { status: 'hit', value: text }],
  ['a key inside', [{ a: { b: one, c: one } }], [[0, 'a', 'b']], [{ a: { b: text, c: one } }]],
  ['two keys of one object', { a: one, b: one }, [['a'], ['b']], { a: text, b: text }],
  ['every item of a list', { keys: [one, one] }, [['keys', '*']], { keys: [text, text] }],
  ['a key of every item', [{ k: one }, { k: one, l: one }], [['*', 'k']], [{ k: text }, { k: text, l: one }]],
  ['the items of an empty list', { keys: [] }, [['keys', '*']], { keys: [] }],
  ['a value that is undefined', { value: undefined }, [['value']], { value: '{"$undefined":true}' }],
]

describe('data with values', () => {
  it.each(places)('has a text for %s, and the value back', async (_, data, paths, expected) => {
    const encoded = await encodeAt(data, paths)
    expect(encoded).toStrictEqual(expected)
    expect(decodeAt(encoded, paths)).toStrictEqual(data)
  })

  it('stays as it is', async () => {
    const data = Object.freeze([Object.freeze({ a: one, rest: Object.freeze([1]) })])
    const encoded = await encodeAt(data, [[0, 'a']])
    expect(data).toEqual([{ a: one, rest: [1] }])
    expect(encoded[0]?.rest).toBe(data[0]?.rest)
  })

  it('is read before the call returns', async () => {
    const [early, late] = [[1], [1]]
    const encoding = encodeAt([{ blob: new Blob(['hi']), early }, late], [[0], [1]])
    early.push(2)
    late.push(2)
    expect(await encoding).toEqual(['{"blob":{"$Blob":["",2,"aGk="]},"early":[1]}', '[1]'])
  })
})

/** Data that lacks the place. */
const others: readonly (readonly [string, unknown, readonly (string | number)[]])[] = [
  ['no such key', { status: 'miss' }, ['value']],
  ['a key that is inherited', {}, ['toString']],
  ['no such argument', [1], [3]],
  ['no object on the way', { a: 1 }, ['a', 'b']],
  ['null on the way', { a: null }, ['a', 'b']],
  ['an object instead of a list', { keys: { 0: one } }, ['keys', '*']],
  ['a text instead of a list', { keys: 'ab' }, ['keys', '*']],
  ['no data at all', undefined, ['value']],
  ['a path that leads nowhere', { a: one }, []],
]

describe('data of another shape', () => {
  it.each(others)('is let be: %s', async (_, data, path) => {
    expect(await encodeAt(data, [path])).toStrictEqual(data)
    expect(decodeAt(data, [path])).toStrictEqual(data)
  })
})

describe('what cannot be written or read', () => {
  it('is refused by the codec', async () => {
    const odd = (() => {}) as unknown as Value
    await expect(encodeAt([1, odd], [[0], [1]])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(() => decodeAt([text, '{'], [[0], [1]])).toThrow(expect.objectContaining({ code: 'CORRUPT' }))
    expect(() => decodeAt({ value: { status: 1 } }, [['value']])).toThrow(expect.objectContaining({ code: 'CORRUPT' }))
  })

  it('is written in another way where the caller has one', async () => {
    const shown = await encodeAt({ value: one }, [['value']], async (value) => typeof value)
    expect(shown).toEqual({ value: 'bigint' })
  })
})
