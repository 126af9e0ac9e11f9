/** What a run does about the server of an adapter: it starts one, hands on where it is, and stops it however the run ends. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from 'holdfast'
import type { Adapter, AdapterReport, ServerHooks } from 'holdfast'
import { runCase, verify } from 'holdfast/harness'
import type { VerifyOptions } from 'holdfast/harness'
import builtin from '../../dist/src/builtin.js'
import { tryMutants } from '../../dist/src/harness/try-mutants.js'
import served, { done, servedBy } from '../backends/lab-served.adapter.ts'

const law = 'locks/one-holder'

beforeEach(() => {
  Object.assign(done, { started: 0, stopped: 0, abandoned: 0 })
})

async function tried(adapter: Adapter, some: Partial<VerifyOptions> = {}): Promise<AdapterReport & { of: string }> {
  const options = { filter: { laws: [law] }, allowance: { budgetMs: 2_000, runs: 2 }, seed: 1, ...some }
  const { verdict, adapters } = await verify([adapter], options)
  const [report] = adapters
  if (!report) throw new Error(`no report on ${adapter.name}`)
  return { ...report, of: verdict }
}

/** Folders of servers that stand, in either of the places where they are made. */
function standing(): readonly string[] {
  return [tmpdir(), '/dev/shm'].flatMap((root) =>
    existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('holdfast-lab-served')) : [],
  )
}

const failing = (error: Error): Partial<ServerHooks<never>> => ({
  async start() {
    throw error
  },
})

describe('the server of a run', () => {
  it('is started once, known to every place, named in the report, stopped, and its folder removed', async () => {
    const { laws, mode } = await tried(served)
    expect(laws.find(({ id }) => id === law)?.verdict).toBe('holds')
    expect([mode, done.started, done.stopped]).toEqual(['container', 1, 1])
    expect(standing()).toEqual([])
  })

  it('is had by mutants and by one case alike', async () => {
    const plugins = [builtin]
    const ids = ['locks~age-steal']
    const rows = await tryMutants({ plugins, adapters: [served], ids, runs: 50, onlyNamed: true, seed: 1 })
    expect(rows.map(({ adapter, verdict }) => [adapter, verdict])).toEqual([['lab-served', 'killed']])
    const outcome = await runCase(served, law, { tier: 'T1', actors: 1, script: [] })
    expect(outcome.verdict).toBe('holds')
    expect(done.stopped).toBe(done.started)
  })

  it('makes the adapter unavailable where nothing can serve, and says what to install', async () => {
    const { reason, of, laws } = await tried(servedBy(failing(new StoreError('DRIVER_MISSING', 'npm install it'))))
    expect([reason, of]).toEqual(['npm install it', 'invalid'])
    expect(laws.find(({ id }) => id === law)).toMatchObject({ verdict: 'unrun', reason: 'npm install it' })
  })

  it('makes the run invalid where it does not start, and says why', async () => {
    const { reason, of } = await tried(servedBy(failing(new StoreError('UNREACHABLE', 'nobody answers'))))
    expect(of).toBe('invalid')
    expect(reason).toBe('the server of lab-served could not be started: StoreError UNREACHABLE: nobody answers')
    expect(standing()).toEqual([])
  })

  it('makes the run invalid where it cannot be stopped, and keeps what the laws gave', async () => {
    const start = async (options: Parameters<ServerHooks<never>['start']>[0]) => ({
      ...(await servedBy({}).server?.start(options)),
      stop: () => Promise.reject(new Error('it will not')),
    })
    const { reason, of, laws } = await tried(servedBy({ start } as Partial<ServerHooks<never>>))
    expect([reason, of]).toEqual(['the server of lab-served could not be stopped: Error: it will not', 'invalid'])
    expect(laws.find(({ id }) => id === law)?.verdict).toBe('holds')
  })

  it('that starts when the run is given up is waited for, and nothing is tried', async () => {
    const giveUp = new AbortController()
    const start: ServerHooks<never>['start'] = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')))
        giveUp.abort()
      })
    const { of, reason } = await tried(servedBy({ start }), { signal: giveUp.signal })
    expect([of, reason]).toEqual(['interrupted', undefined])
  })

  it('that a killed run left is ended before its folder is removed', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const left = join(tmpdir(), `holdfast-lab-served-${pid}-abc`)
    mkdirSync(left)
    const stood: boolean[] = []
    const endAbandoned = async (dir: string): Promise<void> => void stood.push(dir === left && existsSync(dir))
    await tried(servedBy({ endAbandoned }))
    const isLeft = existsSync(left)
    rmSync(left, { recursive: true, force: true })
    expect([stood, isLeft]).toEqual([[true], false])
  })
})
