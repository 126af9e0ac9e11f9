/** A finding that is pinned is tried first for ever: it is found again in the first case of its tier. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LawResult } from 'holdfast'
import { decodeToken, encodeToken } from 'holdfast/harness'
import { Project, reportOf } from './command.ts'

const law = 'locks/release-frees'
const base = fileURLToPath(new URL('../backends/cli-memory.ts', import.meta.url))

let project: Project

beforeEach(() => {
  project = new Project()
})
afterEach(async () => {
  await project.demandNothingLeft()
  project.remove()
})

/** Writes the adapter `boxed`, which forgets every release, or none. */
function write(isBroken: boolean): void {
  const change = isBroken ? "() => ({ release: async () => ({ status: 'released' }) })" : '() => ({})'
  project.write(
    'boxed.adapter.ts',
    `import { memoryWith } from ${JSON.stringify(base)}
     export default memoryWith({ name: 'boxed', module: import.meta.url }, ${change})`,
  )
}

/** Verifies the adapter under one law, without the findings of earlier runs. */
async function verified(
  seed: number,
): Promise<{ readonly result: LawResult | undefined; readonly notes: readonly string[] }> {
  rmSync(join(project.folder, '.holdfast'), { recursive: true, force: true })
  const words = [
    'verify',
    './boxed.adapter.ts',
    '--law',
    law,
    '--runs',
    '6',
    '--seed',
    String(seed),
    '--json',
    '--quiet',
  ]
  const { adapters, notes } = reportOf(await project.run(words))
  return { result: adapters[0]?.laws.find(({ id }) => id === law), notes }
}

async function tokenFound(): Promise<string> {
  write(true)
  return (await verified(1)).result?.finding?.token ?? ''
}

function pinnedFiles(folder = '.'): readonly string[] {
  const pinned = join(project.folder, folder, 'test', 'pinned')
  return existsSync(pinned) ? readdirSync(pinned) : []
}

describe('a pinned finding', () => {
  it('is not found by an adapter that was repaired, and is by the first case of one that broke again', async () => {
    const token = await tokenFound()
    expect((await project.run(['pin', token])).code).toBe(0)
    write(false)
    expect((await verified(2)).result).toMatchObject({ verdict: 'holds' })
    write(true)
    const { result } = await verified(3)
    expect(result).toMatchObject({ verdict: 'broken', finding: { token } })
    expect(result?.tiers[0]).toMatchObject({ verdict: 'broken', evidence: { cases: 1 } })
    expect(pinnedFiles()).toHaveLength(1)
  })

  it('is a file that is the same however often it is pinned, and says all that a reader needs', async () => {
    const token = await tokenFound()
    const { code, stdout } = await project.run(['pin', token])
    const [name = ''] = pinnedFiles()
    expect(name).toMatch(/^boxed-locks-release-frees-[0-9a-f]{12}\.json$/)
    expect(code).toBe(0)
    expect(stdout).toContain(`pinned: test/pinned/${name}\n`)
    expect(stdout).toContain(`npx holdfast replay ${token}\n`)
    const text = project.read(`test/pinned/${name}`)
    const pinned = JSON.parse(text)
    expect(pinned).toMatchObject({ token, adapter: 'boxed', law, module: 'boxed.adapter.ts' })
    expect(pinned.program).toContain("import adapter from './boxed.adapter.ts'")
    expect(text).not.toContain(project.folder)
    expect((await project.run(['pin', ` ${token} `])).code).toBe(0)
    expect(pinnedFiles()).toEqual([name])
    expect(project.read(`test/pinned/${name}`)).toBe(text)
  })

  it('is replayed by its token alone, where nothing else is left of it', async () => {
    const token = await tokenFound()
    await project.run(['pin', token])
    rmSync(join(project.folder, '.holdfast'), { recursive: true })
    const { code, stdout } = await project.run(['replay', token])
    expect(stdout).toMatch(/^failed 1 of 1$/m)
    expect(code).toBe(1)
  })

  it('lies in the project that is named', async () => {
    const token = await tokenFound()
    project.write('other/package.json', '{}')
    expect((await project.run(['pin', token, '--folder', 'other'])).code).toBe(0)
    expect([pinnedFiles(), pinnedFiles('other').length]).toEqual([[], 1])
  })

  it('that does not fit any more is named in the report and left alone', async () => {
    write(false)
    const gone = encodeToken({ adapter: 'boxed', law: 'locks/gone', case: { tier: 'T1', actors: 1, script: [] } })
    const file = project.write('test/pinned/gone.json', JSON.stringify({ token: gone }))
    const { notes, result } = await verified(1)
    expect(notes).toEqual([`${file} is left alone: there is no law locks/gone`])
    expect(result).toMatchObject({ verdict: 'holds' })
    expect(pinnedFiles()).toEqual(['gone.json'])
  })
})

describe('a pinned finding under vitest', () => {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
  const door = new URL('../../dist/src/vitest.js', import.meta.url).href

  it('is tried by conformance, though not one script is drawn', async () => {
    const token = await tokenFound()
    await project.run(['pin', token])
    const options = { filter: { laws: [law] }, allowance: { runs: 0 } }
    project.write(
      'boxed.test.ts',
      `import { conformance } from ${JSON.stringify(door)}
       import boxed from './boxed.adapter.ts'
       conformance(boxed, ${JSON.stringify(options)})`,
    )
    const words = [vitest, 'run', '--root', project.folder, '--reporter', 'json']
    const env = { ...process.env, TMPDIR: project.folder }
    const run = promisify(execFile)(process.execPath, words, { cwd: project.folder, env })
    const { stdout } = (await run.catch((failure: unknown) => failure)) as { readonly stdout: string }
    const tests = JSON.parse(stdout).testResults.flatMap((file: { assertionResults: unknown }) => file.assertionResults)
    const failed = tests.filter(({ status }: { status: string }) => status === 'failed')
    expect(failed[0]).toMatchObject({ title: expect.stringContaining(`[${law}]`) })
    expect(failed[0].failureMessages[0]).toContain(`npx holdfast replay ${token}`)
  })
})

describe('pin refuses, says what to do, and writes nothing', () => {
  const token = { adapter: 'boxed', law, case: { tier: 'T1', actors: 1, script: [{ turn: 1 }] } } as const

  it.each<[string, readonly string[], RegExp]>([
    ['rubbish', ['pin', 'rubbish'], /expected a token that starts with "hf1\."/],
    ['a token that was cut short', ['pin', encodeToken(token).slice(0, 30)], /damaged or cut short: copy it again/],
    [
      'a law that nobody knows',
      ['pin', encodeToken({ ...token, law: 'locks/one-holdr' })],
      /a law that is not known here: .* did you mean locks\/one-holder\?.*--plugin/,
    ],
    [
      'what a mutant did',
      ['pin', encodeToken({ ...token, mutant: 'locks~no-list' })],
      /expected a finding of an adapter, got one of the mutant locks~no-list, .*holdfast mutants --id locks~no-list/,
    ],
    ['a folder that is none', ['pin', encodeToken(token), '--folder', 'nowhere'], /--folder: expected the folder of a/],
  ])('%s', async (_, words, message) => {
    const { code, stdout, stderr } = await project.run(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(pinnedFiles()).toEqual([])
  })
})

describe('the token of a finding', () => {
  it('is the same after it was read and written again', async () => {
    const token = await tokenFound()
    expect(encodeToken(decodeToken(token))).toBe(token)
  })
})
