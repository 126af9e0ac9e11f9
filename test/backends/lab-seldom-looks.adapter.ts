/**
 * Locks in memory. On its first place, and from the eighth on, a session looks at a file before each call: what a trial sees
 * of it at first does not come again for a while.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import memory from 'holdfast/adapters/memory'
import type { Locks } from 'holdfast'
import { defineAdapter } from 'holdfast'

let places = 0

type Call = (...args: readonly unknown[]) => unknown

export default defineAdapter({
  name: 'lab-seldom-looks',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  async create(options) {
    const file = join(options.dir, 'looked-at')
    writeFileSync(file, '')
    const looks = places === 0 || places >= 7
    places += 1
    return { file, looks, beneath: await memory.create(options) }
  },
  async open({ file, looks, beneath }, options) {
    const { locks, close } = await memory.open(beneath, options)
    const looking = Object.entries(locks as Record<string, Call>).map(([method, call]) => [
      method,
      async (...args: readonly unknown[]) => {
        if (looks) readFileSync(file)
        return call(...args)
      },
    ])
    return { locks: Object.fromEntries(looking) as Locks, close }
  },
  destroy: ({ beneath }) => memory.destroy(beneath),
})
