/** Which lines of an adapter the laws reached, those included that ran only in processes which are killed. */
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Adapter, CodeCoverage, Fault, LawResult } from 'holdfast'
import { verify } from 'holdfast/harness'
import memory from 'holdfast/adapters/memory'
import blocksInCall from '../backends/lab-blocks-in-call.adapter.ts'
import { ActorProcess } from '../../dist/src/harness/actors/process.js'
import type { Counting } from '../../dist/src/harness/coverage/files.js'
import { endCounting } from '../../dist/src/harness/coverage/counting.js'
import { Project, backend, reportOf } from './command.ts'

const partly = backend('lab-partly-reached')
const planted = partly.replace(basename(partly), 'planted.ts')
const survives = 'locks/survives-kill'

type Missed = CodeCoverage['missed'][number]

function linesIn(path: string): readonly string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}

/** So many lines from the one with this text on, as a report names them. */
function missing(path: string, text: string, count: number): Missed {
  const first = linesIn(path).findIndex((line) => line.includes(text)) + 1
  return { file: basename(path), lines: count === 1 ? `${first}` : `${first}-${first + count - 1}` }
}

function of(path: string, coverage: CodeCoverage | undefined): readonly Missed[] | undefined {
  return coverage?.missed.filter(({ file }) => file === basename(path))
}

describe('verify --coverage', () => {
  const project = new Project()
  afterEach(() => project.demandNothingLeft())
  afterAll(() => project.remove())

  it('names by their lines what no law reached, and counts what ran in child processes only', async () => {
    const words = ['--coverage', '--law', survives, '--budget', '2s', '--json', '--quiet']
    const { coverage } = reportOf(await project.run(['verify', partly, ...words])).adapters[0] ?? {}
    expect(of(partly, coverage)).toEqual([missing(partly, 'const copy', 3)])
    expect(of(planted, coverage)).toContainEqual(missing(planted, 'if (!this.#db.inTransaction)', 8))
    expect(coverage?.lines).toBe(linesIn(partly).length + linesIn(planted).length)
  })

  it('finds what is found without it: an acknowledgement that comes too early', async () => {
    const words = ['--coverage', '--law', survives, '--budget', '5s']
    const { code, stdout } = await project.run(['verify', backend('planted-ack-before-commit'), ...words])
    expect(stdout).toMatch(new RegExp(`^broken: ${survives}`, 'm'))
    expect(stdout).toMatch(
      /^the laws reached \d+ of \d+ lines of its code, \d+\.\d %; no law reached\n {2}planted\.ts/m,
    )
    expect(code).toBe(1)
  })

  it('reads JavaScript as it is, also where it names a source map that is not there', async () => {
    const dist = new URL('../../dist/', import.meta.url).href
    const text = [
      `import { defineAdapter } from '${dist}src/index.js'`,
      `import memory from '${dist}adapters/memory/index.js'`,
      'export function dead() {',
      '  return 1',
      '}',
      "export default defineAdapter({ ...memory, name: 'stray', module: import.meta.url })",
      '//# sourceMappingURL=stray.adapter.mjs.map',
    ]
    const adapter = project.write('stray.adapter.mjs', text.join('\n'))
    const words = ['--coverage', '--law', 'locks/one-holder', '--runs', '1', '--json']
    const { adapters } = reportOf(await project.run(['verify', adapter, ...words]))
    expect(adapters[0]?.coverage).toEqual({ lines: 7, reached: 5, missed: [{ file: basename(adapter), lines: '4-5' }] })
  })

  it('may be asked for by the environment; where nobody asks, nothing is said of code', async () => {
    const words = ['verify', 'memory', '--law', 'locks/one-holder', '--runs', '1', '--json']
    const asked = await project.run(words, { env: { HOLDFAST_COVERAGE: '1' } })
    expect(reportOf(asked).adapters[0]?.coverage?.lines).toBeGreaterThan(0)
    expect(reportOf(await project.run(words)).adapters[0]).not.toHaveProperty('coverage')
  })
})

async function tried(
  adapter: Adapter,
  id: string,
): Promise<readonly [LawResult | undefined, CodeCoverage | undefined]> {
  const filter = { laws: [id] }
  const options = { filter, coverage: true, callMs: 200, allowance: { budgetMs: 2_000, runs: 1 } }
  const [report] = (await verify([adapter], options)).adapters
  return [report?.laws.find((law) => law.id === id), report?.coverage]
}

describe('the coverage of an adapter', () => {
  it('is told in the sources from which it was built', async () => {
    const folder = fileURLToPath(new URL('../../adapters/memory/', import.meta.url))
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    const [, coverage] = await tried(memory, 'locks/one-holder')
    expect(coverage?.lines).toBe(sources.reduce((total, name) => total + linesIn(join(folder, name)).length, 0))
    expect(sources).toEqual(expect.arrayContaining(coverage?.missed.map(({ file }) => file) ?? []))
  })

  it('has what ran before its process was killed for hanging', async () => {
    const [law, coverage] = await tried(blocksInCall, 'locks/renew-keeps-identity')
    expect(law).toMatchObject({ verdict: 'broken', reason: expect.stringContaining('no sign of life') })
    expect(coverage?.reason).toBeUndefined()
    expect(coverage?.reached).toBeGreaterThan(0)
  })
})

describe('the process of an actor', () => {
  const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
  const acquire = { port: 'locks', method: 'acquire', args: ['a', { owner, ttlMs: 9, graceMs: 0, heartbeatMs: 1 }] }
  let folder: string
  let counting: Counting
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coverage-'))
    counting = { adapter: pathToFileURL(partly).href, folder: join(folder, 'coverage') }
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const points = ['better-sqlite3 run COMMIT:before', 'locks.acquire:reply', 'locks.acquire:acked']
  async function hired(fault?: Fault): Promise<ActorProcess> {
    const actor = await ActorProcess.start({
      adapter: counting.adapter,
      callMs: 20_000,
      remote: false,
      watched: [],
      counting,
    })
    await actor.open({ place: { file: join(folder, 'place.sqlite'), maker: 0 }, fault })
    return actor
  }

  it.for(points)('that is killed at %s has told what it ran', async (point) => {
    const actor = await hired({ actor: 0, point, hit: 1, action: 'kill' })
    await actor.call(acquire)
    await actor.gone
    expect(actor.stop).toBe('killed')
    expect(of(partly, await endCounting(counting))).toEqual([
      missing(partly, 'const copy', 3),
      missing(partly, 'return { file: join(dir', 1),
      missing(partly, 'locks.close()', 2),
    ])
  })

  it('that is needed no more tells it at its end', async () => {
    const actor = await hired()
    await actor.call(acquire)
    await actor.close()
    await actor.end()
    expect(of(partly, await endCounting(counting))).toEqual([
      missing(partly, 'const copy', 3),
      missing(partly, 'return { file: join(dir', 1),
    ])
  })

  it('that stands at a point ends too, and what it did not do is not reached', async () => {
    const actor = await hired({ actor: 0, point: 'locks.acquire:call', hit: 1, action: 'park' })
    const outcome = actor.call(acquire)
    expect(await actor.stopped).toBe('parked')
    await actor.end()
    expect(await outcome).toMatchObject({ status: 'unknown', why: 'the process ended with 0' })
    expect(of(planted, await endCounting(counting))).toContainEqual(
      missing(planted, 'const { readThenInsert, readsApart }', 6),
    )
  })
})
