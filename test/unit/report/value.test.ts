import { describe, expect, it } from 'vitest'
import { showValue } from '../../../src/report/value.ts'

describe('a value in short', () => {
  it('is written as a person writes it', () => {
    const value = { status: 'ok', list: [1, null, true, 'a\nb'], 'odd key': {} }
    expect(showValue(value)).toBe(String.raw`{ status: "ok", list: [1, null, true, "a\nb"], "odd key": {} }`)
  })

  it('has quotes and escapes of its own but once', () => {
    const texts = ['"x"', String.raw`["a\nb"]`, 'say `"hi"`', '"\n"']
    expect(texts.map(showValue)).toEqual(['`"x"`', '`["a\\nb"]`', JSON.stringify('say `"hi"`'), String.raw`"\"\n\""`])
  })

  it('hints at an object that lies deep by its first fact', () => {
    const lease = { token: 1, owner: { instance: 'i', host: 'h' } }
    expect(showValue({ lease })).toBe('{ lease: { token: 1, owner: { instance: "i", ... } } }')
  })

  it('shows the rows of a list as fully as a single row', () => {
    expect(showValue({ locks: [{ name: 'a', token: 1 }] })).toBe('{ locks: [{ name: "a", token: 1 }] }')
  })

  it('has an end where the value has none', () => {
    const cyclic: unknown[] = []
    cyclic.push(cyclic, cyclic)
    expect(showValue(cyclic)).toBe('[..., ...]')
  })

  it('does not follow a value to any depth', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(showValue(deep)).toBe('[[[[[[[[...]]]]]]]]')
  })

  it('names what is no plain data', () => {
    const odd = [undefined, 1n, new Map(), new Uint8Array(2), Object.create(null), Number.NaN]
    expect(odd.map(showValue)).toEqual(['undefined', '1n', '[Map]', '[Uint8Array]', '{}', 'NaN'])
  })
})
