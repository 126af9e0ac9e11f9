/** Locks on SQLite with a point on the way of each call that no other process comes to: it is named by the pid. */
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import { failpointAsync } from '../../dist/src/core/failpoint.js'
import { PlantedLocks } from './planted.ts'

export default defineAdapter({
  name: 'lab-wavers',
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
    const after = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
      for (let step = 0; step < 40; step += 1) await failpointAsync(`backend ${process.pid}-${step}`)
      return answer
    }
    return {
      locks: {
        acquire: (name, options) => after(locks.acquire(name, options)),
        renew: (name, token, options) => after(locks.renew(name, token, options)),
        release: (name, token) => after(locks.release(name, token)),
        evict: (snapshot) => after(locks.evict(snapshot)),
        inspect: (name) => after(locks.inspect(name)),
        list: (options) => after(locks.list(options)),
      },
      async close() {
        locks.close()
      },
    }
  },
})
