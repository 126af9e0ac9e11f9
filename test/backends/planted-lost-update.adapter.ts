/**
 * A counter in SQLite that loses updates: it is read in one transaction and written in another. Nothing is awaited in
 * between, so that only actors that are stopped inside the call can meet there.
 */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { defineAdapter } from 'holdfast'
import type { Adapter } from 'holdfast'
import { countersPort } from './counters.contract.ts'

const adapter: Adapter = defineAdapter({
  name: 'planted-lost-update',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'host', ports: { counters: {} } },
  ports: [countersPort],
  async create({ dir }) {
    return { file: join(dir, 'place.sqlite') }
  },
  async open({ file }) {
    const db = new Database(file)
    db.pragma('journal_mode = WAL')
    db.exec(
      'CREATE TABLE IF NOT EXISTS counter (n INTEGER); INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT n FROM counter)',
    )
    const read = db.prepare('SELECT n FROM counter').pluck()
    const write = db.prepare('UPDATE counter SET n = ?')
    const add = async (): Promise<number> => {
      const next = Number(read.get()) + 1
      write.run(next)
      return next
    }
    return {
      counters: { add, read: async () => read.get() },
      async close() {
        db.close()
      },
    }
  },
})

export default adapter
