/** Locks on SQLite with points of its own: one on the way of each acquisition, and one that nobody comes to. */
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import { failpoint, failpointAsync } from '../../dist/src/core/failpoint.js'
import { PlantedLocks } from './planted.ts'

export default defineAdapter({
  name: 'lab-failpoints',
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
    return {
      locks: {
        async acquire(name, options) {
          await failpointAsync('backend asked')
          if (name === 'nobody asks for this') failpoint('backend never')
          return locks.acquire(name, options)
        },
        renew: (name, token, options) => locks.renew(name, token, options),
        release: (name, token) => locks.release(name, token),
        evict: (snapshot) => locks.evict(snapshot),
        inspect: (name) => locks.inspect(name),
        list: (options) => locks.list(options),
      },
      async close() {
        locks.close()
      },
    }
  },
})
