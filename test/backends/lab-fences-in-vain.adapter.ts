/** Sound locks in memory that claim fencing, and fail where it is asked for. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

export default defineAdapter({
  name: 'lab-fences-in-vain',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    const session = await memory.open(place, options)
    const inner = session['locks'] as Locks
    return {
      locks: {
        ...inner,
        acquire: async (name, asked) => {
          if (asked.fenced) throw new Error('no fencing here')
          return inner.acquire(name, asked)
        },
      },
      close: () => session.close(),
    }
  },
})
