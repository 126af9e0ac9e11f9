/** Sound locks in memory but for the start of the process, which is kept in 32 bits. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

export default defineAdapter({
  name: 'lab-narrow-owner',
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
        acquire: (name, asked) =>
          inner.acquire(name, { ...asked, owner: { ...asked.owner, pidStart: asked.owner.pidStart % 2 ** 32 } }),
      },
      close: () => session.close(),
    }
  },
})
