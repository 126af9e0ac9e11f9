/** The page about values is held to the codec: what it shows is evaluated, written and read. */
import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { decodeValue, encodeValue } from 'holdfast'
import type { Value } from 'holdfast'
import { valueBytesMax } from 'holdfast/contracts'

const page = readFileSync(new URL('../../../docs/values.md', import.meta.url), 'utf8')

/** The rows of the table beneath a heading, without the quotes of code. */
function rowsOf(heading: string): readonly (readonly [string, string])[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.matchAll(/^\| `(.+?)`\s+\| (.+?)\s+\|$/gm)
  return Array.from(rows, ({ 1: first = '', 2: second = '' }) => [first, second.replaceAll(/^`|`$/g, '')])
}

function valueOf(source: string): Value {
  return runInThisContext(`(${source})`) as Value
}

describe('how each is written', () => {
  const rows = rowsOf('How each is written')

  it.each(rows)('%s as %s', async (source, text) => {
    expect(await encodeValue(valueOf(source))).toBe(text)
    expect(await encodeValue(decodeValue(text))).toBe(text)
  })

  it('is said of every mark but those of other bytes', () => {
    const marks = new Set(rows.flatMap(([, text]) => text.match(/(?<=\{"\$)\w+/g) ?? []))
    const kinds = [
      'undefined',
      'number',
      'bigint',
      'Date',
      'Uint8Array',
      'ArrayBuffer',
      'Float64Array',
      'Blob',
      'Map',
      'Set',
    ]
    expect([...marks]).toEqual(kinds)
  })
})

describe('what is refused', () => {
  it.each(rowsOf('What is refused'))('%s: %s', async (source, message) => {
    await expect(encodeValue(valueOf(source))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message })
  })
})

describe('what is corrupt', () => {
  it.each(rowsOf('What is corrupt'))('%s: %s', (text) => {
    expect(() => decodeValue(text)).toThrow(expect.objectContaining({ code: 'CORRUPT' }))
  })
})

it('no table is empty, and the bound is the one of the code', () => {
  const tables = ['How each is written', 'What is refused', 'What is corrupt'].map((heading) => rowsOf(heading).length)
  expect(tables).toEqual([18, 9, 7])
  expect(page).toContain(`${valueBytesMax.toLocaleString('en')} bytes`)
})
