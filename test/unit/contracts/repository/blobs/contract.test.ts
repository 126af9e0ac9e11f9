/** The contract of blobs as a whole. */
import { describe, expect, it } from 'vitest'
import { isEntryId } from '../../../../../contracts/catalogue/standing.ts'
import blobs from '../../../../../contracts/repository/blobs/contract.ts'

describe('an entry that a law of blobs cites', () => {
  it.each(blobs.laws.map((law) => [law.id, law.source] as const))(
    'in %s is the fault of a mutant that it refuses',
    (id, source) => {
      const faults = blobs.mutants.filter(({ law }) => law === id).flatMap((mutant) => mutant.source)
      expect(new Set(faults.filter(isEntryId))).toEqual(new Set(source.filter(isEntryId)))
    },
  )
})

describe('a law of blobs', () => {
  it('that is about every store needs no claim that a store may refuse', () => {
    const needing = blobs.laws.filter(({ needs }) => needs.claims !== undefined).map(({ id }) => id)
    expect(needing).toEqual([
      'blobs/lists-every-blob',
      'blobs/streams-in-bounded-memory',
      'blobs/stored-at-is-publication',
      'blobs/lists-by-age',
      'blobs/every-page-goes-by-age',
    ])
  })
})
