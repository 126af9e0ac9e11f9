import { describe, expect, it } from 'vitest'
import { pageOf } from '../../../src/core/pages.ts'

const itself = (key: string): string => key

/** All pages of a listing; `between` changes the keys after each page. */
function pagesOf(keys: Set<string>, limit: number, between: () => void = () => {}): readonly (readonly string[])[] {
  const pages: (readonly string[])[] = []
  let cursor: string | undefined
  do {
    const page = pageOf('keys', keys, itself, cursor === undefined ? { limit } : { limit, cursor })
    pages.push(page.keys)
    cursor = page.cursor
    between()
  } while (cursor !== undefined)
  return pages
}

describe('a page', () => {
  it('has the name that the port gives its rows, and goes by their key', () => {
    const rows = [{ name: 'b' }, { name: 'a' }, { name: 'c' }]
    expect(pageOf('locks', rows, ({ name }) => name, { limit: 2 })).toEqual({
      locks: [{ name: 'a' }, { name: 'b' }],
      cursor: 'b',
    })
  })

  it('has no cursor where it is the last: full, short or empty', () => {
    expect(pageOf('keys', ['b', 'a'], itself, { limit: 2 })).toEqual({ keys: ['a', 'b'] })
    expect(pageOf('keys', ['b', 'a'], itself, { limit: 2, cursor: 'a' })).toEqual({ keys: ['b'] })
    expect(pageOf('keys', [], itself, { limit: 2 })).toEqual({ keys: [] })
  })

  it('takes the empty text for a cursor like any other', () => {
    expect(pageOf('keys', ['', 'a'], itself, { limit: 1, cursor: '' })).toEqual({ keys: ['a'] })
  })
})

describe('the pages of a listing', () => {
  it.each([1, 2, 3, 4, 5])('give each key once, %i to a page', (limit) => {
    const keys = new Set(['', 'a', 'A', '\u{1f512}'])
    const pages = pagesOf(keys, limit)
    expect(pages.flat().toSorted()).toEqual([...keys].toSorted())
    expect(pages).toHaveLength(Math.ceil(keys.size / limit))
  })

  it('give each key once that stays, whatever comes and goes between them', () => {
    const keys = new Set(['b', 'd', 'f', 'h'])
    const seen = pagesOf(keys, 1, () => {
      keys.delete('b')
      keys.add('a').add('e')
    }).flat()
    expect(seen).toEqual(['b', 'd', 'e', 'f', 'h'])
  })
})
