import { describe, expect, it } from 'vitest'
import { Random, seedFor, shuffled } from '../../../src/harness/random.ts'

function numbers(seed: number, below: number, count: number): readonly number[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => random.below(below))
}

describe('seeded chance', () => {
  it('gives the same numbers for the same seed', () => {
    expect(numbers(7, 1_000, 100)).toEqual(numbers(7, 1_000, 100))
  })

  it('gives other numbers for other seeds, the next one and zero included', () => {
    const starts = [0, 1, 2, 3, 7, 2 ** 31 - 1].map((seed) => numbers(seed, 1_000_000, 5).join())
    expect(new Set(starts).size).toBe(starts.length)
  })

  it('stays below its bound and reaches every number there', () => {
    expect(new Set(numbers(5, 6, 500))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  })

  it('favours no number by much', () => {
    const counts = [0, 0, 0, 0]
    for (const number of numbers(9, 4, 4_000)) counts[number] = (counts[number] ?? 0) + 1
    expect(Math.min(...counts)).toBeGreaterThan(900)
  })
})

describe('an order by chance', () => {
  const items = [1, 2, 3, 4, 5, 6, 7]

  it('keeps every item and leaves the list as it was', () => {
    const given = [...items]
    expect(shuffled(given, new Random(3)).toSorted((left, right) => left - right)).toEqual(items)
    expect(given).toEqual(items)
  })

  it('is the same for the same seed, and another for another', () => {
    expect(shuffled(items, new Random(3))).toEqual(shuffled(items, new Random(3)))
    expect(shuffled(items, new Random(3))).not.toEqual(shuffled(items, new Random(4)))
  })

  it('of nothing is nothing', () => {
    expect(shuffled([], new Random(3))).toEqual([])
  })
})

describe('a seed from another and a text', () => {
  it('is the same for the same, and another where either differs', () => {
    expect(seedFor(1, 'locks/one-holder T1')).toBe(seedFor(1, 'locks/one-holder T1'))
    expect(seedFor(2, 'locks/one-holder T1')).not.toBe(seedFor(1, 'locks/one-holder T1'))
    expect(seedFor(1, 'locks/one-holder T2')).not.toBe(seedFor(1, 'locks/one-holder T1'))
  })

  it('has 31 bits and no sign', () => {
    const seeds = Array.from({ length: 1_000 }, (_, index) => seedFor(index, `text ${index}`))
    expect(Math.min(...seeds)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...seeds)).toBeLessThan(2 ** 31)
    expect(new Set(seeds).size).toBe(seeds.length)
  })
})
