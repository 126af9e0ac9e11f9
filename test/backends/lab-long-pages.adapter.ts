/** Sound locks in memory but for a listing that gives every row on one page, whatever the limit. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

export default defineAdapter({
  name: 'lab-long-pages',
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
      locks: { ...inner, list: () => inner.list({ limit: 1_000 }) },
      close: () => session.close(),
    }
  },
})
