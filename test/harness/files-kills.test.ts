// An adapter that knows nothing but node:fs/promises is killed inside its calls, and told of no seam.
import { describe, expect, it } from 'vitest'
import { verify } from 'holdfast/harness'
import adapter from '../backends/fs-promises.adapter.ts'

describe('an adapter on files', () => {
  it('is killed before and after each call that changes a file, and keeps its word', async () => {
    const laws = ['outputs/survives-kill']
    const { adapters } = await verify([adapter], { filter: { laws }, allowance: { budgetMs: 1_000 } })
    const tried = adapters[0]?.laws.filter(({ id }) => laws.includes(id)) ?? []
    expect(tried.map(({ id, verdict, finding }) => ({ id, verdict, finding }))).toEqual(
      tried.map(({ id }) => ({ id, verdict: 'holds', finding: undefined })),
    )
    const points = new Set(tried.flatMap(({ evidence }) => Object.keys(evidence.killsByPoint)))
    const sides = ['create', 'write', 'fsync', 'rename'].flatMap((call) => [`${call}:before`, `${call}:after`])
    expect([...points]).toEqual(expect.arrayContaining(sides.map((side) => `outputs.put @ fs ${side}`)))
  })
})
