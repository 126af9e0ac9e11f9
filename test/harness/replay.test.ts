/** A replay says that a case holds only where the case was tried; and it waits for a call as long as it is told to. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Adapter } from 'holdfast'
import memory from 'holdfast/adapters/memory'
import sqlite from 'holdfast/adapters/sqlite'
import type { Case } from 'holdfast/harness'
import { encodeToken, runCase } from 'holdfast/harness'
import { tryMutants } from '../../dist/src/harness/try-mutants.js'
import journal from '../backends/power-journal.adapter.ts'
import slow from '../backends/lab-slow.adapter.ts'
import fewLaws from '../backends/lab-unreached-mark.plugin.ts'
import { Project, backend } from './command.ts'

const project = new Project()
afterEach(() => project.demandNothingLeft())
afterAll(() => project.remove())

const script = [
  { actor: 0, does: { call: 'acquire', name: 'a', owner: 0, ttlMs: 50, graceMs: 0, heartbeatMs: 10 } },
  { actor: 0, does: { call: 'release', name: 'a', back: 0 } },
]
const fault = { actor: 0, point: 'locks.acquire:reply', hit: 1, action: 'drop' } as const
const dropped: Case = { tier: 'T3', actors: 1, script, fault }
const atPowerLoss: Case = { tier: 'T5', actors: 1, script }
/** Its turn is a barrier: nobody is in a call when the other's begins. */
const apart: Case = {
  tier: 'T4',
  actors: 2,
  overlap: 'processes',
  script: [...script, { turn: 100 }, { actor: 1, does: { call: 'inspect', name: 'a' } }],
}
const kill = 'locks/survives-kill'
const powerLoss = 'locks/survives-power-loss'

describe('a case that was tried', () => {
  it.each<[string, Adapter, string, Case]>([
    ['where its fault came', memory, kill, dropped],
    ['where losses of power came', journal, powerLoss, atPowerLoss],
  ])('holds %s', async (_, adapter, law, of) => {
    expect(await runCase(adapter, law, of)).toEqual({ verdict: 'holds' })
  })
})

describe('a case that was not tried', () => {
  it.each<[string, Adapter, string, Case, RegExp]>([
    [
      'whose fault came to no point',
      memory,
      kill,
      { ...dropped, fault: { ...fault, hit: 9 } },
      /its fault was not come to/,
    ],
    [
      'whose loss of power cannot come',
      journal,
      powerLoss,
      { ...atPowerLoss, loss: { profile: 'posix', cut: 1, lost: [900] } },
      /its loss of power is none that/,
    ],
    ['whose actors were to race and never met', sqlite, 'locks/linearizable', apart, /^no two calls overlapped$/],
  ])('is unproven: one %s', async (_, adapter, law, of, reason) => {
    const outcome = await runCase(adapter, law, of)
    expect(outcome).toEqual({ verdict: 'unproven', reason: expect.stringMatching(reason) as string })
  })

  it('is incomplete on the command line, with its reason and exit code 3', async () => {
    const token = encodeToken({ adapter: 'memory', law: kill, case: { ...dropped, fault: { ...fault, hit: 9 } } })
    const { code, stdout } = await project.run(['replay', token, '--times', '2'])
    expect(stdout).toMatch(/^run 2 of 2: unproven: the point of its fault was not come to$/m)
    expect(stdout).toMatch(/^failed 0 of 2, and 2 did not try the case$/m)
    expect(code).toBe(3)
  })
})

describe('a loss of power', () => {
  const token = encodeToken({ adapter: 'power-unseen', law: powerLoss, case: atPowerLoss })

  it('is unproven where nothing records file operations', async () => {
    const words = ['replay', token, backend('power-unseen')]
    const { code, stdout } = await project.run(words, { env: { PATH: '/nowhere' } })
    expect(stdout).toMatch(/^run 1 of 1: unproven: no means: no strace/m)
    expect(code).toBe(3)
  })
})

describe('a call that takes its time', () => {
  const token = encodeToken({ adapter: 'lab-slow', law: kill, case: { tier: 'T3', actors: 1, script } })
  const words = ['replay', token, backend('lab-slow')]

  it('is waited for as long as calls are by default', async () => {
    expect(await project.run(words)).toMatchObject({ code: 0, stdout: expect.stringMatching(/: holds$/m) as string })
  })

  it.each([
    ['the flag', ['--call-timeout', '100ms'], {}],
    ['the environment', [], { HOLDFAST_CALL_TIMEOUT: '100ms' }],
  ])('is broken by a replay that %s tells to wait for less', async (_, flags, env) => {
    const { code, stdout } = await project.run([...words, ...flags], { env })
    expect(stdout).toContain('locks.release: no answer within 100 ms')
    expect(code).toBe(1)
  })

  it('ends a control where mutants are told to wait for less', async () => {
    const options = { plugins: [fewLaws], adapters: [slow], ids: ['locks=shuffled-list'], runs: 1 }
    const rows = [await tryMutants(options), await tryMutants({ ...options, callMs: 100 })]
    expect(rows.map(([row]) => row?.verdict)).toEqual(['survived', 'killed'])
  })
})
