import { describe, expect, it } from 'vitest'
import type { Broken, Event, Model } from '../../../../contracts/index.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import { kvModel } from '../../../../src/harness/histories/kv-model.ts'
import { registerModel } from '../../../../src/harness/histories/register-model.ts'
import type { Decision, Limits } from '../../../../src/harness/linearizability/checker.ts'
import { briefLimits, check } from '../../../../src/harness/linearizability/checker.ts'
import { acquire, call, inspect, row } from '../../contracts/locks/calls.ts'
import { history as locksHistory } from '../../contracts/written.ts'
import { thrownBy } from '../thrown.ts'
import { plainKvModel } from './force.ts'
import { claims, event } from './register.ts'

function on(method: string, ...args: readonly (number | string)[]): Event['call'] {
  return { port: 'any', method, args }
}

function decide<State>(model: Model<State>, history: readonly Event[], limits: Partial<Limits> = {}): Decision {
  return check(model, claims, history, { ...briefLimits, ...limits })
}

const read = on('read')
const lost = undefined

function verdict(history: readonly Event[], model: Model<never> = registerModel as Model<never>): string {
  return decide(model, history).verdict
}

function brokenOf<State>(model: Model<State>, history: readonly Event[]): Broken {
  const decision = decide(model, history)
  if (decision.verdict !== 'not-linearizable') throw new Error(`a refusal was expected, not ${decision.verdict}`)
  return decision.broken
}

describe('a lost write that only a failed compare-and-set shows', () => {
  const before = [event(on('write', 1), null, 0, 1), event(on('write', 2), lost, 2, Infinity)]
  const failed = event(on('cas', 1, 3), false, 3, 4)

  it('makes the history legal, though without it none of the other calls explains the failure', () => {
    expect(verdict([...before, failed])).toBe('linearizable')
    expect(verdict([before[0] as Event, failed])).toBe('not-linearizable')
  })

  it('cannot have happened and not have happened', () => {
    expect(verdict([...before, failed, event(read, 1, 5, 6)])).toBe('not-linearizable')
  })
})

describe('lost calls that are all alike', () => {
  const twoLost = [event(on('write', 1), lost, 0, Infinity), event(on('write', 1), lost, 5, Infinity)]
  const between = [event(on('write', 2), null, 1, 2), event(read, 1, 3, 4)]

  it('happen once each', () => {
    const again = [event(on('write', 2), null, 6, 7), event(read, 1, 8, 9)]
    expect(verdict([...twoLost, ...between, ...again])).toBe('linearizable')
    const third = [event(on('write', 2), null, 10, 11), event(read, 1, 12, 13)]
    expect(verdict([...twoLost, ...between, ...again, ...third])).toBe('not-linearizable')
  })

  it('happen after their own invocation', () => {
    const [, later] = twoLost
    expect(verdict([later as Event, ...between])).toBe('not-linearizable')
  })
})

describe('calls that touch', () => {
  it('overlap: one that begins where another ends may have come before it', () => {
    expect(verdict([event(read, 1, 0, 2), event(on('write', 1), null, 2, 3)])).toBe('linearizable')
    expect(verdict([event(read, 1, 0, 2), event(on('write', 1), lost, 2, Infinity)])).toBe('linearizable')
    expect(verdict([event(read, 1, 0, 2), event(on('write', 1), null, 3, 4)])).toBe('not-linearizable')
  })
})

describe('the same call with the same answer', () => {
  const grant = { call: acquire, value: { status: 'acquired', lease: row() }, when: [0, 1] as const }
  const held = { call: inspect, value: { status: 'held', lock: row() } }
  const first = { ...held, when: [2, 3] as const }

  it('is another one at another time', () => {
    const later = { ...held, when: [4, 5] as const, ms: [2_000, 2_000] as const }
    expect(decide(locksModel, locksHistory(grant, first, { ...held, when: [4, 5] })).verdict).toBe('linearizable')
    expect(decide(locksModel, locksHistory(grant, first, later)).verdict).toBe('not-linearizable')
  })
})

describe('a call that failed and concerns no partition that is known', () => {
  it('is refused', () => {
    const error = { name: 'StoreError', code: 'IO', message: 'disk' }
    const failed = {
      call: call('list', { limit: 9 }),
      outcome: { status: 'fail', error } as const,
      when: [0, 1] as const,
    }
    expect(decide(locksModel, locksHistory(failed))).toMatchObject({ broken: { at: 0, expected: 'an answer' } })
  })
})

