/** Findings that lie in a project while it is verified again. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Adapter, LawResult, Report } from 'holdfast'
import type { Case } from 'holdfast/harness'
import { decodeToken, encodeToken, verify } from 'holdfast/harness'
import memory from 'holdfast/adapters/memory'
import sqlite from 'holdfast/adapters/sqlite'

const law = 'locks/one-holder'
const acquire = { call: 'acquire', name: 'a', owner: 0, ttlMs: 50, graceMs: 0, heartbeatMs: 1 }

let projectFolder: string
let folder: string

beforeEach(async () => {
  projectFolder = await mkdtemp(join(tmpdir(), 'findings-'))
  folder = join(projectFolder, '.holdfast', 'findings')
  await mkdir(folder, { recursive: true })
})

afterEach(() => rm(projectFolder, { recursive: true, force: true }))

/** Puts a finding into the project, as an earlier run would have; gives the name of its file. */
async function found(of: Case): Promise<string> {
  const token = encodeToken({ adapter: 'sqlite', law, case: of })
  const { Findings } = await import('../../dist/src/harness/findings.js')
  const finding = { token, program: '', expected: '', observed: '', history: [], at: 0 }
  await new Findings(projectFolder, () => {}).save(finding, sqlite.module)
  const [name = ''] = await readdir(folder)
  return name
}

function again(tier: 'T1' | 'T3'): Promise<Report> {
  const allowance = { budgetMs: 60_000, runs: 10 }
  return verify([sqlite, memory], { projectFolder, filter: { laws: [law], tier }, allowance })
}

describe('a finding of an earlier run', () => {
  it('is forgotten once its case was tried again and holds', async () => {
    await found({ tier: 'T1', actors: 1, script: [{ actor: 0, does: acquire }] })
    await again('T1')
    expect(await readdir(folder)).toEqual([])
  })

  it('is kept where the run ended below its tier, so that its case was not tried', async () => {
    const fault = { actor: 0, point: 'locks.acquire:reply', hit: 1, action: 'kill' } as const
    const name = await found({ tier: 'T4', actors: 1, script: [{ actor: 0, does: acquire }], fault })
    await again('T1')
    expect(await readdir(folder)).toEqual([name])
  })
})

describe('a finding of any tier', () => {
  it.each([
    ['token-restarts', 'locks/tokens-rise'],
    ['ack-before-commit', 'locks/survives-kill'],
    ['read-then-insert', 'locks/one-holder'],
  ] as const)('is found again by the first case of that tier, and kept once: %s', async (name, id) => {
    const { default: adapter } = (await import(`../backends/planted-${name}.adapter.ts`)) as { default: Adapter }
    const verifyOne = async (seed: number): Promise<LawResult | undefined> => {
      const filter = { laws: [id] }
      const { adapters } = await verify([adapter], { projectFolder, filter, seed, allowance: { runs: 12 } })
      return adapters[0]?.laws.find((one) => one.id === id)
    }
    const first = await verifyOne(1)
    const second = await verifyOne(2)
    expect(first).toMatchObject({ verdict: 'broken' })
    expect(second).toMatchObject({ verdict: 'broken', finding: { token: first?.finding?.token } })
    const broken = second?.tiers.find(({ verdict }) => verdict === 'broken')
    expect(broken).toMatchObject({ tier: decodeToken(second?.finding?.token ?? '').case.tier, evidence: { cases: 1 } })
    expect((await readdir(folder)).filter((file) => file.endsWith('.json'))).toHaveLength(1)
  })
})

describe('a file among the findings that is none', () => {
  it('is left alone, and named once in the report', async () => {
    await writeFile(join(folder, 'rubbish.json'), '{')
    const { notes } = await again('T1')
    expect(await readdir(folder)).toEqual(['rubbish.json'])
    expect(notes.filter((note) => note.includes('rubbish.json is left alone'))).toHaveLength(1)
  })
})
