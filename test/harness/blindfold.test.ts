/**
 * Each law is switched off once: it does all that it does, and its judge sees nothing. Its mutants must survive then, so
 * that the build fails; a mutant that died all the same would die of something that its law never said.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { contracts } from 'holdfast/contracts'
import builtin from '../../dist/src/builtin.js'
import type { MutantResult } from '../../dist/src/harness/jobs.js'
import { isExpected, tryMutants } from '../../dist/src/harness/try-mutants.js'
import blindfold from '../backends/lab-blindfold.plugin.ts'
import pgRows from '../backends/pg-rows.adapter.ts'

// What none of ours does beneath one of its ports, an adapter of the tests does.
const adapters = [...builtin.adapters, ...builtin.runtimes, pgRows]

describe.each(contracts)('a law of $name that is switched off', ({ laws, mutants }) => {
  let rows: readonly MutantResult[]

  beforeAll(async () => {
    const ids = mutants.map(({ id }) => id)
    rows = await tryMutants({ plugins: [blindfold], adapters, ids, runs: 1, onlyNamed: true })
  }, 300_000)

  it.each(laws)('lets its mutants survive and fails the build: $id', ({ id }) => {
    const own = rows.filter(({ law }) => law === id)
    expect(own.length).toBeGreaterThan(0)
    for (const row of own) {
      expect(row).toMatchObject({ verdict: 'survived' })
      expect(row.cases, `${row.id} was tried`).toBeGreaterThan(0)
      expect(isExpected(row)).toBe(false)
    }
  })
})
