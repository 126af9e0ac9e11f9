/** Recipes: what they make, and how they get simpler. */
import { describe, expect, it } from 'vitest'
import type { Payload } from '../../../../contracts/repository/payloads.ts'
import { byteKinds, made, simplerPayloads } from '../../../../contracts/repository/payloads.ts'
import { encodeValue } from '../../../../src/core/codec/encode.ts'

const list: Payload = { kind: 'list', items: [1, { kind: 'Blob', type: 'text/plain', bytes: 64, seed: 1 }] }

describe('a recipe', () => {
  it.each<[string, Payload, string]>([
    ['a scalar', 'a', '"a"'],
    ['nothing', { kind: 'undefined' }, '{"$undefined":true}'],
    ['an odd number', { kind: 'number', text: '-0' }, '{"$number":"-0"}'],
    ['a bigint', { kind: 'bigint', digits: '-12' }, '{"$bigint":"-12"}'],
    ['a date', { kind: 'Date', ms: 7 }, '{"$Date":7}'],
    ['a date that is none', { kind: 'Date', ms: null }, '{"$Date":null}'],
    ['a blob', { kind: 'Blob', type: 'text/plain', bytes: 1, seed: 0 }, '{"$Blob":["text/plain",1,"AA=="]}'],
    ['a set', { kind: 'Set', items: [1, 2] }, '{"$Set":[1,2]}'],
    ['a map', { kind: 'Map', entries: [[1, 'a']] }, '{"$Map":[[1,"a"]]}'],
    ['an object with a hostile key', { kind: 'object', entries: [['__proto__', 1]] }, '{"__proto__":1}'],
    ['lists in each other', { kind: 'nested', depth: 3 }, '[[[]]]'],
    ['a long string', { kind: 'text', length: 3 }, '"xxx"'],
  ])('makes %s', async (_, payload, text) => {
    expect(await encodeValue(made(payload))).toBe(text)
  })

  it.each(byteKinds)('makes a %s of so many bytes', (kind) => {
    const value = made({ kind, bytes: 16, seed: 1 }) as ArrayBuffer
    expect(Object.prototype.toString.call(value)).toBe(`[object ${kind}]`)
    expect(value.byteLength).toBe(16)
  })

  it('makes the same bytes for the same seed, others for another, and a new value each time', async () => {
    const text = (seed: number): Promise<string> => encodeValue(made({ kind: 'Uint8Array', bytes: 8, seed }))
    expect(await text(1)).toBe(await text(1))
    expect(await text(1)).not.toBe(await text(2))
    expect(made(list)).not.toBe(made(list))
  })
})

describe('a simpler recipe', () => {
  it('is zero first, then a part, then less of the same', () => {
    expect(simplerPayloads(list)).toEqual([0, 1, { kind: 'Blob', type: 'text/plain', bytes: 64, seed: 1 }])
    expect(simplerPayloads({ kind: 'DataView', bytes: 64, seed: 2 })).toEqual([
      0,
      { kind: 'DataView', bytes: 8, seed: 2 },
    ])
    expect(simplerPayloads({ kind: 'nested', depth: 9 })).toEqual([0, { kind: 'nested', depth: 4 }])
  })

  it('comes to an end', () => {
    let payload: Payload = { kind: 'nested', depth: 1_500 }
    let steps = 0
    for (let next = simplerPayloads(payload).at(-1); next !== undefined && steps < 99; steps += 1) {
      payload = next
      next = simplerPayloads(payload).at(-1)
    }
    expect(payload).toBe(0)
    expect(simplerPayloads(0)).toEqual([])
  })
})
