/** Sound locks in memory, and one memory for every place: a new place empties it. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

export default defineAdapter({
  name: 'lab-one-place',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: ({ dir }) => memory.create({ id: 'the-only-one', dir }),
  async open(place, options) {
    const inner = await memory.open(place, options)
    return { locks: inner['locks'] as Locks, close: () => inner.close() }
  },
})
