// Each guard is shown a catalogue that is bad on purpose.
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../../contracts/catalogue/entry.ts'
import type { Basis } from '../../../../contracts/catalogue/faults.ts'
import { faultsOf } from '../../../../contracts/catalogue/faults.ts'
import { citing } from './citing.ts'

const proven: Entry = { id: 'cache:1', says: 'a promise that laws prove' }
const waiting: Entry = { id: 'cache:2', says: 'a promise that waits for its law', open: 'cache' }
const file = 'test/unit/lease.test.ts'

const sound: Basis = {
  entries: [proven, waiting],
  ids: ['cache:1', 'cache:2'],
  contracts: [citing('keep', ['cache:1', 'a paper'])],
  read: (path) => (path === file ? "it('keeps its lease', () => {})" : undefined),
}

/** The faults of the sound catalogue with something else in it. */
function faults(some: Partial<Basis>): readonly string[] {
  return faultsOf({ ...sound, ...some })
}

describe('a catalogue', () => {
  it('that is sound has no fault', () => {
    expect(faults({})).toEqual([])
  })

  it('lists no id twice', () => {
    expect(faults({ entries: [proven, waiting, waiting] })).toEqual([
      'cache:2 is listed twice: ids are never used again',
    ])
  })

  it('loses no entry', () => {
    expect(faults({ entries: [proven] })).toEqual([
      'cache:2 is not listed: an entry never goes, say what becomes of it',
    ])
  })

  it('has no entry of its own invention', () => {
    expect(faults({ ids: ['cache:1'] })).toEqual([
      'cache:2 is listed, and numbering.ts knows no such id: mend one of the two',
    ])
  })

  it.each([
    ['law', citing('keep', ['cache:1', 'durability:H99'], ['cache:1']), 'boxes/keep'],
    ['mutant', citing('keep', ['cache:1'], ['cache:1', 'durability:H99']), 'boxes~not-keep'],
  ])('has every entry that a %s cites', (_, contract, id) => {
    expect(faults({ contracts: [contract] })).toEqual([
      `${id} cites durability:H99, which is not listed: cite an entry that there is`,
    ])
  })
})

describe('an entry', () => {
  it('has no rest where no law proves a part of it', () => {
    const rest: Entry = { id: 'cache:2', says: 'a promise of which nothing is proven', rest: ['cache'] }
    expect(faults({ entries: [proven, rest] })).toEqual([
      'cache:2 has a rest, and no law proves any of it: say its fate in place of the rest',
    ])
  })

  it('that a law proves is not open', () => {
    expect(faults({ contracts: [citing('keep', ['cache:1', 'cache:2'])] })).toEqual([
      'cache:2 is open for cache, and boxes/keep proves it: take "open" away',
    ])
  })

  it('that a law proves is not ruled out', () => {
    const ruled: Entry = { ...proven, ruling: 'there is nothing to prove' }
    expect(faults({ entries: [ruled, waiting] })).toEqual([
      'cache:1 is ruled out, and boxes/keep proves it: take the ruling or the citation away',
    ])
  })

  it('that a law proves may restate others, and may be tested too', () => {
    const restating: Entry = { ...proven, restates: ['cache:2'] }
    const tested: Entry = { ...proven, tested: [{ file, name: 'keeps its lease' }] }
    expect(faults({ entries: [restating, waiting] })).toEqual([])
    expect(faults({ entries: [tested, waiting] })).toEqual([])
  })

  it('that nothing proves has a fate', () => {
    expect(faults({ contracts: [] })).toEqual([
      'cache:1 is proven by no law, and has no fate: add a mutant that cites it, or say its fate',
    ])
  })

  it('is not proven by a law whose mutants do not cite it', () => {
    expect(faults({ contracts: [citing('keep', ['cache:1'], [])] })).toEqual([
      'cache:1 is proven by no law (boxes/keep cites it, without a mutant of its own that does), and has no fate: ' +
        'add a mutant that cites it, or say its fate',
    ])
  })

  it('restates only entries that there are', () => {
    expect(faults({ entries: [proven, { id: 'cache:2', says: 'a trap', restates: ['cache:3'] }] })).toEqual([
      'cache:2 restates cache:3, which is not listed',
    ])
  })

  it('does not restate one that restates others', () => {
    const chain: readonly Entry[] = [
      { ...proven, restates: ['cache:2'] },
      { id: 'cache:2', says: 'a trap', restates: ['cache:1'] },
    ]
    expect(faults({ entries: chain })).toEqual([
      'cache:1 restates cache:2, which restates others: name those',
      'cache:2 restates cache:1, which restates others: name those',
    ])
  })

  it.each([
    [
      'a file that there is',
      'test/unit/gone.test.ts',
      'keeps',
      'cache:2 is kept by test/unit/gone.test.ts, which does not exist',
    ],
    ['a test that is in it', file, 'keeps', `cache:2 is kept by "keeps", which is no test of ${file}`],
  ])('is kept by %s', (_, path, name, fault) => {
    expect(faults({ entries: [proven, { id: 'cache:2', says: 'a law', tested: [{ file: path, name }] }] })).toEqual([
      fault,
    ])
  })
})
