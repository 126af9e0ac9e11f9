/** A counter in SQLite that is right whenever it answers, and meets a busy store in every way that there is. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { defineAdapter } from 'holdfast'
import type { Adapter } from 'holdfast'
import { countersPort } from './counters.contract.ts'

type Database = Database.Database

function opened(file: string, timeout: number): Database {
  const db = new Database(file, { timeout })
  db.pragma('journal_mode = WAL')
  db.exec(
    'CREATE TABLE IF NOT EXISTS counter (n INTEGER); INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT n FROM counter)',
  )
  return db
}

/** Adds one with what has been begun on this connection. */
function step(db: Database): number {
  return Number(db.prepare('UPDATE counter SET n = n + 1 RETURNING n').pluck().get())
}

const adapter: Adapter = defineAdapter({
  name: 'driver-counters',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'host', ports: { counters: {} } },
  ports: [countersPort],
  async create({ dir }) {
    return { file: join(dir, 'place.sqlite'), other: join(dir, 'other.sqlite') }
  },
  async open({ file, other }) {
    const [db, beside, hasty] = [opened(file, 2_000), opened(other, 2_000), opened(file, 0)]
    const read = (on: Database): number => Number(on.prepare('SELECT n FROM counter').pluck().get())
    let calls = 0
    return {
      counters: {
        add: async () => db.transaction(() => step(db)).immediate(),
        // Reads, and then finds that it may not write what it has read.
        addDeferred: async () =>
          db
            .transaction(() => {
              read(db)
              return step(db)
            })
            .deferred(),
        async addByText() {
          db.exec(
            'CREATE TEMP TABLE IF NOT EXISTS last (n); UPDATE counter SET n = n + 1; DELETE FROM last; INSERT INTO last SELECT n FROM counter',
          )
          return db.prepare('SELECT n FROM last').pluck().get()
        },
        async addByCursor() {
          const [n] = db.prepare('UPDATE counter SET n = n + 1 RETURNING n').pluck().iterate()
          return n
        },
        // Every second call takes the two files in the other order.
        async addCrossed() {
          calls += 1
          const [first, second] = calls % 2 === 0 ? [db, beside] : [beside, db]
          return first.transaction(() => second.transaction(() => step(db)).immediate()).immediate()
        },
        addHastily: async () => hasty.transaction(() => step(hasty)).immediate(),
        // Polls until another has added.
        async addAfter() {
          while (read(db) === 0) continue
          return db.transaction(() => step(db)).immediate()
        },
        addNever: () => new Promise(() => {}),
        async addBlocked() {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
        },
        read: async () => read(db),
      },
      async close() {
        const timeouts = [db, beside, hasty].map((each) => each.pragma('busy_timeout', { simple: true }))
        if (timeouts.join() !== '2000,2000,0')
          throw new Error(`another timeout than it was opened with: ${timeouts.join()}`)
        for (const each of [db, beside, hasty]) each.close()
      },
    }
  },
})

export default adapter
