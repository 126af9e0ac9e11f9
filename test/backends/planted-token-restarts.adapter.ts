/** Locks on SQLite with a planted fault: see `planted.ts`. */
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import { PlantedLocks } from './planted.ts'

export default defineAdapter({
  name: 'planted-token-restarts',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'host',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  async create({ dir }) {
    return { file: join(dir, 'place.sqlite') }
  },
  async open({ file }, { clock }) {
    const locks = new PlantedLocks(file, clock, { tokenRestarts: true })
    return {
      locks,
      async close() {
        locks.close()
      },
    }
  },
})
