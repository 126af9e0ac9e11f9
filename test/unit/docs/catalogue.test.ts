/** The catalogue that there is: nothing is lost, nothing is stale, and its page says what it says. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contracts } from '../../../contracts/index.ts'
import { catalogue } from '../../../contracts/catalogue/entries.ts'
import { faultsOf } from '../../../contracts/catalogue/faults.ts'
import { shelves } from '../../../contracts/catalogue/numbering.ts'
import { cataloguePage } from '../../../src/report/catalogue.ts'

const root = new URL('../../../', import.meta.url)
const entries = catalogue.flatMap((group) => group.entries)
const ids = shelves.flatMap((shelf) => shelf.ids)

function read(file: string): string | undefined {
  const url = new URL(file, root)
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined
}

describe('the catalogue', () => {
  it('has no fault', () => {
    const faults = faultsOf({ entries, ids, contracts, read })
    expect(faults, faults.join('\n')).toEqual([])
  })

  it('has all its entries, in the order of their numbers', () => {
    expect(shelves.map((shelf) => shelf.ids.length)).toEqual([120, 35, 21, 259, 10, 30])
    expect(entries.map(({ id }) => id)).toEqual(ids)
  })

  it('says each entry in one sentence, and no two alike', () => {
    const unfit = entries.filter(({ says }) => !/^[a-zA-Z][^\n]+[^.\s]$/.test(says) || says.split(' ').length > 30)
    expect(unfit).toEqual([])
    expect(new Set(entries.map(({ says }) => says)).size).toBe(entries.length)
  })
})

describe('docs/catalogue.md', () => {
  // `npm run catalogue` writes the page anew.
  it('is what laws and catalogue give', async () => {
    const page = cataloguePage({ groups: catalogue, shelves, contracts })
    await expect(page).toMatchFileSnapshot('../../../docs/catalogue.md')
  })
})
