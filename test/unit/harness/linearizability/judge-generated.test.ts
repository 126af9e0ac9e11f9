/** The checker against brute force, and what must not change its verdict. Seeds are fixed: each case can be named. */
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../contracts/index.ts'
import { Random } from '../../../../src/harness/random.ts'
import { drawn, event, judge, legalByForce, read, write } from './register.ts'

const seeds = Array.from({ length: 300 }, (_, index) => index + 1)
const histories = seeds.map((seed) => ({ seed, events: drawn(seed, 1 + (seed % 6)) }))
const legal = histories.filter(({ events }) => legalByForce(events))

function isLegal(events: readonly Event[]): boolean {
  return judge(events) === undefined
}

describe('the checker', () => {
  it('agrees with brute force on histories of up to six calls', () => {
    const disagreed = histories.filter(({ events }) => isLegal(events) !== legalByForce(events))
    expect(disagreed).toEqual([])
  })

  it('was asked about legal histories and illegal ones, with lost replies in both', () => {
    const lost = (events: readonly Event[]): boolean => events.some(({ outcome }) => outcome.status === 'unknown')
    const illegal = histories.filter(({ events }) => !legalByForce(events))
    expect(legal.length).toBeGreaterThan(60)
    expect(illegal.length).toBeGreaterThan(60)
    expect(legal.filter(({ events }) => lost(events)).length).toBeGreaterThan(20)
    expect(illegal.filter(({ events }) => lost(events)).length).toBeGreaterThan(20)
  })

  it('names a call of the history that it refuses', () => {
    for (const { events } of histories) {
      const broken = judge(events)
      if (broken) expect(events[broken.at]?.outcome.status).toBe('ok')
    }
  })
})

/** The history with room between its positions, so that others fit in. */
function spread(events: readonly Event[]): readonly Event[] {
  return events.map((one) => ({ ...one, invoked: one.invoked * 100, returned: one.returned * 100 }))
}

describe('a legal history stays legal', () => {
  it('where a call is in flight for longer', () => {
    for (const { seed, events } of legal) {
      const random = new Random(seed)
      const wide = spread(events).map((one) => ({
        ...one,
        invoked: one.invoked - random.below(250),
        returned: one.returned + random.below(250),
      }))
      expect(isLegal(wide), `seed ${seed}`).toBe(true)
    }
  })

  it('where a call of unknown outcome comes in', () => {
    for (const { seed, events } of legal) {
      const random = new Random(seed)
      const lost = event(write(7), undefined, 100 * random.below(2 * events.length) + 50, Infinity, 9)
      const more = [...spread(events), lost].toSorted((left, right) => left.invoked - right.invoked)
      expect(isLegal(more), `seed ${seed}`).toBe(true)
    }
  })

  it('where the last calls are left out', () => {
    for (const { seed, events } of legal) {
      const ends = events.map(({ returned }) => returned).filter(Number.isFinite)
      const cut = Math.max(...ends)
      const before = events.filter(({ returned, invoked }) => returned < cut && invoked < cut)
      const inFlight = events.filter(({ returned, invoked }) => returned >= cut && invoked < cut)
      const lost = inFlight.map((one) => event(one.call, undefined, one.invoked, Infinity, one.actor))
      expect(isLegal([...before, ...lost]), `seed ${seed}`).toBe(true)
    }
  })
})

describe('a verdict stays as it is', () => {
  it('where the actors have other names', () => {
    for (const { seed, events } of histories) {
      const renamed = events.map((one) => ({ ...one, actor: 9 - one.actor }))
      expect(judge(renamed), `seed ${seed}`).toEqual(judge(events))
    }
  })

  it('where the positions are further apart', () => {
    for (const { seed, events } of histories) expect(judge(spread(events)), `seed ${seed}`).toEqual(judge(events))
  })

  it('where something happens to another name', () => {
    for (const { seed, events } of histories) {
      const elsewhere = [...spread(events), event(read('z'), 0, 9_000, 9_001, 9)]
      expect(judge(elsewhere), `seed ${seed}`).toEqual(judge(events))
    }
  })
})

describe('an answer that nobody wrote', () => {
  it('is refused wherever it stands', () => {
    let flipped = 0
    for (const { seed, events } of legal) {
      for (const [index, one] of events.entries()) {
        if (one.call.method === 'write' || one.outcome.status !== 'ok') continue
        const lie = events.with(index, { ...one, outcome: { status: 'ok', value: 99 } })
        expect(isLegal(lie), `seed ${seed}, call ${index}`).toBe(false)
        flipped += 1
      }
    }
    expect(flipped).toBeGreaterThan(100)
  })
})
