/** Sound locks on SQLite, whose sessions end their process where the one before them in its place was killed. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import { PlantedLocks } from './planted.ts'

export default defineAdapter({
  name: 'lab-dies-in-recovery',
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
    const isElsewhere = process.pid !== maker
    if (isElsewhere && existsSync(`${file}.open`)) process.exit(9)
    if (isElsewhere) writeFileSync(`${file}.open`, '')
    const locks = new PlantedLocks(file, clock, {})
    return {
      locks,
      async close() {
        locks.close()
        rmSync(`${file}.open`, { force: true })
      },
    }
  },
})
