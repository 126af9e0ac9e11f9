/** Locks on SQLite, sound, with code that no law reaches and code that runs in the processes of actors only. */
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import { PlantedLocks } from './planted.ts'

/** No law speaks of backups. */
export function backup(file: string): string {
  const copy = `${file}.backup`
  return copy
}

/** The trial process makes places, so this runs in another one. */
function openElsewhere(file: string): string {
  const path = file.trim()
  return path
}

export default defineAdapter({
  name: 'lab-partly-reached',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  async create({ dir }) {
    return { file: join(dir, 'place.sqlite'), maker: process.pid }
  },
  async open({ file, maker }, { clock }) {
    const path = maker === process.pid ? file : openElsewhere(file)
    const locks = new PlantedLocks(path, clock, {})
    return {
      locks,
      async close() {
        locks.close()
      },
    }
  },
})
