/** Sound locks on SQLite, whose calls end every process but the one in which their place was made. */
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import { PlantedLocks } from './planted.ts'

export default defineAdapter({
  name: 'lab-exits-elsewhere',
  module: import.meta.url,
  claims: {
    survives: 'power',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  async create({ dir }) {
    return { file: join(dir, 'place.sqlite'), maker: process.pid }
  },
  async open({ file, maker }, { clock }) {
    if (process.pid !== maker) process.nextTick(() => process.exit(9))
    const locks = new PlantedLocks(file, clock, {})
    return {
      locks,
      async close() {
        locks.close()
      },
    }
  },
})
