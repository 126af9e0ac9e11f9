/** Several adapters at once: as many as the run has jobs, and the report in their order. */
import { EventEmitter, once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Adapter } from 'holdfast'
import { verify } from 'holdfast/harness'
import type { VerifyOptions } from 'holdfast/harness'
import fs from '../../adapters/fs/index.ts'
import memory from '../../adapters/memory/index.ts'

/** The same adapter with a server, which starts in the time that `starts` takes, and is there while the adapter is tried. */
function served(adapter: Adapter, starts: () => Promise<unknown> | void, stops = () => {}): Adapter {
  const start = async () => {
    await starts()
    return { mode: 'container', at: null, stop: async () => stops() } as const
  }
  return { ...adapter, server: { start } }
}

const law = 'locks/one-holder'

/** The verdict on each adapter, in the order of the report. */
async function reported(adapters: readonly Adapter[], options: Partial<VerifyOptions>): Promise<readonly unknown[]> {
  const report = await verify(adapters, { filter: { laws: [law], tier: 'T1' }, allowance: { runs: 1 }, ...options })
  return report.adapters.map(({ name, laws }) => [name, laws.find(({ id }) => id === law)?.verdict])
}

const inOrder = [
  ['memory', 'holds'],
  ['fs', 'holds'],
]

describe('the jobs of a run', () => {
  it('are one where nothing is said: one adapter after another', async ({ signal }) => {
    const told: string[] = []
    const telling = (adapter: Adapter): Adapter => {
      const tell = (what: string) => () => void told.push(`${adapter.name} ${what}`)
      return served(adapter, tell('begins'), tell('ends'))
    }
    expect(await reported([telling(memory), telling(fs)], { signal })).toEqual(inOrder)
    expect(told).toEqual(['memory begins', 'memory ends', 'fs begins', 'fs ends'])
  })

  it('try as many adapters at once, and report them in their order', async ({ signal }) => {
    let begun = 0
    const both = new EventEmitter()
    const meets = async (): Promise<void> => {
      begun += 1
      if (begun === 2) both.emit('begun')
      else await once(both, 'begun', { signal })
    }
    const adapters = [served(memory, meets), served(fs, meets)]
    expect(await reported(adapters, { jobs: 2, signal })).toEqual(inOrder)
  })
})
