/** The counts of laws, mutants and controls that pages state are held to the contracts. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { contracts } from '../../../contracts/index.ts'
import runtime from '../../../src/runtime/index.ts'

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

function lawsOf(some: typeof contracts): number {
  return some.reduce((total, { laws }) => total + laws.length, 0)
}

const parts = [...runtime.specs, ...runtime.partsOver].map(({ name }) => name)
const lawsInAll = lawsOf(contracts)

it('the changelog counts laws, mutants and controls of each contract', () => {
  const counts = /\*\*(\w+)\*\* \(version \d+\)(?:, on \w+)?: (\d+) laws, (\d+) mutants, (\d+) controls/g
  const said = Array.from(read('CHANGELOG.md').matchAll(counts), ([, name, ...all]) => [name, all.map(Number)])
  const are = contracts.map(({ name, laws, mutants, controls }) => [
    name,
    [laws.length, mutants.length, controls.length],
  ])
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(are))
})

it('the README counts the laws, those of ports and those of parts', () => {
  const ofParts = lawsOf(contracts.filter(({ name }) => parts.includes(name)))
  expect(read('README.md')).toContain(`This version has ${lawsInAll} laws of`)
  expect(read('README.md')).toContain(
    `Of the ${lawsInAll} laws ${lawsInAll - ofParts} are about ports and ${ofParts} about parts of a runtime`,
  )
})

it('the page about extending shows a report over all laws, and those of its example, which all hold', () => {
  const page = read('docs/extending.md')
  const [, held, of] = /^tally: conformant, (\d+) of (\d+) laws hold$/m.exec(page) ?? []
  expect(Number(of) - Number(held)).toBe(lawsInAll)
  expect(page).toContain(`The other ${lawsInAll} are those of the built-in ports`)
})
