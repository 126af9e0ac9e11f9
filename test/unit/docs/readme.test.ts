/** The README shows files that CI runs; here it is held to them. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

it('the README shows the example adapter as it is', () => {
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/journal.adapter.ts')}\`\`\``)
})

it('the README names the two commands that package.json has', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['verify', 'test']))
  expect(read('README.md')).toContain('npm ci && npm run verify')
  expect(read('README.md')).toContain('npm ci && npm test')
})
