// Counters with one fault each, and one that is odd but right. Each is a wrapper around the port of any adapter.

/** @typedef {import('./counters.port.mjs').Counters} Counters */
/** @typedef {import('holdfast').Ground} Ground */

/**
 * A wrapper that replaces some methods and hands the others through.
 * @type {(override: (inner: Counters, ground: Ground) => Partial<Counters>) => import('holdfast').PortMutant['wrap']}
 */
function replacing(override) {
  return (inner, ground) => {
    const counters = /** @type {Counters} */ (/** @type {unknown} */ (inner))
    return { ...inner, .../** @type {typeof inner} */ (/** @type {unknown} */ (override(counters, ground))) }
  }
}

/** @type {readonly import('holdfast').PortMutant[]} */
export const countersMutants = [
  {
    kind: 'port',
    id: 'counters~seeded',
    law: 'counters/starts-at-zero',
    says: 'a new counter is 1',
    source: ['tally:1'],
    wrap: replacing((inner) => ({
      read: async (name) => ({ total: (await inner.read(name)).total + 1 }),
      add: async (name, by, options) => ({ total: (await inner.add(name, by, options)).total + 1 }),
    })),
  },
  {
    kind: 'port',
    id: 'counters~adds-one',
    law: 'counters/agrees-with-model',
    says: 'an addition adds one, whatever is asked',
    source: ['tally:3'],
    wrap: replacing((inner) => ({ add: (name, _by, options) => inner.add(name, 1, options) })),
  },
  {
    kind: 'port',
    id: 'counters~reads-then-writes',
    law: 'counters/linearizable',
    says: 'the total is read in one step and written in another, so an addition between the two is lost',
    source: ['tally:5'],
    wrap: replacing((inner) => ({
      async add(name, by, options) {
        const before = await inner.read(name)
        const after = await inner.add(name, by, options)
        return { total: Math.min(after.total, before.total + by) }
      },
    })),
  },
  {
    kind: 'port',
    id: 'counters~ack-before-write',
    law: 'counters/survives-kill',
    says: 'an addition is acknowledged before it is written',
    source: ['tally:4'],
    wrap: replacing((inner) => {
      /** @type {(() => Promise<unknown>) | undefined} */
      let behind
      const settled = async () => {
        const write = behind
        behind = undefined
        await write?.()
        return inner
      }
      return {
        read: async (name) => (await settled()).read(name),
        async add(name, by, options) {
          const { total } = await (await settled()).read(name)
          behind = () => inner.add(name, by, options)
          return { total: total + by }
        },
      }
    }),
  },
  {
    kind: 'port',
    id: 'counters~forgets-requests',
    law: 'counters/counts-once',
    says: 'a request that is made again counts again',
    source: ['tally:2'],
    wrap: replacing((inner) => ({ add: (name, by) => inner.add(name, by) })),
  },
]

/** @type {readonly import('holdfast').Control[]} */
export const countersControls = [
  {
    id: 'counters=slow',
    says: 'every answer takes many turns of the event loop',
    wrap: replacing((inner) => ({
      async add(name, by, options) {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
        return inner.add(name, by, options)
      },
    })),
  },
]
