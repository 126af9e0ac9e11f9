/** The end of a log, as the model tells it. */
import { describe, expect, it } from 'vitest'
import { endOf, linesOf } from '../../../../../contracts/repository/logs/ends.ts'
import { out } from './calls.ts'

describe('lines', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a\n']],
    ['a\nb', ['a\n', 'b']],
    ['\n\n', ['\n', '\n']],
    ['a\r\n\rb\n', ['a\r\n', '\rb\n']],
  ])('of %j end with their newline', (text, lines) => {
    expect(linesOf(text)).toEqual(lines)
  })
})

const err = { stream: 'err', latin1: 'x\ny\n' } as const

describe('the end of a log', () => {
  it('is all of it where nothing is asked for, or more than there is', () => {
    const parts = [...out('a\n', 'b'), err]
    expect(endOf(parts, {})).toEqual(parts)
    expect(endOf(parts, { lines: 2 })).toEqual(parts)
    expect(endOf(parts, { lines: 9 })).toEqual(parts)
    expect(endOf(parts, { bytes: 7 })).toEqual(parts)
    expect(endOf(parts, { bytes: 99 })).toEqual(parts)
    expect(endOf([], { lines: 1 })).toEqual([])
  })

  it('by lines is that of each stream', () => {
    expect(endOf([...out('a\nb'), err, ...out('c\nd\n')], { lines: 1 })).toEqual([
      { stream: 'err', latin1: 'y\n' },
      ...out('d\n'),
    ])
    expect(endOf([...out('a\nb'), err, ...out('c')], { lines: 1 })).toEqual([
      ...out('b'),
      { stream: 'err', latin1: 'y\n' },
      ...out('c'),
    ])
  })

  it('by bytes is that of both', () => {
    expect(endOf([...out('abc'), err], { bytes: 5 })).toEqual([...out('c'), err])
    expect(endOf([...out('abc'), err], { bytes: 4 })).toEqual([err])
  })
})
