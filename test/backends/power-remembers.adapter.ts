/** Locks that claim to outlive a loss of power, and are kept in memory: whoever opens any folder sees the same. */
import type { LockSnapshot as Row } from 'holdfast'
import { defineAdapter, locksOn } from 'holdfast'

const rows = new Map<string, Row>()

export default defineAdapter({
  name: 'power-remembers',
  module: import.meta.url,
  claims: {
    survives: 'power',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  create: async ({ dir }) => {
    rows.clear()
    return { dir }
  },
  async open(_, { clock }) {
    const put = (row: Row): void => void rows.set(row.name, row)
    return {
      locks: locksOn(
        {
          last: (name) => rows.get(name),
          held: () => [...rows.values()].filter((row) => row.takeableAtMs > 0),
          put,
          free: (row) => put({ ...row, takeableAtMs: 0 }),
        },
        clock,
      ),
      close: async () => {},
    }
  },
})
