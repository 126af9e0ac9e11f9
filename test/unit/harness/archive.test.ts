import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding, Outcome } from '../../../contracts/index.ts'
import memory from 'holdfast/adapters/memory'
import { Archive } from '../../../src/harness/archive.ts'
import type { Case } from '../../../src/harness/case.ts'
import { Findings } from '../../../src/harness/findings.ts'
import { readHistory } from '../../../src/harness/histories/history-file.ts'
import { historyModels } from '../../../src/harness/histories/models.ts'
import { Pins } from '../../../src/harness/pins.ts'
import type { Planned } from '../../../src/harness/plan.ts'
import { planLaws } from '../../../src/harness/plan.ts'
import type { Token } from '../../../src/harness/token.ts'
import { encodeToken } from '../../../src/harness/token.ts'
import { claiming, contract, law } from './laws.ts'

let project: string
let warnings: string[]
let archive: Archive

const adapter = { ...memory, name: 'redis', claims: claiming({ survives: 'session', sharing: 'thread' }) }
const of: Case = { tier: 'T1', actors: 1, script: [{ turn: 1 }] }
const boxes = contract([law('keep', { from: 'T1', to: 'T2' }), law('open', { needs: { ports: ['lids'] } })])
const plan: readonly Planned[] = planLaws([boxes], adapter.claims, { turnable: true, served: false, counted: true }, {})

function warn(message: string): void {
  warnings.push(message)
}

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'unit-archive-'))
  warnings = []
  archive = new Archive({ findingsIn: project, pinnedIn: project }, warn)
})

afterEach(() => rm(project, { recursive: true, force: true }))

function tokenOf(some: Partial<Token> = {}): string {
  return encodeToken({ adapter: 'redis', law: 'boxes/keep', case: of, ...some })
}

function turning(turn: number): Case {
  return { ...of, script: [{ turn }] }
}

async function found(some: Partial<Token> = {}): Promise<Finding> {
  const finding = { token: tokenOf(some), program: '', expected: 'a', observed: 'b', history: [], at: 0 }
  await new Findings(project, warn).save(finding, adapter.module)
  return finding
}

function kept(finding: Finding): { readonly finding: Finding; readonly contract: typeof boxes } {
  return { finding, contract: boxes }
}

function pinned(some: Partial<Token> = {}): Promise<string> {
  const dull = { adapter: 'redis', law: 'boxes/keep', says: 'a box keeps what it is given', program: [] }
  return new Pins(project, warn).pin({ ...dull, token: tokenOf(some) })
}

function saved(): Promise<readonly string[]> {
  return readdir(join(project, '.holdfast', 'findings'))
}

describe('the cases of an adapter', () => {
  it('are those that are pinned, then those of earlier runs, each once', async () => {
    await found({ case: turning(1) })
    await found({ case: turning(2) })
    await pinned({ case: turning(3) })
    await pinned({ case: turning(1) })
    const turns = (await archive.cases(adapter, plan)).map(({ case: { script } }) => script)
    expect(turns.slice(0, 2).flat()).toEqual(expect.arrayContaining([{ turn: 1 }, { turn: 3 }]))
    expect(turns.slice(2)).toEqual([[{ turn: 2 }]])
    expect(warnings).toEqual([])
  })

  it('are not those of another, nor those that it broke in disguise', async () => {
    await found({ adapter: 'sqlite' })
    await found({ mutant: 'boxes~lid' })
    expect(await archive.cases(adapter, plan)).toEqual([])
    expect(warnings).toEqual([])
  })

  it('are none where nothing is kept', async () => {
    await pinned()
    const bare = new Archive({ findingsIn: undefined, pinnedIn: undefined }, warn)
    expect(await bare.cases(adapter, plan)).toEqual([])
  })
})

