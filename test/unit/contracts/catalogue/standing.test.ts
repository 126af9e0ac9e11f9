import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../../contracts/catalogue/entry.ts'
import type { Citing } from '../../../../contracts/catalogue/standing.ts'
import { isEntryId, standingOf } from '../../../../contracts/catalogue/standing.ts'
import { citing } from './citing.ts'

const entry: Entry = { id: 'cache:1', says: 'a promise' }

describe('an entry', () => {
  it('is proven where a law cites it and a mutant of this law does too', () => {
    expect(standingOf(entry, [citing('keep', ['cache:1', 'a paper'])])).toEqual({
      entry,
      state: 'proven',
      proofs: [{ law: 'boxes/keep', mutants: ['boxes~not-keep'] }],
      bare: [],
    })
  })

  it.each<[string, Citing]>([
    ['no mutant does', citing('keep', ['cache:1'], [])],
    ['a mutant of another law does', { ...citing('keep', ['cache:1']), mutants: citing('lie', ['cache:1']).mutants }],
  ])('is not proven where a law cites it and %s', (_, contract) => {
    expect(standingOf(entry, [contract])).toMatchObject({ state: 'unproven', proofs: [], bare: ['boxes/keep'] })
  })

  it('is not proven by what cites an entry whose id begins alike', () => {
    expect(standingOf(entry, [citing('keep', ['cache:12'])])).toMatchObject({ state: 'unproven', bare: [] })
  })

  it('is proven by one law though another cites it in vain', () => {
    const contracts = [citing('hope', ['cache:1'], []), citing('keep', ['cache:1'])]
    expect(standingOf(entry, contracts)).toMatchObject({ state: 'proven', bare: ['boxes/hope'] })
  })

  it.each<[string, Entry]>([
    ['tested', { ...entry, tested: [{ file: 'test/a.test.ts', name: 'holds' }] }],
    ['restated', { ...entry, restates: ['cache:2'] }],
    ['ruled', { ...entry, ruling: 'there is nothing to prove' }],
    ['open', { ...entry, open: 'cache' }],
    ['unproven', entry],
  ])('that no law proves is %s by its fate', (state, fated) => {
    expect(standingOf(fated, [])).toMatchObject({ state, proofs: [], bare: [] })
  })

  it('is proven in part where a law proves it and a rest is to come', () => {
    const half: Entry = { ...entry, rest: ['cache'] }
    expect(standingOf(half, [citing('keep', ['cache:1'])]).state).toBe('partly')
    expect(standingOf(half, []).state).toBe('unproven')
  })

  it('is proven whatever its fate once a law proves it', () => {
    expect(standingOf({ ...entry, restates: ['cache:2'] }, [citing('keep', ['cache:1'])]).state).toBe('proven')
  })
})

describe('what a law cites', () => {
  it.each([
    ['cache:42', true],
    ['durability:H1', true],
    ['Kleppmann 2016, How to do distributed locking', false],
    ['locks/port.ts: list', false],
  ])('%s is an entry: %s', (source, is) => {
    expect(isEntryId(source)).toBe(is)
  })
})
