import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../../contracts/index.ts'
import type { Case } from '../../../src/harness/case.ts'
import { Findings } from '../../../src/harness/findings.ts'
import type { Token } from '../../../src/harness/token.ts'
import { encodeToken } from '../../../src/harness/token.ts'

let project: string
let folder: string
let warnings: string[]
let findings: Findings

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'unit-findings-'))
  folder = join(project, '.holdfast', 'findings')
  warnings = []
  findings = new Findings(project, (message) => warnings.push(message))
})

afterEach(async () => {
  await rm(project, { recursive: true, force: true })
})

const of: Case = { tier: 'T1', actors: 1, script: [{ turn: 1 }] }

function finding(some: Partial<Token> = {}): Finding {
  const token = encodeToken({ adapter: 'redis', law: 'boxes/keep', case: of, ...some })
  return { token, program: 'await one()', expected: 'a', observed: 'b', history: [], at: 0 }
}

const module = 'file:///redis.ts'

describe('findings on disk', () => {
  it('are none where nothing was ever found', async () => {
    expect(await findings.all()).toEqual([])
    expect(warnings).toEqual([])
  })

  it('are found again by their token, with the module of the adapter', async () => {
    await findings.save(finding(), module)
    expect(await findings.all()).toEqual([{ token: finding().token, module }])
  })

  it('lie in one file each, named after adapter and law, for people to read', async () => {
    await findings.save(finding(), module)
    const [name = ''] = await readdir(folder)
    expect(name).toMatch(/^redis-boxes-keep-[0-9a-f]{12}\.json$/)
    expect(await readFile(join(folder, name), 'utf8')).toContain('"program": "await one()"')
  })

  it('are kept once, however often the same is found', async () => {
    await findings.save(finding(), module)
    await findings.save(finding(), module)
    await findings.save(finding({ case: { ...of, actors: 2 } }), module)
    expect(await findings.all()).toHaveLength(2)
  })
})

describe('a file among the findings that is none', () => {
  it.each([
    ['no JSON', '{'],
    ['no finding', '{"token": 7}'],
    ['a token that cannot be read', JSON.stringify({ token: 'hf1.AAAA', module })],
  ])('is named and left alone: %s', async (_, text) => {
    await findings.save(finding(), module)
    await writeFile(join(folder, 'rubbish.json'), text)
    expect(await findings.all()).toHaveLength(1)
    expect(await readFile(join(folder, 'rubbish.json'), 'utf8')).toBe(text)
    expect(warnings[0]).toContain(`${join(folder, 'rubbish.json')} is left alone: `)
    expect(warnings[0]).not.toContain('\n')
  })

  it('is not looked at where it is no JSON by its name', async () => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'README.md'), 'mine')
    expect(await findings.all()).toEqual([])
    expect(warnings).toEqual([])
  })
})
