/** The benches as they are called; what they measure is no matter of a test. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { locksBench } from '../../dist/bench/locks.js'

const main = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url))

it('a bench that nobody wrote is refused, with the names of those that there are', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'checker', 'chekcer'], { encoding: 'utf8' })
  expect(stderr).toMatch(/^bench: expected names among .*checker.*; got chekcer\n$/)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})

/** A figure with its ratio, and what the table says where a lock cannot be renewed. */
const [figure, none] = [String.raw`\d+ +(?:1|[\d.]+ \([\d.]+ to [\d.]+\))`, 'none'] as const

it('locks: each contestant has its figures and says what it promises, and nothing of them is left', async () => {
  const lines: string[] = []
  expect(await locksBench({ rounds: 1, warmRounds: 0, turns: 1, turnMs: 0 })((line) => lines.push(line))).toBe(true)
  const rows = lines.map((line) => line.replaceAll(/ {2,}/g, '  '))
  for (const [name, renewal, ...promises] of [
    ['holdfast, memory', figure, 'with its process', 'rises with the process', 'neither', "the process's", 'yes'],
    ['holdfast, fs', figure, 'by expiry and grace', 'rises for ever', 'both', "the host's", 'yes'],
    [
      'proper-lockfile',
      figure,
      'by an mtime of 10 s ago',
      'none',
      'until stale; not synced',
      "each contender's",
      'no: two can',
    ],
    ['holdfast, sqlite', figure, 'by expiry and grace', 'rises for ever', 'both', "the host's", 'yes'],
    ['bare transaction', none, 'never', 'none', 'both', 'none', 'nobody takes over'],
    [
      'holdfast, postgres',
      figure,
      'by expiry and grace',
      'rises for ever',
      'as commits of the server',
      "the server's",
      'yes',
    ],
    ['advisory lock', none, 'as its session ends', 'none', 'neither', 'none', 'yes'],
    ['bare row', none, 'never', 'none', 'as commits of the server', 'none', 'nobody takes over'],
  ] as const)
    expect(rows).toContainEqual(
      expect.stringMatching(new RegExp(`^${[name, figure, renewal, figure, ...promises].join(' +')}$`)),
    )
  expect(rows.filter((row) => / {2}\d/.test(row))).toHaveLength(8)
  const left = readdirSync(tmpdir())
  expect(left.filter((name) => name.startsWith('holdfast') && name.includes(`-${process.pid}-`))).toEqual([])
})
