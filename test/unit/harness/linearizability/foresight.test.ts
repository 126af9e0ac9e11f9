/** What a model says of states to come: that it is true of strings by key, what a search makes of it, and lies found out. */
import { describe, expect, it } from 'vitest'
import { illegalKvHistory, legalKvHistory } from '../../../../bench/kv-histories.ts'
import type { Call, Event, Foresight, Model } from '../../../../contracts/index.ts'
import { kvModel } from '../../../../src/harness/histories/kv-model.ts'
import { briefLimits, check } from '../../../../src/harness/linearizability/checker.ts'
import { thrownBy } from '../thrown.ts'
import { kvForesight } from './force.ts'
import { claims, event } from './register.ts'

const foresight = kvForesight as Foresight<string>
const get = on('get')

function on(method: string, ...args: readonly string[]): Call {
  return { port: 'kv', method, args: ['k', ...args] }
}

function decide(model: Model<string>, history: readonly Event[]): ReturnType<typeof check> {
  return check(model, claims, history, briefLimits)
}

/** All strings of two letters up to a length. */
function strings(length: number): readonly string[] {
  return length === 0 ? [''] : ['', ...strings(length - 1).flatMap((text) => [`${text}a`, `${text}b`])]
}

describe('the foresight of strings by key', () => {
  const states = [...new Set(strings(4))]
  const after = (state: string, call: Call): string => {
    const judged = kvModel.step(state, call, null, { fromMs: 0, toMs: 0 })
    if (!judged.legal) throw new Error('a call that does not read was refused')
    return judged.state
  }
  const reached = (state: string, appends: number): readonly string[] =>
    appends === 0
      ? [state]
      : [state, ...['a', 'b'].flatMap((text) => reached(after(state, on('append', text)), appends - 1))]

  it('says which answers appends lead to', () => {
    for (const state of states) {
      const come = states.filter((value) => foresight.mayCome(state, get, value))
      expect(come.toSorted()).toEqual([...new Set(reached(state, 4 - state.length))].toSorted())
    }
  })

  it('says that of the calls that write only a put leaves one state', () => {
    const left = (call: Call): number => new Set(states.map((state) => after(state, call))).size
    const writes = [on('put', 'a'), on('put', ''), on('append', 'a')]
    expect(writes.map((call) => foresight.overwrites(call))).toEqual(writes.map((call) => left(call) === 1))
  })
})

describe('strings written by 50 clients', () => {
  const seeds = [1, 2, 3, 4, 5, 6]

  it.each(seeds)('are found legal where one store kept its word, seed %i', (seed) => {
    const history = legalKvHistory({ seed, operations: 1_700, clients: 50, keys: 10 })
    expect(decide(kvModel, history).verdict).toBe('linearizable')
  })

  it.each(seeds)('are refused where one get leaves out a text, seed %i', (seed) => {
    const history = illegalKvHistory({ seed, operations: 2_000, clients: 50, keys: 10 })
    expect(decide(kvModel, history).verdict).toBe('not-linearizable')
  })
})

describe('a search with foresight', () => {
  const put = event(on('put', 'p'), null, 0, 9)
  const append = event(on('append', 'a'), null, 1, 2)

  it('does not turn back from a read that a call left to overwrite may lead to', () => {
    expect(decide(kvModel, [put, append, event(get, 'p', 3, 10)]).verdict).toBe('linearizable')
    const lost = event(on('put', 'p'), null, 0, Infinity)
    expect(decide(kvModel, [lost, append, event(get, 'p', 3, 10)]).verdict).toBe('linearizable')
    const touching = event(on('put', 'p'), null, 10, 11)
    expect(decide(kvModel, [append, event(get, 'p', 3, 10), touching]).verdict).toBe('linearizable')
    expect(decide(kvModel, [append, event(get, 'p', 3, 10)]).verdict).toBe('not-linearizable')
  })

  it('takes a call that overwrites too late for none', () => {
    const late = event(on('put', 'p'), null, 11, 12)
    expect(decide(kvModel, [append, event(get, 'p', 3, 10), late]).verdict).toBe('not-linearizable')
  })

  it('tells of a refusal the call that it foresaw', () => {
    const history = [append, event(on('append', 'b'), null, 3, 4), event(get, 'b', 5, 6)]
    expect(decide(kvModel, history)).toMatchObject({
      verdict: 'not-linearizable',
      broken: { at: 2, expected: '"ab"', observed: '"b"', explanation: { order: [{ at: 0 }, { at: 1 }] } },
    })
  })
})

describe('a foresight that is not kept', () => {
  const history = [
    event(on('append', 'a'), null, 0, 9),
    event(on('append', 'b'), null, 0, 9),
    event(on('append', 'a'), null, 0, 9),
    event(get, 'never', 10, 11),
  ]

  it('is found out where a call that overwrites leaves two states', () => {
    const lying = { ...kvModel, foresight: { overwrites: ({ method }: Call) => method !== 'get', mayCome: () => true } }
    expect(thrownBy(() => decide(lying, history))).toMatch(/^PLUGIN: the foresight of the model of kv says of append/)
  })

  it('is found out where a call that does not read is refused', () => {
    const refusing: Model<string> = { ...kvModel, step: () => ({ legal: false, expected: 'nothing' }) }
    expect(thrownBy(() => decide(refusing, history))).toMatch(/^PLUGIN: .* calls that do not read are allowed/)
  })
})
