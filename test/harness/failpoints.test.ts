/** Each point that code of ours declares must be come to, and an actor be killed there: one that is not shows nothing. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Adapter } from 'holdfast'
import { verify } from 'holdfast/harness'
import { loadAdapter } from '../../dist/src/harness/load.js'
import own from '../backends/lab-failpoints.adapter.ts'
import wavers from '../backends/lab-wavers.adapter.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The names of the points that the files of a folder declare, or one file. */
async function declaredIn(...path: readonly string[]): Promise<readonly string[]> {
  const at = join(root, ...path)
  const all = at.endsWith('.ts') ? [at] : (await readdir(at, { recursive: true })).map((file) => join(at, file))
  const files = all.filter((file) => file.endsWith('.ts'))
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return texts.flatMap((text) =>
    [...text.matchAll(/failpoint(?:Async)?\('([^']+)'\)/g)].flatMap(([, name = '']) => name),
  )
}

/** The folders of our adapters. */
async function folders(): Promise<readonly string[]> {
  const found = await readdir(join(root, 'adapters'), { withFileTypes: true })
  return found.filter((one) => one.isDirectory()).map(({ name }) => name)
}

/** Those of the points at which no actor was killed in a short trial of the adapter. */
async function unstruck(adapter: Adapter, declared: readonly string[]): Promise<readonly string[]> {
  const laws = adapter.offers.map((port) => `${port}/survives-kill`)
  const report = await verify([adapter], { filter: { laws }, seed: 1, allowance: { runs: 2, cases: 40 } })
  const kills = report.adapters.flatMap((one) => one.laws.flatMap(({ evidence }) => Object.keys(evidence.killsByPoint)))
  return declared.filter((name) => !kills.some((kill) => kill.endsWith(`failpoint ${name}`)))
}

describe('the points that are declared', () => {
  it('are named by module and by what happens there, each once', async () => {
    const all = (await Promise.all((await folders()).map((folder) => declaredIn('adapters', folder)))).flat()
    expect(all.filter((name) => !/^[a-z]+ [a-z-]+$/.test(name))).toEqual([])
    expect(new Set(all).size).toBe(all.length)
  })

  it('by each of our adapters are those at which actors are killed', async () => {
    for (const folder of await folders()) {
      const declared = await declaredIn('adapters', folder)
      if (declared.length === 0) continue
      const adapter = await loadAdapter(new URL(`../../dist/adapters/${folder}/index.js`, import.meta.url).href)
      expect([folder, await unstruck(adapter, declared)]).toEqual([folder, []])
    }
  })

  it('and never come to are told', async () => {
    const declared = await declaredIn('test', 'backends', 'lab-failpoints.adapter.ts')
    expect(declared).toEqual(['backend asked', 'backend never'])
    expect(await unstruck(own, declared)).toEqual(['backend never'])
  })
})

describe('points that nobody comes to again', () => {
  it('make a law unproven that needs them, for the adapter does not repeat itself', async () => {
    const report = await verify([wavers], {
      filter: { laws: ['locks/survives-kill'] },
      seed: 1,
      allowance: { runs: 2 },
    })
    const law = report.adapters[0]?.laws.find(({ id }) => id === 'locks/survives-kill')
    expect(law?.verdict).toBe('unproven')
    expect(law?.reason).toMatch(/^T4: \d+ of \d+ points were not come to again: the adapter does not repeat itself$/)
    expect(law?.evidence.missed).toBeGreaterThan(7)
  })
})
