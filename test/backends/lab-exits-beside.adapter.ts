/** Sound locks in memory but for a release or a renewal beside another one: it ends the whole process. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

/** Turns of the microtask queue that a call takes: others can be let go in the middle of it. */
const turns = 20

let isInside = false

async function alone<Value>(work: () => Promise<Value>): Promise<Value> {
  if (isInside) process.exit(7)
  isInside = true
  try {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    return await work()
  } finally {
    isInside = false
  }
}

export default defineAdapter({
  name: 'lab-exits-beside',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    const inner = await memory.open(place, options)
    const locks = inner['locks'] as Locks
    const renew: Locks['renew'] = (...args) => alone(() => locks.renew(...args))
    const release: Locks['release'] = (...args) => alone(() => locks.release(...args))
    return { locks: { ...locks, renew, release }, close: () => inner.close() }
  },
})
