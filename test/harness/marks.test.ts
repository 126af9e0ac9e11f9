/** States that laws must have seen are reached by calls: the lab has no other way to them, and says where it missed one. */
import { expect, it } from 'vitest'
import memory from 'holdfast/adapters/memory'
import { verify } from '../../dist/src/harness/verify.js'
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