describe('a refusal', () => {
  const history = [
    event(on('write', 1), null, 0, 1),
    event(on('write', 2), lost, 2, Infinity),
    event(read, 2, 3, 4),
    event(on('write', 4), null, 5, 9, 1),
    event(read, 1, 6, 8, 2),
    event(read, 3, 7, 12, 3),
  ]

  it('tells the longest order, the state behind each call of it and the calls that cannot follow', () => {
    expect(brokenOf(registerModel, history)).toEqual({
      at: 4,
      expected: '4',
      observed: '1',
      explanation: {
        partition: 'register',
        initial: 'null',
        order: [
          { at: 0, after: '1' },
          { at: 1, after: '2' },
          { at: 2, after: '2' },
          { at: 3, after: '4' },
        ],
        before: '4',
        stuck: [
          { at: 4, expected: '4', observed: '1' },
          { at: 5, expected: '4', observed: '3' },
        ],
      },
    })
  })

  it('describes states as the model does, and cuts those of the order', () => {
    const long = 'x'.repeat(500)
    const { explanation } = brokenOf(kvModel, [
      event(on('put', 'key', long), null, 0, 1),
      event(on('get', 'key'), 'y', 2, 3),
    ])
    expect(explanation?.initial).toBe('""')
    expect(explanation?.order[0]?.after).toMatch(/^"x{156}\.\.\.$/)
    expect(explanation?.before).toBe(JSON.stringify(long))
  })

  it('is found in one part however hard the others are', () => {
    const hard = Array.from({ length: 14 }, (_, index) =>
      event(on('append', 'a', `${index};`), null, index, 50 + index),
    )
    const never = event(on('get', 'a'), '?', 70, 71)
    const wrong = [event(on('put', 'b', 'x'), null, 72, 73), event(on('get', 'b'), '', 74, 75)]
    const begun = decide(plainKvModel, [...hard, never, ...wrong])
    expect(begun).toMatchObject({ verdict: 'not-linearizable', partitions: 2, broken: { at: 16 } })
  })
})

describe('a search without an end', () => {
  // Each of these orders leaves another text, and none of them the one that is read.
  const appends = Array.from({ length: 12 }, (_, index) =>
    event(on('append', 'a', `${index};`), null, index, 50 + index),
  )
  const hopeless = [...appends, event(on('get', 'a'), '?', 70, 71)]
  const within = (limits: Partial<Limits>): object => decide(plainKvModel, hopeless, limits)

  it('is undecided after so many steps', () => {
    expect(within({ stepsMax: 10_000 })).toEqual({
      verdict: 'undecided',
      partitions: 1,
      reason: 'undecided after 10000 steps',
    })
  })

  it('is undecided where what it remembers has no room', () => {
    expect(within({ stepsMax: 10_000_000, bytesMax: 8 * 1_048_576 })).toEqual({
      verdict: 'undecided',
      partitions: 1,
      reason: 'undecided after 8 MiB of configurations',
    })
  })

  it('still refuses a call that failed, for that has no place in any order', () => {
    const error = { name: 'StoreError', code: 'IO', message: 'disk' }
    const failed: Event = { ...event(on('put', 'b', 'x'), null, 80, 81), outcome: { status: 'fail', error } }
    const decision = decide(plainKvModel, [...hopeless, failed], { stepsMax: 10_000 })
    expect(decision).toMatchObject({ verdict: 'not-linearizable', broken: { at: 13, observed: 'StoreError IO: disk' } })
  })
})

describe('a model that says of a call that it reads', () => {
  it('is found out where the call changes a state', () => {
    const lying: Model<number | null> = { ...registerModel, reads: () => true }
    const message = thrownBy(() => decide(lying, [event(on('write', 1), null, 0, 1)]))
    expect(message).toMatch(/^PLUGIN: the model of any says that write reads/)
  })
})

describe('thousands of calls', () => {
  it('are decided one after the other', () => {
    const calls = Array.from({ length: 5_000 }, (_, index) =>
      event(index % 2 === 0 ? on('write', index) : read, index % 2 === 0 ? null : index - 1, 2 * index),
    )
    expect(verdict(calls)).toBe('linearizable')
    const last = event(read, 4_000, 10_000)
    expect(decide(registerModel, [...calls, last])).toMatchObject({ broken: { at: 5_000, expected: '4998' } })
  })
})
