/** What calls may cost, as laws of cost judge it. */
import { describe, expect, it } from 'vitest'
import type { Bench } from '../../../contracts/index.ts'
import { costsStayLevel } from '../../../contracts/costs.ts'

/** A place whose calls write so many bytes each, by their index. */
function writing(costOf: (index: number) => number): { readonly place: Bench; readonly call: (index: number) => void } {
  let written = 1_000
  const place: Bench = {
    turn: async () => {},
    now: () => 0,
    written: () => written,
    stalls: false,
    stall: async () => undefined,
    open: () => Promise.reject(new Error('no session is needed')),
  }
  return {
    place,
    call: (index) => {
      written += costOf(index)
    },
  }
}

async function judged(costOf: (index: number, round: number) => number): Promise<string | undefined> {
  let current = 0
  const { place, call } = writing((index) => costOf(index, current))
  const surprise = await costsStayLevel(place, (round) => async (index) => {
    current = round
    call(index)
    return undefined
  })
  return surprise?.observed
}

describe('costs', () => {
  it('may be level, fall, and come in lumps now and then', async () => {
    expect(await judged(() => 5_000)).toBeUndefined()
    expect(await judged((index) => 10_000 - 10 * index)).toBeUndefined()
    expect(await judged((index) => (index % 20 === 19 ? 50_000 : 5_000))).toBeUndefined()
    expect(await judged(() => 0)).toBeUndefined()
  })

  it('must not grow with what is there', async () => {
    expect(await judged((index) => 4_000 + 8_000 * index)).toMatch(/bytes, and too many in each of 3 rounds$/)
    expect(await judged((index) => (index < 48 ? 0 : 1))).toMatch(/bytes, /)
  })

  it('do not count what others write, which comes in one round and not in another', async () => {
    const disturbed = (index: number, round: number): number => (round < 2 && index === 60 ? 24_000_000 : 5_000)
    expect(await judged(disturbed)).toBeUndefined()
  })

  it('end with a call that went wrong', async () => {
    const { place } = writing(() => 0)
    const wrong = { expected: 'appended', observed: 'gap' }
    expect(await costsStayLevel(place, () => async (index) => (index === 3 ? wrong : undefined))).toEqual(wrong)
  })
})
