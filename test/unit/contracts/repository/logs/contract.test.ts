/** The contract of logs as a whole. */
import { describe, expect, it } from 'vitest'
import { isEntryId } from '../../../../../contracts/catalogue/standing.ts'
import logs from '../../../../../contracts/repository/logs/contract.ts'

describe('an entry that a law of logs cites', () => {
  it.each(logs.laws.map((law) => [law.id, law.source] as const))(
    'in %s is the fault of a mutant that it refuses',
    (id, source) => {
      const faults = logs.mutants.filter(({ law }) => law === id).flatMap((mutant) => mutant.source)
      expect(new Set(faults.filter(isEntryId))).toEqual(new Set(source.filter(isEntryId)))
    },
  )
})

describe('a law of logs', () => {
  it('that is about every store needs no claim that a store may refuse', () => {
    const needing = logs.laws.filter(({ needs }) => needs.claims !== undefined).map(({ id }) => id)
    expect(needing).toEqual([
      'logs/touched-at-is-time-of-change',
      'logs/prune-takes-sealed-by-age',
      'logs/prune-counts-logs',
      'logs/prune-goes-through-all',
    ])
  })
})
