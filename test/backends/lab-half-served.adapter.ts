/** Claims outputs and serves no method of theirs; its locks are those of memory. */
import memory from 'holdfast/adapters/memory'
import { defineAdapter } from 'holdfast'
import type { Locks, OutputRows } from 'holdfast'

export default defineAdapter({
  name: 'lab-half-served',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: {
      outputs: { ages: 'store', listing: 'pages' },
      locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } },
    },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    const { locks, close } = await memory.open(place, options)
    return { outputs: {} as OutputRows, locks: locks as Locks, close }
  },
  destroy: (place) => memory.destroy(place),
})
