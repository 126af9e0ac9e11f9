import { describe, expect, it } from 'vitest'
import { admits, isNo, outlives, sharings } from '../../../contracts/claims.ts'
import type { Survives } from '../../../contracts/claims.ts'

describe('a sharing', () => {
  it('admits itself and everything narrower, and nothing wider', () => {
    for (const [has, wide] of sharings.entries()) {
      const admitted = sharings.filter((wanted) => admits(wide, wanted))
      expect(admitted, wide).toEqual(sharings.slice(0, has + 1))
    }
  })
})

describe('what is acknowledged', () => {
  it.each<[Survives, readonly boolean[]]>([
    ['nothing', [false, false, false]],
    ['session', [true, false, false]],
    ['process', [true, true, false]],
    ['power', [true, true, true]],
    [{ delegated: 'the server does' }, [true, true, false]],
  ])('with the claim %o outlives session, process and power as the claim says', (has, expected) => {
    const wanted = ['session', 'process', 'power'] as const
    expect(wanted.map((least) => outlives(has, least))).toEqual(expected)
  })
})

describe('a no', () => {
  it.each([
    [{ no: 'no clock' }, true],
    [{ no: '' }, true],
    [{ no: true }, false],
    [{}, false],
    ['no', false],
    [null, false],
    [undefined, false],
  ])('is an object with a text: %o, %s', (answer, expected) => {
    expect(isNo(answer)).toBe(expected)
  })
})
