import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../contracts/catalogue/entry.ts'
import type { Citing } from '../../../contracts/catalogue/standing.ts'
import { cataloguePage } from '../../../src/report/catalogue.ts'
import { citing } from '../contracts/catalogue/citing.ts'

const ids = ['cache:1', 'cache:2']

/** The page of a catalogue with one group. */
function page(entries: readonly Entry[], contracts: readonly Citing[] = []): string {
  return cataloguePage({ groups: [{ title: 'Boxes', entries }], shelves: [{ title: 'Cache', ids }], contracts })
}

function row(entry: Entry, contracts: readonly Citing[] = []): string {
  return (
    page([entry], contracts)
      .split('\n')
      .find((line) => line.startsWith(`| ${entry.id} |`)) ?? ''
  )
}

const first: Entry = { id: 'cache:1', says: 'a promise' }

describe('the page of the catalogue', () => {
  it('has a table for each group, with every entry in its order', () => {
    const two: Entry = { id: 'cache:2', says: 'another', open: 'fs' }
    expect(page([two, { ...first, open: 'cache' }])).toContain(
      [
        '## Boxes',
        '',
        '| entry | promise or trap | how it stands |',
        '| --- | --- | --- |',
        '| cache:2 | another | open: adapter `fs` |',
        '| cache:1 | a promise | open: runtime `cache` |',
        '',
      ].join('\n'),
    )
  })

  it('counts entries by state, and those that are open by the part that they wait for', () => {
    const shown = page([first, { id: 'cache:2', says: 'another', open: 'fs' }], [citing('keep', ['cache:1'])])
    expect(shown).toContain('| Cache | 2 | 1 | 0 | 0 | 0 | 0 | 1 |')
    expect(shown).toContain('| all | 2 | 1 | 0 | 0 | 0 | 0 | 1 |')
    expect(shown).toContain('| adapter | fs | 1 |')
    expect(shown).not.toContain('| runtime |')
  })

  it('says what each state means', () => {
    for (const state of ['proven', 'partly', 'tested', 'restated', 'ruled', 'open'])
      expect(page([])).toContain(`- **${state}**: `)
  })
})

describe('how an entry stands', () => {
  it.each<[string, Entry, string]>([
    ['by a ruling', { ...first, ruling: 'nothing to prove' }, 'ruled: nothing to prove'],
    ['by other entries', { ...first, restates: ['cache:2', 'cache:3'] }, 'restates cache:2, cache:3'],
    [
      'by tests of ours',
      { ...first, tested: [{ file: 'test/a.test.ts', name: 'holds' }] },
      'tested: [holds](../test/a.test.ts)',
    ],
    ['by nothing', first, 'unproven'],
  ])('is shown %s', (_, entry, shown) => {
    expect(row(entry)).toBe(`| cache:1 | a promise | ${shown} |`)
  })

  it('is shown by each law that proves it, with the mutants that it refuses', () => {
    const contracts = [citing('keep', ['cache:1']), citing('lie', ['cache:1'])]
    const proofs = '`boxes/keep` refuses `boxes~not-keep`; `boxes/lie` refuses `boxes~not-lie`'
    expect(row(first, contracts)).toBe(`| cache:1 | a promise | ${proofs} |`)
  })

  it('does not hide that laws cite it in vain', () => {
    expect(row({ ...first, open: 'cache' }, [citing('keep', ['cache:1'], [])])).toBe(
      '| cache:1 | a promise | open: runtime `cache`; cited by `boxes/keep` without a mutant that cites it |',
    )
  })

  it('is not broken by what a sentence holds', () => {
    expect(row({ ...first, says: 'a|b __c__', ruling: 'd|e' })).toBe(
      String.raw`| cache:1 | a\|b \_\_c\_\_ | ruled: d\|e |`,
    )
  })
})
