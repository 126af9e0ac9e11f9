/** Sound locks in memory but for a renewal that never answers. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

export default defineAdapter({
  name: 'lab-hangs-in-call',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    const inner = await memory.open(place, options)
    return {
      locks: { ...(inner['locks'] as Locks), renew: () => new Promise(() => {}) },
      close: () => inner.close(),
    }
  },
})
