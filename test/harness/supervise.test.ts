/** A process that is ended while it lives, and one that does not end when all is done: neither is a fault of a law. */
import { afterAll, describe, expect, it } from 'vitest'
import memory from 'holdfast/adapters/memory'
import { verify } from 'holdfast/harness'
import builtin from '../../dist/src/builtin.js'
import type { VerifyJob } from '../../dist/src/harness/jobs.js'
import { makeRunFolder } from '../../dist/src/harness/run-folder.js'
import { runJob } from '../../dist/src/harness/supervise.js'
import staysAtExit from '../backends/lab-stays-at-exit.adapter.ts'

const folder = await makeRunFolder()
afterAll(() => folder.remove())

const job: VerifyJob = {
  do: 'verify',
  adapter: memory.module,
  plugins: [builtin.module],
  root: folder.path,
  server: { mode: 'embedded', at: undefined },
  seed: 1,
  allowance: { budgetMs: 60_000 },
  callMs: 10_000,
  filter: {},
  done: [],
  gates: [],
  saved: [],
}

describe('a job that is not done in its time', () => {
  it('is late, and not taken for hung: it showed signs of life all the while', async () => {
    const end = await runJob(job, { signal: undefined, stallMs: 60_000, totalMs: 1_000, hear: () => {} })
    expect(end).toMatchObject({ how: 'late', why: 'not done within 1000 ms' })
  })
})

describe('a process that does not end when all is said', () => {
  it('is ended, and breaks no law', async () => {
    const { adapters, verdict } = await verify([staysAtExit], {
      callMs: 1_000,
      allowance: { runs: 1 },
      filter: { laws: ['locks/release-frees'], tier: 'T1' },
    })
    const broken = adapters[0]?.laws.filter((law) => law.verdict === 'broken').map(({ id, reason }) => [id, reason])
    expect(broken).toEqual([])
    expect(verdict).toBe('incomplete')
  })
})
