import { describe, expect, it } from 'vitest'
import type { Event, Outcome, StoreCode } from '../../../contracts/index.ts'
import { codeOf, isServerFault, settled, settledAll } from '../../../src/harness/outcomes.ts'
import { event, read, write } from './linearizability/register.ts'

function failed(name: string, code?: string): Outcome {
  return { status: 'fail', error: { name, message: 'm', ...(code === undefined ? {} : { code }) } }
}

describe('the code of an outcome', () => {
  it('is that of a StoreError which is classified', () => {
    expect(codeOf(failed('StoreError', 'FULL'))).toBe('FULL')
  })

  it.each([
    ['an answer', { status: 'ok', value: 1 }],
    ['an unknown outcome', { status: 'unknown', why: 'killed' }],
    ['another error', failed('SqliteError', 'FULL')],
    ['an error without a code', failed('StoreError')],
    ['a code that is not known', failed('StoreError', 'toString')],
    ['an error that nobody classified', failed('StoreError', 'UNCLASSIFIED')],
  ] as const)('is not there for %s', (_, outcome) => {
    expect(codeOf(outcome)).toBeUndefined()
  })
})

describe('several calls that failed by their codes', () => {
  const history = [write(1), write(2), write(3), read()].map((call, at) => event(call, 'done', 2 * at))

  it('are each settled, and a fault is still told at the event at which it was', () => {
    const { history: judged, original } = settledAll(
      history,
      new Map([
        [0, 'BUSY'],
        [1, 'IO'],
        [2, 'BUSY'],
      ]),
    )
    expect(judged.map(({ call, outcome }) => [call.args.at(-1), outcome.status])).toEqual([
      [2, 'unknown'],
      ['x', 'ok'],
    ])
    expect(original({ at: 1, expected: 'e', observed: 'o' }).at).toBe(3)
    expect(original({ at: 0, expected: 'e', observed: 'o' }).at).toBe(1)
  })

  it('may be none', () => {
    expect(settledAll(history, new Map()).history).toBe(history)
  })
})

describe('a fault of a server', () => {
  it('is one that no actor has', () => {
    const actions = ['kill', 'drop', 'park', 'stop', 'throw', 'delay', 'restart', 'disconnect', undefined] as const
    expect(actions.filter(isServerFault)).toEqual(['restart', 'disconnect'])
  })
})

describe('a call that failed by its code', () => {
  const history = [event(write(1), 'done', 0), event(write(2), 'done', 2), event(read(), 1, 4)]
  const after = (code: StoreCode): readonly Event[] => settled(history, 1, code).history

  it('may have taken effect where the code leaves it open', () => {
    const [first, lost, last] = after('IO')
    expect(lost).toEqual({ ...history[1], outcome: { status: 'unknown', why: 'IO' }, returned: Infinity })
    expect([first, last]).toEqual([history[0], history[2]])
  })

  it('was never made where the code says that it left no trace', () => {
    expect(after('BUSY')).toEqual([history[0], history[2]])
  })

  it.each([
    ['BUSY', 0, 0],
    ['BUSY', 1, 2],
    ['IO', 1, 1],
  ] as const)('leaves a fault at the event at which it was: %s, %i is %i', (code, at, original) => {
    const stuck = [{ at, expected: 'e', observed: 'o' }]
    const explanation = { partition: 'p', initial: 'i', order: [{ at, after: 'a' }], before: 'b', stuck }
    const broken = { at, expected: 'e', observed: 'o', explanation }
    expect(settled(history, 1, code).original(broken)).toMatchObject({
      at: original,
      explanation: { order: [{ at: original }], stuck: [{ at: original }] },
    })
    expect(settled(history, 1, code).original({ at, expected: 'e', observed: 'o' })).not.toHaveProperty('explanation')
  })
})
