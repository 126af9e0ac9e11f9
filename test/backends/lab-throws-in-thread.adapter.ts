/** Sound locks on SQLite, but for an error that is thrown after a call in a thread, where nobody could catch it. */
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { defineAdapter } from 'holdfast'
import { PlantedLocks } from './planted.ts'

export default defineAdapter({
  name: 'lab-throws-in-thread',
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
    const locks = new PlantedLocks(file, clock, {})
    if (!isMainThread)
      setImmediate(() => {
        throw new Error('thrown by nobody')
      })
    return {
      locks,
      async close() {
        locks.close()
      },
    }
  },
})
