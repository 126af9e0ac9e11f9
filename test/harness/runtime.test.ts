// Runtimes are tried like adapters: by scenes, which are data, in one process.
import { beforeAll, describe, expect, it } from 'vitest'
import builtin from '../../dist/src/builtin.js'
import { contracts } from '../../dist/contracts/index.js'
import type { Adapter, AdapterReport } from '../../contracts/index.ts'
import type { MutantResult } from '../../src/harness/jobs.ts'
import { loadAdapter, loadPlugin } from '../../dist/src/harness/load.js'
import { isExpected, tryMutants } from '../../dist/src/harness/try-mutants.js'
import { decodeToken, runCase, verify } from '../../dist/src/harness.js'
import memory from '../../dist/adapters/memory/index.js'
import runtime from '../../dist/src/runtime/index.js'

const parts = contracts.filter(({ port }) => port.part === true && !port.over)
const ids = parts.flatMap(({ mutants, controls }) => [...mutants, ...controls].map(({ id }) => id))

describe('the mutants and controls of the parts of a runtime', () => {
  let rows: readonly MutantResult[]

  beforeAll(async () => {
    rows = await tryMutants({ plugins: [builtin], adapters: [runtime], ids, onlyNamed: true })
  }, 60_000)

  it('each have a row, and it is as it should be', () => {
    expect(rows.map(({ id }) => id)).toEqual(ids)
    expect(rows.filter((row) => !isExpected(row) || row.verdict === 'inapplicable')).toEqual([])
  })

  it('die in one scene, once their case is shrunk, but for the one that remembers another', () => {
    const longer = rows.filter(({ operations = 0 }) => operations > 1).map(({ id, operations }) => [id, operations])
    expect(longer).toEqual([['liveness~remembers-the-dead', 2]])
  })
})

async function reportOf(subject: Adapter): Promise<AdapterReport> {
  const { adapters } = await verify([subject], { allowance: { budgetMs: 2_000 } })
  const [report] = adapters
  if (!report) throw new Error('expected a report of the one subject')
  return report
}

describe('our runtime', () => {
  it('keeps every promise of its parts, and no law of a port is about it', async () => {
    const { verdict, level, laws } = await reportOf(runtime)
    expect({ verdict, level }).toEqual({ verdict: 'conformant', level: 'retry+lanes+liveness, set 1, T1' })
    const names = parts.map(({ name }) => name)
    for (const { id, contract, verdict: came } of laws)
      expect(came, id).toBe(names.includes(contract) ? 'holds' : 'not-applicable')
  })
})

describe('a runtime of somebody else', () => {
  const module = new URL('../backends/lab-hasty.runtime.ts', import.meta.url).href

  it('is loaded by its file, and refused with cases that fail again', async () => {
    const hasty = await loadAdapter(module)
    const { verdict, laws } = await reportOf(hasty)
    expect(verdict).toBe('non-conformant')
    const broken = laws.filter((law) => law.verdict === 'broken').map(({ id }) => id)
    expect(broken).toEqual(expect.arrayContaining(['retry/waits-stay-in-range', 'retry/abort-ends-at-once']))
    expect(laws.filter(({ contract }) => contract === 'lanes').map((law) => law.verdict)).toContain('not-applicable')
    for (const id of broken) {
      const token = laws.find((law) => law.id === id)?.finding?.token ?? ''
      expect(await runCase(hasty, id, decodeToken(token).case), id).toMatchObject({ verdict: 'broken' })
    }
  })
})

describe('a runtime of somebody else on top of an adapter', () => {
  const module = new URL('../backends/lab-careless.plugin.ts', import.meta.url).href

  it('is tried in the place of ours where its plugin is there, and refused with a case that fails again', async () => {
    const plugin = await loadPlugin(module)
    const filter = { laws: ['janitor/overwrite-lets-go', 'janitor/removal-takes-blobs'] }
    const { adapters } = await verify([memory], { plugins: [plugin], filter, allowance: { budgetMs: 2_000 } })
    const laws = adapters[0]?.laws ?? []
    const broken = laws.filter((law) => law.verdict === 'broken').map(({ id }) => id)
    expect(broken).toEqual(expect.arrayContaining(['janitor/overwrite-lets-go', 'janitor/removal-takes-blobs']))
    expect(laws.find(({ contract }) => contract === 'refs')?.verdict).toBe('not-applicable')
    const token = laws.find(({ id }) => id === 'janitor/overwrite-lets-go')?.finding?.token ?? ''
    const again = await runCase(memory, 'janitor/overwrite-lets-go', decodeToken(token).case, [plugin])
    expect(again.verdict).toBe('broken')
    expect((await runCase(memory, 'janitor/overwrite-lets-go', decodeToken(token).case)).verdict).toBe('holds')
  })
})
