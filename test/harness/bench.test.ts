/** The benches as they are called; what they measure is no matter of a test. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url))

it('a bench that nobody wrote is refused, with the names of those that there are', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'checker', 'chekcer'], { encoding: 'utf8' })
  expect(stderr).toMatch(/^bench: expected names among .*checker.*; got chekcer\n$/)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})
