// Counters in memory, brought by the plugin itself. They keep no requests, and say so.
import { defineAdapter } from 'holdfast'
import { countersPort } from './counters.port.mjs'

/** @type {Map<string, Map<string, number>>} */
const places = new Map()

export default defineAdapter({
  name: 'tally-memory',
  module: import.meta.url,
  ports: [countersPort],
  claims: { survives: 'session', sharing: 'thread', ports: { counters: { once: { no: 'requests are not kept' } } } },
  async create({ id }) {
    places.set(id, new Map())
    return { id }
  },
  async open({ id }) {
    const totals = places.get(id) ?? new Map()
    return {
      counters: {
        async add(name, by) {
          totals.set(name, (totals.get(name) ?? 0) + by)
          return { total: totals.get(name) ?? 0 }
        },
        read: async (name) => ({ total: totals.get(name) ?? 0 }),
      },
      close: async () => {},
    }
  },
  async destroy({ id }) {
    places.delete(id)
  },
})
