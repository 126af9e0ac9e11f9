/** Several adapters at once: as many as the run has jobs, and the report in their order. */
import { describe, expect, it } from 'vitest'
import type { VerifyOptions } from 'holdfast/harness'
import { verify } from 'holdfast/harness'
import fs from '../../adapters/fs/index.ts'
import memory from '../../adapters/memory/index.ts'

/** The adapters in the order in which something was heard of them, each time another one speaks. */
async function turnsOf(
  jobs: number,
): Promise<{ readonly turns: readonly string[]; readonly reports: readonly string[] }> {
  const turns: string[] = []
  const onProgress: VerifyOptions['onProgress'] = ({ adapter }) => {
    if (turns.at(-1) !== adapter) turns.push(adapter)
  }
  const filter = { tier: 'T1', contracts: ['locks'] } as const
  const { adapters } = await verify([fs, memory], { jobs, filter, allowance: { runs: 1 }, onProgress })
  return { turns, reports: adapters.map(({ name }) => name) }
}

describe('the jobs of a run', () => {
  it('are one where nothing is said: one adapter after another', async () => {
    expect(await turnsOf(1)).toEqual({ turns: ['fs', 'memory'], reports: ['fs', 'memory'] })
  })

  it('try as many adapters at once, and report them in their order', async () => {
    const { turns, reports } = await turnsOf(2)
    expect(turns.length).toBeGreaterThan(2)
    expect(reports).toEqual(['fs', 'memory'])
  })
})
