/** Sound locks in memory, of which one session is open at a time. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

export default defineAdapter({
  name: 'lab-alone',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    const inner = await memory.open(place, options)
    return { locks: inner['locks'] as Locks, close: () => inner.close() }
  },
})
