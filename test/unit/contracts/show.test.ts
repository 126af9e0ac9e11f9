import { describe, expect, it } from 'vitest'
import { showAtLength } from '../../../contracts/show.ts'

describe('a value at length', () => {
  it('is JSON on one line', () => {
    expect(showAtLength({ status: 'hit', list: [1, null, true] })).toBe('{"status":"hit","list":[1,null,true]}')
  })

  it('has texts with quotes of their own as they are, wherever they lie', () => {
    expect(showAtLength('"x"')).toBe('`"x"`')
    expect(showAtLength({ value: String.raw`"a\nb"` })).toBe('{"value":`"a\\nb"`}')
  })

  it('escapes what cannot be seen, and what backticks cannot hold', () => {
    expect(showAtLength('"\n"')).toBe(String.raw`"\"\n\""`)
    expect(showAtLength('`"`')).toBe(JSON.stringify('`"`'))
  })

  it('is whole where a message would be cut', () => {
    expect(showAtLength('x'.repeat(1_900))).toBe(`"${'x'.repeat(1_900)}"`)
  })

  it('shows both ends of what is very long, and how much lies between', () => {
    const text = showAtLength(`a${'x'.repeat(9_998)}z`)
    expect(text).toMatch(/^"ax+ \.\.\. 8002 characters \.\.\. x+z"$/)
    expect(text.length).toBeLessThan(2_100)
  })

  it('names what is no data by its type', () => {
    const cyclic: unknown[] = []
    cyclic.push(cyclic)
    expect([undefined, 1n, Number.NaN, cyclic, { big: 1n }, () => 1].map(showAtLength)).toEqual([
      'undefined',
      '1',
      'NaN',
      'an object',
      'an object',
      'a function',
    ])
  })
})
