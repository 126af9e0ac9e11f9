/**
 * Each law is switched off once: it does all that it does, and its judge sees nothing. Its mutants must survive then, so
 * that the build fails; a mutant that died all the same would die of something that its law never said.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Mutant } from 'holdfast'
import { contracts } from 'holdfast/contracts'
import memory from 'holdfast/adapters/memory'
import builtin from '../../dist/src/builtin.js'
import type { MutantResult } from '../../dist/src/harness/jobs.js'
import type { MutantsOptions } from '../../dist/src/harness/try-mutants.js'
import { isExpected, tryMutants } from '../../dist/src/harness/try-mutants.js'
import blindfold from '../backends/lab-blindfold.plugin.ts'
import pgRows from '../backends/pg-rows.adapter.ts'

const quick = [memory, ...builtin.runtimes]

/** What only a server shows is tried where it is asked for: HOLDFAST_BLIND_SERVERS=1 npx vitest run --project harness blindfold. */
const servers = process.env['HOLDFAST_BLIND_SERVERS'] !== undefined

// What none of ours does beneath one of its ports, an adapter of the tests does.
const slow = [...builtin.adapters.filter((adapter) => adapter !== memory && (servers || !adapter.server)), pgRows]

function isOfServers(mutant: Mutant): boolean {
  return mutant.kind === 'seam' ? mutant.seam === 'pg' : 'needs' in mutant && mutant.needs !== undefined
}

/** Laws whose mutants show on servers alone. */
const ofServers: ReadonlySet<string> = new Set(
  contracts.flatMap(({ laws, mutants }) =>
    laws.flatMap(({ id }) => (mutants.filter(({ law }) => law === id).every(isOfServers) ? [id] : [])),
  ),
)

let rows: readonly MutantResult[]

/** Tries mutants against blind laws, with so many cases that 655 of 774 die where one sees (93 of the 126 slow ones). */
async function surviving(options: Pick<MutantsOptions, 'adapters' | 'ids' | 'runs' | 'cases'>): Promise<void> {
  const tried = await tryMutants({ plugins: [blindfold], onlyNamed: true, ...options })
  rows = [...(rows ?? []), ...tried.filter(({ verdict }) => verdict !== 'inapplicable')]
}

beforeAll(async () => {
  const ids = contracts.flatMap(({ mutants }) => mutants.map(({ id }) => id))
  await surviving({ adapters: quick, ids, runs: 10, cases: 32 })
  const left = ids.filter((id) => !rows.some((row) => row.id === id))
  await surviving({ adapters: slow, ids: left, runs: 2, cases: 8 })
}, 300_000)

describe.each(contracts)('a law of $name that is switched off', ({ laws }) => {
  it.for(laws)('lets its mutants survive and fails the build: $id', ({ id }, { skip }) => {
    const own = rows.filter(({ law }) => law === id)
    skip(own.length === 0 && !servers && ofServers.has(id), 'a law that only a server shows')
    expect(own.length).toBeGreaterThan(0)
    for (const row of own) {
      expect(row).toMatchObject({ verdict: 'survived' })
      expect(row.cases, `${row.id} was tried`).toBeGreaterThan(0)
      expect(isExpected(row)).toBe(false)
    }
  })
})
