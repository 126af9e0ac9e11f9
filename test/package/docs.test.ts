/** The pages for authors show the very files that are tested, and the very codes and claims. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { portSpecs, sharings, storeCodes } from 'holdfast/contracts'
import { repository } from './consumer.ts'

const pages: Readonly<Record<string, readonly string[]>> = {
  'docs/writing-an-adapter.md': [
    'examples/journal.adapter.ts',
    'examples/keyed.adapter.ts',
    'examples/journal.test.ts',
  ],
  'docs/extending.md': [
    'counters.port.d.mts',
    'counters.port.mjs',
    'counters.model.mjs',
    'counters.commands.mjs',
    'counters.laws.mjs',
    'counters.mutants.mjs',
    'counters.contract.mjs',
    'tally.plugin.mjs',
    'tally.memory.mjs',
    'tally.adapter.ts',
    'tally.spec.mjs',
  ].map((file) => `test/package/consumer/${file}`),
}

function read(path: string): string {
  return readFileSync(join(repository, path), 'utf8')
}

/** The files that a page shows, by path. A comment names each: `<!-- file: path -->`. */
function shown(page: string): ReadonlyMap<string, string> {
  const blocks = read(page).matchAll(/^<!-- file: (\S+) -->\n\n```\w+\n(.*?)^```$/gms)
  return new Map(Array.from(blocks, ({ 1: path = '', 2: text = '' }) => [path, text]))
}

/** A file as a stranger would have it: what it says to our own linter is left out. */
function withoutDirectives(text: string): string {
  return text.replaceAll(/ \/\/ oxlint-disable-line [\w-]+$/gm, '')
}

/** The rows of the tables of a page; an empty first cell stands for the one above it. */
function rows(page: string): readonly (readonly string[])[] {
  let first = ''
  return Array.from(read(page).matchAll(/^\| (.+) \|$/gm), ({ 1: row = '' }) => {
    const [head = '', ...rest] = row.split(' |').map((cell) => cell.trim())
    first = head === '' ? first : head
    return [first, ...rest]
  })
}

const writing = rows('docs/writing-an-adapter.md')

for (const [page, files] of Object.entries(pages)) {
  describe(page, () => {
    it('names all the files that it shows', () => {
      expect([...shown(page).keys()]).toEqual(files)
    })

    for (const file of files) {
      it(`shows ${file} as it is`, () => {
        expect(shown(page).get(file)).toBe(withoutDirectives(read(file)))
      })
    }
  })
}

describe('docs/writing-an-adapter.md', () => {
  const retries = { safe: 'yes', 'if-idempotent': 'if it is idempotent', never: 'no' }

  for (const [code, { says, outcome, retry, remedy }] of Object.entries(storeCodes)) {
    it(`says of ${code} what errors.ts says`, () => {
      expect(writing).toContainEqual([`\`${code}\``, says, outcome, retries[retry], remedy])
    })
  }

  const claims: readonly (readonly [claim: string, answers: readonly string[]])[] = [
    ['survives', ["'nothing'", "'session'", "'process'", "'power'", "{ delegated: 'what guarantees it' }"]],
    ['sharing', sharings.map((answer) => `'${answer}'`)],
    ...portSpecs.flatMap((port) =>
      Object.entries(port.claims).map(([claim, { answers, refusable }]): [string, string[]] => [
        `ports.${port.name}.${claim}`,
        [...answers.map((answer) => `'${answer}'`), ...(refusable ? ["{ no: 'the reason' }"] : [])],
      ]),
    ),
  ]

  for (const [claim, answers] of claims) {
    it(`says what each answer to ${claim} unlocks`, () => {
      const told = writing.filter(([name]) => name === `\`${claim}\``).map(([, answer]) => answer)
      expect(told).toEqual(answers.map((answer) => `\`${answer}\``))
    })
  }
})
