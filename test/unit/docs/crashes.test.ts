/** The page on crashes: its tables of errors and of mutants are what the seams throw and what the contracts have. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contracts } from '../../../contracts/index.ts'
import { errorsAt } from '../../../src/harness/seams/failures.ts'

const page = readFileSync(new URL('../../../docs/crashes.md', import.meta.url), 'utf8')

/** The cells of the rows beneath a heading, as they are written. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return Array.from(section.matchAll(/^\| (.+) \|$/gm), ({ 1: row = '' }) =>
    row.split(' | ').map((cell) => cell.trim()),
  )
}

/** What stands in a cell as code. */
function codes(cell = ''): readonly string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ({ 1: code = '' }) => code)
}

/** The points of a row, without their side: a name without a driver is one of the driver before it, or a statement. */
function pointsOf(cell: string): readonly string[] {
  const [driver] = /^`(?:fs|net|pg) /.exec(cell) ?? []
  if (!driver) return codes(cell).map((words) => `better-sqlite3 run ${words}`)
  return codes(cell).map((name) => (/ /.test(name) ? name : `${driver.slice(1)}${name}`))
}

describe('the errors from beneath', () => {
  const rows = rowsOf('Errors from beneath').flatMap(([where = '', before, after]) =>
    pointsOf(where).map((point) => [point, codes(before), codes(after)] as const),
  )

  it('are told of files, sockets and statements', () => {
    expect(rows.length).toBeGreaterThan(25)
  })

  it.each(rows)('at %s are those that come', (point, before, after) => {
    const opening = errorsAt(`open ${point}:before`, []).filter((code) => code === 'SQLITE_CANTOPEN')
    expect([...errorsAt(`${point}:before`, []), ...opening]).toEqual(before)
    // A call that only looks has no point behind it.
    if (after.length > 0 || point.startsWith('better-sqlite3')) expect(errorsAt(`${point}:after`, [])).toEqual(after)
  })
})

describe('the mutants beneath an adapter', () => {
  const rows = rowsOf('Mutants beneath an adapter').flatMap(([mutant]) => codes(mutant))

  // A part of a runtime has no driver of its own.
  const ports = contracts.filter(({ port }) => port.part !== true)

  it.each(ports)('are those of $name that say how they lose something on any adapter', ({ name, mutants }) => {
    const told = rows.map((id) => id.replace('<port>', name))
    const everywhere = mutants.filter(({ kind, id }) => kind === 'seam' && told.includes(id))
    expect(everywhere.map(({ id }) => id).toSorted()).toEqual(told.toSorted())
    expect(mutants.filter((mutant) => 'bend' in mutant && !told.includes(mutant.id))).toEqual([])
  })
})
