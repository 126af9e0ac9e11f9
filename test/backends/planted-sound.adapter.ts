/** Locks on SQLite without a planted fault: see `planted.ts`. */
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import { PlantedLocks } from './planted.ts'

export default defineAdapter({
  name: 'planted-sound',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'host',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  async create({ dir }) {
    return { file: join(dir, 'place.sqlite') }
  },
  // What SQLite says of a call that failed leaves open what became of it.
  classify: (error) => (String((error as { readonly code?: unknown }).code).startsWith('SQLITE_') ? 'IO' : undefined),
  async open({ file }, { clock }) {
    const locks = new PlantedLocks(file, clock, {})
    return {
      locks,
      async close() {
        locks.close()
      },
    }
  },
})
