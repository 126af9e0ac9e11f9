import { describe, expect, it } from 'vitest'
import type { Column } from '../../../src/core/rows.ts'
import {
  flag,
  jsonIn,
  listOf,
  moment,
  orAbsent,
  orNull,
  readEach,
  rowOf,
  rowReader,
  text,
  texts,
  wholeFrom,
} from '../../../src/core/rows.ts'

/** What a column takes and what it does not. */
const columns: readonly (readonly [string, Column<unknown>, readonly unknown[], readonly unknown[]])[] = [
  ['text', text, ['', 'a'], [null, undefined, 5, Buffer.of(1)]],
  ['flag', flag, [true, false], [0, 'true', null]],
  ['texts', texts, [[], ['a']], ['a', ['a', 5], { length: 0 }]],
  ['wholeFrom(1)', wholeFrom(1), [1, 2 ** 53 - 1], [0, -1, 1.5, 2 ** 53, Number.NaN, '1', 1n]],
  ['moment', moment, [0, 1_000], [-1, 'then', null]],
  ['orNull', orNull(text), [null, 'a'], [undefined, 5]],
  ['orAbsent', orAbsent(text), [undefined, 'a'], [null, 5]],
  ['listOf', listOf({ name: text }), [[], [{ name: 'a' }]], [[{ name: 5 }], [null], {}]],
  ['rowOf', rowOf({ name: text }), [{ name: 'a', more: 1 }], [{}, null, 'a', undefined]],
]

describe.each(columns)('a column of %s', (_, column, taken, refused) => {
  it('holds what it says and nothing else', () => {
    expect(taken.map((found) => column.holds(found))).toEqual(taken.map(() => true))
    expect(refused.map((found) => column.holds(found))).toEqual(refused.map(() => false))
  })
})

describe('a row', () => {
  const read = rowReader('table', { name: text, size: wholeFrom(1) })

  it('of its shape is read as it is', () => {
    const row = { name: 'a', size: 1 }
    expect(read(row, 'a')).toBe(row)
  })

  it.each([
    [{ name: 'a', size: 0 }, 'table "key": size: expected a whole number from 1 to 2^53-1, got 0'],
    [{ size: 1 }, 'table "key": name: expected a text, got undefined'],
    [null, 'table "key": expected a row, got null'],
  ])('of another shape is CORRUPT, by table, key and column: %j', (found, message) => {
    expect(() => read(found, 'key')).toThrow(expect.objectContaining({ code: 'CORRUPT', message }))
  })

  it('whose JSON is none is CORRUPT', () => {
    expect(jsonIn('table', 'key', '{"a":1}')).toEqual({ a: 1 })
    const message = expect.stringContaining('table "key": no JSON') as unknown
    expect(() => jsonIn('table', 'key', '{')).toThrow(expect.objectContaining({ code: 'CORRUPT', message }))
  })
})

describe('a listing', () => {
  const read = rowReader('table', { name: text })

  it('tells of rows that came to harm beside those that did not', () => {
    const found = [{ name: 'a' }, { name: 5 }, { name: 'b' }]
    const { rows, corrupt } = readEach(
      found,
      ({ name }) => String(name),
      (row) => read(row, String(row.name)).name,
    )
    expect(rows).toEqual(['a', 'b'])
    expect(corrupt).toEqual([{ row: '5', says: 'table "5": name: expected a text, got 5' }])
  })

  it('says nothing of harm where there is none, and hands on what is no harm', () => {
    expect(readEach([1], String, (row) => row)).toEqual({ rows: [1] })
    const fails = (): never => {
      throw new Error('no harm')
    }
    expect(() => readEach([1], String, fails)).toThrow('no harm')
  })
})