describe('a case that does not fit any more', () => {
  it.each<[string, Partial<Token>, string]>([
    ['its law is gone', { law: 'boxes/gone' }, 'there is no law boxes/gone'],
    ['its law says nothing of the adapter', { law: 'boxes/open' }, 'boxes/open is not-applicable: '],
    ['its tier is out of reach', { case: { ...of, tier: 'T4' } }, 'boxes/keep is not tried at T4 on this adapter'],
    ['it has a step of nobody', { case: { ...of, script: [{ reopen: 3 }] } }, 'it has 1 actors, and a step'],
    [
      'it has a fault of nobody',
      { case: { ...of, fault: { actor: 1, point: 'p', hit: 1, action: 'drop' } } },
      'it has 1 actors, and a step or fault of another',
    ],
  ])('is left alone with a note: %s', async (_, some, why) => {
    const path = await pinned(some)
    expect(await archive.cases(adapter, plan)).toEqual([])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`${path} is left alone: ${why}`)
  })

  it('is left alone where a step of it is no command', async () => {
    const resolve = (): never => {
      throw new TypeError('no such move')
    }
    const strict = { ...boxes, commands: { ...boxes.commands, resolve } }
    await found({ case: { ...of, script: [{ actor: 0, does: { call: 'shake' } }] } })
    expect(
      await archive.cases(
        adapter,
        planLaws([strict], adapter.claims, { turnable: true, served: false, counted: true }, {}),
      ),
    ).toEqual([])
    expect(warnings[0]).toContain('a step of it is no command of boxes (TypeError: no such move)')
  })

  it('stays though its law holds: it was not tried', async () => {
    await found({ case: { ...of, script: [{ reopen: 3 }] } })
    await archive.cases(adapter, plan)
    await archive.remember(adapter, [], () => true)
    expect(await saved()).toHaveLength(1)
  })
})

describe('what is remembered after a run', () => {
  it('is what was found, once for one case however it was written down', async () => {
    const { actors, script } = of
    const one = await found({ case: { tier: 'T2', actors, script, choices: [0, 1] } })
    const same = await found({ case: { script, choices: [0, 1, 0, 0], actors, tier: 'T2' } })
    await archive.remember(adapter, [kept(one), kept(same)], () => false)
    expect(await saved()).toHaveLength(1)
  })

  it('has its history in a file that can be judged, until it is forgotten', async () => {
    const outcome: Outcome = { status: 'unknown', why: 'killed' }
    const call = { port: 'boxes', method: 'open', args: [] }
    const event = { actor: 0, call, outcome, invoked: 0, returned: Infinity, fromMs: 1, toMs: 1 }
    await archive.remember(adapter, [kept({ ...(await found()), history: [event] })], () => false)
    const [json = '', lines = ''] = (await saved()).toSorted().toReversed()
    expect(lines).toBe(json.replace(/\.json$/, '.history.jsonl'))
    const path = join(project, '.holdfast', 'findings', lines)
    const opened = { ...boxes, port: { ...boxes.port, methods: { open: () => {} } } }
    expect(await readHistory(path, historyModels([opened]))).toMatchObject({ contract: 'boxes', history: [event] })
    await archive.cases(adapter, plan)
    await archive.remember(adapter, [], () => true)
    expect(await saved()).toEqual([])
  })

  it('is not what was tried and holds, by adapter, law and tier', async () => {
    await found()
    await found({ case: { ...of, tier: 'T2' } })
    await found({ adapter: 'sqlite' })
    await archive.cases(adapter, plan)
    await archive.remember(adapter, [], (id, tier) => id === 'boxes/keep' && tier === 'T1')
    const left = (await new Findings(project, warn).all()).map(({ token }) => token)
    expect(left.toSorted()).toEqual(
      [tokenOf({ case: { ...of, tier: 'T2' } }), tokenOf({ adapter: 'sqlite' })].toSorted(),
    )
  })

  it('is every pinned case, whatever holds', async () => {
    const path = await pinned()
    await archive.cases(adapter, plan)
    await archive.remember(adapter, [], () => true)
    expect(await archive.cases(adapter, plan)).toHaveLength(1)
    expect(await pinned()).toBe(path)
  })
})

describe('a pinned case', () => {
  it('that a person gave another name is not pinned a second time', async () => {
    const path = await pinned()
    const named = join(project, 'test', 'pinned', 'the one of May.json')
    await rename(path, named)
    expect(await pinned()).toBe(named)
    expect(await readdir(join(project, 'test', 'pinned'))).toHaveLength(1)
  })
})
