/** Locks in memory by three doors of the package, which cannot be loaded where they lead to more than one copy of it. */
import { defineAdapter, storeCodes } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'
import * as contracts from 'holdfast/contracts'

if (contracts.storeCodes !== storeCodes) throw new Error('two copies of holdfast in one process')

export default defineAdapter({
  name: 'lab-two-doors',
  module: import.meta.url,
  claims: { survives: 'session', sharing: 'thread', ports: { locks: { clock: 'store', fencing: 'transactional' } } },
  create: (options) => memory.create(options),
  async open(place, options) {
    const inner = await memory.open(place, options)
    return { locks: inner['locks'] as Locks, close: () => inner.close() }
  },
})
