/** The contract of outputs as a whole. */
import { describe, expect, it } from 'vitest'
import { isEntryId } from '../../../../../contracts/catalogue/standing.ts'
import outputs from '../../../../../contracts/repository/outputs/contract.ts'

describe('an entry that a law of outputs cites', () => {
  it.each(outputs.laws.map((law) => [law.id, law.source] as const))(
    'in %s is the fault of a mutant that it refuses',
    (id, source) => {
      const faults = outputs.mutants.filter(({ law }) => law === id).flatMap((mutant) => mutant.source)
      expect(new Set(faults.filter(isEntryId))).toEqual(new Set(source.filter(isEntryId)))
    },
  )
})

describe('a law of outputs', () => {
  it('that is about every store needs no claim that a store may refuse', () => {
    const needing = outputs.laws.filter(({ needs }) => needs.claims !== undefined).map(({ id }) => id)
    expect(needing).toEqual([
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
  })
})
