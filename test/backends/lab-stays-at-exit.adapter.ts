/** Sound locks in memory, and a process that never comes to its end: whoever ends it waits for ever in its last moment. */
import memory from 'holdfast/adapters/memory'
import type { Adapter } from 'holdfast'
import { defineAdapter } from 'holdfast'

/** Waits for a change that nobody makes. */
function stay(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

let stays = false

const adapter: Adapter = defineAdapter({
  name: 'lab-stays-at-exit',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    if (!stays) process.once('exit', stay)
    stays = true
    const { locks, close } = await memory.open(place, options)
    return { locks: locks as never, close }
  },
})

export default adapter
