/** Adapters that are sound but for one promise of the port: some law must name it. */
import { describe, expect, it } from 'vitest'
import { verify } from 'holdfast/harness'
import memory from 'holdfast/adapters/memory'
import ageless from '../backends/lab-ageless.adapter.ts'
import agesInVain from '../backends/lab-ages-in-vain.adapter.ts'
import fencesInVain from '../backends/lab-fences-in-vain.adapter.ts'
import longPages from '../backends/lab-long-pages.adapter.ts'
import narrowOwner from '../backends/lab-narrow-owner.adapter.ts'
import shortNames from '../backends/lab-short-names.adapter.ts'

/** The laws of these promises that an adapter breaks in one thread; a harder tier could not show more of them. */
async function brokenBy(adapter: typeof memory): Promise<readonly string[]> {
  const { adapters } = await verify([adapter], {
    filter: { tier: 'T1', contracts: ['checkpoints', 'locks'] },
    allowance: { budgetMs: 60_000, runs: 30 },
    seed: 3,
  })
  return (adapters[0]?.laws ?? []).filter(({ verdict }) => verdict === 'broken').map(({ id }) => id)
}

describe('an adapter that breaks one promise', () => {
  it.each([
    ['a page of a listing has as many rows as were asked for, at most', longPages],
    ['runs show no time of touch, where no ages are claimed', agesInVain],
    ['who asks for a fencing token gets one, where fencing is claimed', fencesInVain],
    ['names are compared byte by byte, the last of 512 bytes too', shortNames],
    ['every fact of an owner is kept, up to the end of its range', narrowOwner],
  ])('breaks a law: %s', async (_, adapter) => {
    expect(await brokenBy(adapter)).not.toEqual([])
  })

  it.each([
    ['memory', memory],
    ['memory whose runs have no ages', ageless],
  ])('is told from one that keeps them all: %s', async (_, adapter) => {
    expect(await brokenBy(adapter)).toEqual([])
  })
})
