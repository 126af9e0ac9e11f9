/**
 * Locks in memory. On its first place, and from the eighth on, a session looks at a file before each call: what a trial sees
 * of it at first does not come again for a while.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Locks, LockSnapshot } from 'holdfast'
import { defineAdapter, locksOn } from 'holdfast'

const rowsOf = new Map<string, Map<string, LockSnapshot>>()

function locksIn(rows: Map<string, LockSnapshot>, clock: Clock): Locks {
  return locksOn(
    {
      last: (name) => rows.get(name),
      held: () => [...rows.values()].filter(({ takeableAtMs }) => takeableAtMs > 0),
      put: (row) => void rows.set(row.name, row),
      free: (row) => void rows.set(row.name, { ...row, takeableAtMs: 0 }),
    },
    clock,
  )
}

export default defineAdapter({
  name: 'lab-seldom-looks',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  async create({ dir, id }) {
    const file = join(dir, 'looked-at')
    writeFileSync(file, '')
    const number = rowsOf.size
    rowsOf.set(id, new Map())
    return { file, id, looks: number === 0 || number >= 7 }
  },
  async open({ file, id, looks }, { clock }) {
    const locks = locksIn(rowsOf.get(id) ?? new Map(), clock)
    const look = (): Locks => {
      if (looks) readFileSync(file)
      return locks
    }
    return {
      locks: {
        acquire: async (name, options) => look().acquire(name, options),
        renew: async (name, token, options) => look().renew(name, token, options),
        release: async (name, token) => look().release(name, token),
        evict: async (snapshot) => look().evict(snapshot),
        inspect: async (name) => look().inspect(name),
        list: async (options) => look().list(options),
      },
      close: async () => {},
    }
  },
})
