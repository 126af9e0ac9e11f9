/** Sessions that are dropped at any point of a call: nobody closes them, and nothing waits for them. */
import { describe, expect, it } from 'vitest'
import { verify } from 'holdfast/harness'
import alone from '../backends/lab-alone.adapter.ts'
import drains from '../backends/lab-drains.adapter.ts'

describe('a session that was dropped in the middle of a stream', () => {
  it('breaks no law where its close waits for the calls in flight', async () => {
    const law = 'blobs/survives-kill'
    const { adapters } = await verify([drains], {
      callMs: 1_000,
      allowance: { budgetMs: 2_000, runs: 4 },
      filter: { laws: [law], tier: 'T3' },
    })
    const result = adapters[0]?.laws.find(({ id }) => id === law)
    expect(result?.finding?.observed).toBeUndefined()
    expect(result?.verdict).toBe('holds')
  })
})

describe('an adapter that admits one session at a time, and outlives sessions only', () => {
  it('has nothing to show of kills, and is told so', async () => {
    const law = 'locks/survives-kill'
    const { adapters } = await verify([alone], { allowance: { budgetMs: 2_000, runs: 4 }, filter: { laws: [law] } })
    expect(adapters[0]?.laws.find(({ id }) => id === law)).toMatchObject({
      verdict: 'not-applicable',
      reason: expect.stringMatching(/^a dropped session stays open/) as string,
    })
  })
})
