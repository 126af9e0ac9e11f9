/** The checker against brute force, and against what must not change its verdict. The seeds are fixed. */
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../contracts/index.ts'
import { briefLimits, check } from '../../../../src/harness/linearizability/checker.ts'
import { modelJudge } from '../../../../src/harness/linearizability/judge.ts'
import type { Subject } from './force.ts'
import { draw, isLegalByForce, kv, plainKvModel, register } from './force.ts'
import { claims } from './register.ts'

const seeds = Array.from({ length: 1_500 }, (_, index) => index + 1)

function isLegal<State>({ model }: Subject<State>, history: readonly Event[]): boolean {
  return check(model, claims, history, briefLimits).verdict === 'linearizable'
}

/** Histories of one model, sorted by force. */
interface Drawn<State> {
  readonly subject: Subject<State>
  readonly drawn: readonly Seeded[]
  readonly legal: readonly Seeded[]
  readonly illegal: readonly Seeded[]
}

interface Seeded {
  readonly seed: number
  readonly events: readonly Event[]
}

function drawAll<State>(subject: Subject<State>): Drawn<State> {
  const drawn = seeds.map((seed) => ({ seed, events: draw(subject, seed, 1 + (seed % 6), { lies: true }) }))
  const legal = drawn.filter(({ events }) => isLegalByForce(subject, events))
  return { subject, drawn, legal, illegal: drawn.filter((one) => !legal.includes(one)) }
}

/** What the checker says of histories whose verdict is known. */
function itIsRight<State>({ subject, drawn, legal, illegal }: Drawn<State>): void {
  it('draws legal and illegal histories, lost calls and calls that overlap in both', () => {
    for (const some of [legal, illegal]) {
      expect(some.length).toBeGreaterThan(200)
      expect(some.filter(({ events }) => events.some(isLost)).length).toBeGreaterThan(100)
      expect(some.filter(({ events }) => overlap(events)).length).toBeGreaterThan(100)
    }
  })

  it('agrees with brute force', () => {
    const disagreed = drawn.filter((one) => isLegal(subject, one.events) !== legal.includes(one))
    expect(disagreed).toEqual([])
  })

  it('agrees with its own look at short histories', () => {
    const judge = modelJudge(subject.model, claims)
    const disagreed = drawn.filter((one) => (judge(one.events) === undefined) !== legal.includes(one))
    expect(disagreed).toEqual([])
  })

  it('blames a call that is there, and gives an order that the model allows', () => {
    for (const { events } of illegal) {
      const decision = check(subject.model, claims, events, briefLimits)
      if (decision.verdict !== 'not-linearizable') throw new Error('a refusal was expected')
      const { at, explanation } = decision.broken
      const order = (explanation?.order ?? []).map((one) => events[one.at] as Event)
      expect(explanation?.stuck.map((one) => one.at)).toContain(at)
      expect(order.map((one) => one.invoked)).not.toContain(events[at]?.invoked)
      expect(isLegalByForce(subject, inOneLine(order))).toBe(true)
      expect(isLegalByForce(subject, inOneLine([...order, events[at] as Event]))).toBe(false)
    }
  })

  it('has the same verdict whoever calls, and in whatever order the calls are written down', () => {
    const changed = drawn.filter(({ events }) => {
      const others = events.toReversed().map((one, index) => ({ ...one, actor: 7 + index }))
      return isLegal(subject, events) !== isLegal(subject, others)
    })
    expect(changed).toEqual([])
  })

  it('is illegal where an answer is one that nothing gives', () => {
    const flipped = drawn.flatMap(({ events, seed }) => {
      const at = events.findIndex(({ call, outcome }) => outcome.status === 'ok' && subject.tells(call))
      const outcome = { status: 'ok', value: subject.unused } as const
      return at < 0 ? [] : [{ seed, events: events.map((one, index) => (index === at ? { ...one, outcome } : one)) }]
    })
    expect(flipped.length).toBeGreaterThan(200)
    expect(flipped.filter(({ events }) => isLegal(subject, events))).toEqual([])
  })
}

/** Longer histories, by a store that keeps its word: no force is needed to know that they are legal. */
function itTakesTruth<State>(subject: Subject<State>): void {
  it('finds histories of up to 40 calls legal that a store gave which keeps its word', () => {
    const drawn = seeds.map((seed) => ({ seed, events: draw(subject, seed, 7 + (seed % 34), { lies: false }) }))
    expect(drawn.filter(({ events }) => events.filter(isLost).length > 5).length).toBeGreaterThan(100)
    expect(drawn.filter(({ events }) => !isLegal(subject, events)).map(({ seed }) => seed)).toEqual([])
  })
}

/** What must not make a legal history illegal. */
function itStaysLegal<State>({ subject, legal }: Drawn<State>): void {
  /** Seeds of the legal histories that a change makes illegal. */
  const madeIllegal = (change: (events: readonly Event[], seed: number) => readonly Event[]): readonly number[] =>
    legal.filter(({ events, seed }) => !isLegal(subject, change(events, seed))).map(({ seed }) => seed)

  it('stays legal where a call takes longer', () => {
    const widened = madeIllegal((events, seed) => {
      const at = seed % events.length
      const until = (events[at]?.returned ?? 0) + (seed % 4) + 0.5
      return events.map((one, index) => (index === at ? { ...one, returned: until } : one))
    })
    expect(widened).toEqual([])
  })

  it('stays legal where one more call may have happened', () => {
    const added = madeIllegal((events, seed) => {
      const made = subject.calls[seed % subject.calls.length]
      const [first] = events
      if (!made || !first) return events
      const outcome = { status: 'unknown', why: 'killed' } as const
      return [{ ...first, call: made, outcome, actor: 99, invoked: -1, returned: Infinity }, ...events]
    })
    expect(added).toEqual([])
  })

  it('stays legal where a reply is lost', () => {
    const lost = madeIllegal((events, seed) => {
      const at = seed % events.length
      const outcome = { status: 'unknown', why: 'killed' } as const
      return events.map((one, index) => (index === at ? { ...one, outcome, returned: Infinity } : one))
    })
    expect(lost).toEqual([])
  })

  it('stays legal without a call that only reads', () => {
    const isRead = ({ call, outcome }: Event): boolean =>
      outcome.status === 'ok' && subject.model.reads?.(call, outcome.value) === true
    const shorter = madeIllegal((events) => events.filter((one, index) => !isRead(one) || index % 2 === 0))
    expect(shorter).toEqual([])
  })
}

function isLost({ outcome }: Event): boolean {
  return outcome.status === 'unknown'
}

function overlap(events: readonly Event[]): boolean {
  return events.some((one) => events.some((other) => other.invoked > one.invoked && other.invoked < one.returned))
}

/** The calls one after the other: lost ones too, for in such an order they did happen. */
function inOneLine(events: readonly Event[]): readonly Event[] {
  return events.map((one, index) => ({ ...one, invoked: 2 * index, returned: isLost(one) ? Infinity : 2 * index + 1 }))
}

describe('on registers', () => {
  const drawn = drawAll(register)
  itIsRight(drawn)
  itTakesTruth(drawn.subject)
  itStaysLegal(drawn)
})

describe('on strings by key', () => {
  const drawn = drawAll(kv)
  itIsRight(drawn)
  itTakesTruth(drawn.subject)
  itStaysLegal(drawn)
})

describe('on strings by key, without foresight', () => {
  const drawn = drawAll({ ...kv, model: plainKvModel })
  itIsRight(drawn)
})
