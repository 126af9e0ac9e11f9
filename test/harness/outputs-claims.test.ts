/** Outputs that claim neither ages nor a listing: what they refuse is tried, and the rest is as due as ever. */
import { describe, expect, it } from 'vitest'
import type { Adapter, LawResult } from 'holdfast'
import { verify } from 'holdfast/harness'
import keyed from '../../examples/keyed.adapter.ts'
import datesInVain from '../backends/lab-dates-in-vain.adapter.ts'

async function resultsOf(adapter: Adapter): Promise<readonly LawResult[]> {
  const { adapters } = await verify([adapter], { allowance: { budgetMs: 60_000, runs: 10 }, seed: 3 })
  return adapters[0]?.laws ?? []
}

function idsWith(results: readonly LawResult[], verdict: LawResult['verdict']): readonly string[] {
  return results.filter((result) => result.verdict === verdict).map(({ id }) => id)
}

describe('outputs that are found by their key only', () => {
  it('keep every law, and the refusal of those that need what they do not claim', async () => {
    const results = await resultsOf(keyed)
    expect(idsWith(results, 'refused')).toEqual([
      'outputs/lists-every-key',
      'outputs/lists-every-scope',
      'outputs/clear-is-exact',
      'outputs/clear-counts-rows',
      'outputs/stored-at-is-write-time',
      'outputs/prune-by-age',
      'outputs/prune-counts-rows',
      'outputs/clear-goes-through-all',
      'outputs/prune-goes-through-all',
      'outputs/corrupt-key-is-told',
    ])
    // It keeps its rows in memory: nothing beneath it could fail.
    expect(results.find(({ id }) => id === 'outputs/errors-are-no-absence')?.verdict).toBe('not-applicable')
    const applicable = results.filter(({ verdict }) => verdict !== 'refused' && verdict !== 'not-applicable')
    const others = applicable.filter(({ id }) => id.startsWith('outputs/'))
    expect(new Set(others.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
  })

  it('are found out where they show a time that they do not claim', async () => {
    const broken = idsWith(await resultsOf(datesInVain), 'broken')
    expect(broken).toContain('outputs/agrees-with-model')
    expect(broken).toContain('outputs/prune-by-age')
    expect(broken).not.toContain('outputs/run-is-apart')
  })
})
