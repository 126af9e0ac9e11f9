/** Sound locks in memory but for a renewal in which the event loop stands still for good. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

/** Waits for a change that nobody makes. */
function block(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

export default defineAdapter({
  name: 'lab-blocks-in-call',
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
      locks: { ...(inner['locks'] as Locks), renew: block },
      close: () => inner.close(),
    }
  },
})
