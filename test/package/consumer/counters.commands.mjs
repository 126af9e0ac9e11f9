// The commands: what actors do, how it is bound to a history and made simpler, and which states are worth reaching.
import * as fc from 'fast-check' // oxlint-disable-line no-restricted-imports
import { mixed, raced } from 'holdfast/contracts'

/** @typedef {{ call: 'add', name: string, by: number, once?: string } | { call: 'read', name: string }} Move */

/** @type {(method: string, ...args: readonly import('holdfast').Json[]) => import('holdfast').Call} */
const call = (method, ...args) => ({ port: 'counters', method, args })

const anAdd = fc.constant(/** @type {const} */ ('add'))
const aRead = fc.constant(/** @type {const} */ ('read'))
const name = fc.constantFrom('a', 'b', 'constructor', '\u00e9')
const by = fc.integer({ min: 1, max: 9 })

/** @type {fc.Arbitrary<Move>} */
const move = fc.oneof(fc.record({ call: anAdd, name, by }), fc.record({ call: aRead, name }))

// A counter has no clock: that turns come between the moves changes nothing.
const turns = fc.constant(1)

/** Adds that name the same few requests over and over. */
export const repeated = mixed(
  () => fc.record({ call: anAdd, name: fc.constantFrom('a', 'b'), by, once: fc.constantFrom('r1', 'r2') }),
  { turns },
)

/** @type {fc.Arbitrary<Move>} */
const addsToOne = fc.record({ call: anAdd, name: fc.constant('a'), by })

/** One counter, which all add to and read at once. */
export const races = raced({
  before: fc.constant([]),
  changes: addsToOne,
  reads: fc.record({ call: aRead, name: fc.constant('a') }),
})

/** @type {import('holdfast').Commands<Move>} */
export const countersCommands = {
  scripts: mixed(() => move, { turns }),
  resolve(made) {
    if (made.call === 'read') return call('read', made.name)
    return made.once === undefined
      ? call('add', made.name, made.by)
      : call('add', made.name, made.by, { once: made.once })
  },
  simpler(made) {
    const simpler = made.name === 'a' ? [] : [{ ...made, name: 'a' }]
    return made.call === 'add' && made.by > 1 ? [...simpler, { ...made, by: 1 }] : simpler
  },
  marks(history) {
    const requests = history.flatMap(({ call: { args } }) =>
      args.length > 2 ? JSON.stringify([args[0], args[2]]) : [],
    )
    return [
      ...(history.some(({ outcome }) => outcome.status === 'unknown') ? ['in-flight'] : []),
      ...(new Set(requests).size < requests.length ? ['repeated'] : []),
      ...(history.filter(({ call: { method } }) => method === 'add').length > 1 ? ['added-twice'] : []),
    ]
  },
  observers: ['read'],
  probes(history) {
    const touched = new Set(history.map(({ call: { args } }) => args[0] ?? ''))
    return [...touched].map((one) => call('read', one))
  },
}
