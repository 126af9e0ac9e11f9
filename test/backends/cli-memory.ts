/** Locks in memory with a change to them: what the command line is tried on. */
import memory from 'holdfast/adapters/memory'
import type { Adapter, Locks } from 'holdfast'
import { defineAdapter } from 'holdfast'

/** An adapter on top of the memory adapter; `change` gives the methods that are different. */
export function memoryWith(
  { name, module }: Pick<Adapter, 'name' | 'module'>,
  change: (locks: Locks) => Partial<Locks> = () => ({}),
): Adapter {
  return defineAdapter({
    name,
    module,
    claims: {
      survives: 'session',
      sharing: 'thread',
      ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
    },
    create: (options) => memory.create(options),
    async open(place, options) {
      const { locks, close } = await memory.open(place, options)
      return { locks: { ...(locks as Locks), ...change(locks as Locks) }, close }
    },
    destroy: (place) => memory.destroy(place),
  })
}
