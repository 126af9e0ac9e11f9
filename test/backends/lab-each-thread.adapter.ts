/** Locks in the memory of each thread, which are said to be shared by all threads of a process: one alone sees no fault. */
import memory from 'holdfast/adapters/memory'
import type { Json, Locks } from 'holdfast'
import { defineAdapter } from 'holdfast'

/** What each place is in this thread. */
const here = new Map<string, Json>()

export default defineAdapter({
  name: 'lab-each-thread',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'process',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: async ({ id }) => id,
  async open(id: string, options) {
    const place = here.get(id) ?? (await memory.create({ id, dir: '' }))
    here.set(id, place)
    const { locks, close } = await memory.open(place, options)
    return { locks: locks as Locks, close }
  },
  async destroy(id: string) {
    const place = here.get(id)
    here.delete(id)
    if (place !== undefined) await memory.destroy(place)
  },
})
