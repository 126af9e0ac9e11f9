/** Locks in SQLite with a rollback journal that is deleted by each commit: what a loss of power does to it hangs on one setting. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Adapter, LockSnapshot as Row } from 'holdfast'
import { defineAdapter, locksOn } from 'holdfast'

/** With `EXTRA` the folder is synced after the journal was deleted; with `FULL` the journal may come back. */
export function rollbackLocks(name: string, module: string, synchronous: 'EXTRA' | 'FULL'): Adapter {
  return defineAdapter({
    name,
    module,
    claims: {
      survives: 'power',
      sharing: 'session',
      ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
    },
    async create({ dir }) {
      return { file: join(dir, 'place.sqlite') }
    },
    async open({ file }, { clock }) {
      const db = new Database(file)
      db.pragma('journal_mode = DELETE')
      db.pragma(`synchronous = ${synchronous}`)
      db.exec('CREATE TABLE IF NOT EXISTS held (name TEXT PRIMARY KEY, row TEXT NOT NULL)')
      const rows = (): Row[] => {
        const texts = db.prepare('SELECT row FROM held').pluck().all() as string[]
        return texts.map((text) => JSON.parse(text) as Row)
      }
      const put = (row: Row): void => {
        db.prepare('INSERT OR REPLACE INTO held VALUES (?, ?)').run(row.name, JSON.stringify(row))
      }
      const last = (wanted: string): Row | undefined => rows().find((row) => row.name === wanted)
      const held = (): Row[] => rows().filter((row) => row.takeableAtMs > 0)
      const free = (row: Row): void => put({ ...row, takeableAtMs: 0 })
      return { locks: locksOn({ last, held, put, free }, clock), close: async () => void db.close() }
    },
  })
}
