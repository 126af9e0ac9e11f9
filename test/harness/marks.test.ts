/** States that laws must have seen are reached by calls: the lab has no other way to them, and says where it missed one. */
import { expect, it } from 'vitest'
import memory from 'holdfast/adapters/memory'
import sqlite from 'holdfast/adapters/sqlite'
import { verify as verifyAll } from 'holdfast/harness'
import { verify } from '../../dist/src/harness/verify.js'
import reapsInVain from '../backends/lab-reaps-in-vain.adapter.ts'
import unreachedMark from '../backends/lab-unreached-mark.plugin.ts'

it('a state that no call reached leaves its law unproven, and the other laws as they are', async () => {
  const { adapters, verdict } = await verify({
    plugins: [unreachedMark],
    adapters: [memory],
    allowance: { budgetMs: 60_000, runs: 30 },
  })
  const laws = (adapters[0]?.laws ?? []).map(({ id, verdict: said, reason }) => [id, said, reason])
  expect(laws).toEqual([
    ['locks/serves-every-method', 'holds', undefined],
    ['locks/not-reentrant', 'unproven', 'states not reached: row-that-nobody-wrote'],
    ['locks/release-frees', 'holds', undefined],
  ])
  expect(verdict).toBe('incomplete')
})

it('that a sweep takes what writes have left is unproven where nothing was taken and nobody counts what lies there', async () => {
  const { adapters } = await verifyAll([sqlite, reapsInVain], {
    filter: { laws: ['janitor/reaps-unfinished-writes'] },
    allowance: { budgetMs: 60_000, cases: 24 },
    seed: 3,
  })
  const laws = adapters.flatMap((adapter) => adapter.laws).filter(({ id }) => id === 'janitor/reaps-unfinished-writes')
  expect(laws.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['holds', undefined],
    ['unproven', 'states not reached: unfinished-seen'],
  ])
})
