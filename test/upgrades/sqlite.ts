/** Version 0 of the SQLite schema, frozen, and a program of that version at work on it. */
import { connect } from '../../dist/adapters/sqlite/driver.js'
import type { Connection } from '../../dist/adapters/sqlite/driver.js'
import type { OldProgram, Progress } from './old-program.ts'
import { oldHost, oldPid } from './old-program.ts'

const schema = `
  CREATE TABLE op_checkpoint (
    key TEXT NOT NULL PRIMARY KEY,
    pin TEXT NOT NULL,
    done TEXT NOT NULL,
    updated_at INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE op_lock (
    name TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    acquired_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  );
  CREATE TABLE op_output (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
  );`

/** How long a program waits for others, ms. */
const busyMs = 5_000

/** Writes an empty place of version 0. */
export async function makeOldSqlite(file: string): Promise<void> {
  const db = await connect(file, busyMs)
  db.exec(schema)
  db.close()
}

interface Row {
  readonly pin: string
  readonly done: string
}

function locksOf(db: Connection): Pick<OldProgram, 'acquire' | 'refresh' | 'release'> {
  const mine = 'name = ? AND host = ? AND pid = ?'
  const acquire = db.prepare(
    `INSERT INTO op_lock VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET host = excluded.host,
         pid = excluded.pid, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
       WHERE op_lock.expires_at <= excluded.acquired_at`,
  )
  const refresh = db.prepare(`UPDATE op_lock SET expires_at = ? WHERE ${mine}`)
  const release = db.prepare(`DELETE FROM op_lock WHERE ${mine}`)
  return {
    acquire: async (name, ttlMs, nowMs) => acquire.run(name, oldHost, oldPid, nowMs, nowMs + ttlMs).changes === 1,
    refresh: async (name, ttlMs, nowMs) => refresh.run(nowMs + ttlMs, name, oldHost, oldPid).changes === 1,
    release: async (name) => release.run(name, oldHost, oldPid).changes === 1,
  }
}

/** A program of version 0 on a file of that version, or on one that was upgraded while it ran. */
export async function oldSqlite(file: string): Promise<OldProgram> {
  const db = await connect(file, busyMs)
  const load = db.prepare('SELECT pin, done FROM op_checkpoint WHERE key = ?')
  const save = db.prepare(
    `INSERT INTO op_checkpoint VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
       SET pin = excluded.pin, done = excluded.done, updated_at = excluded.updated_at`,
  )
  const clear = db.prepare('DELETE FROM op_checkpoint WHERE key = ?')
  const get = db.prepare('SELECT value FROM op_output WHERE scope = ? AND key = ?').pluck()
  const put = db.prepare('INSERT OR REPLACE INTO op_output VALUES (?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM op_output WHERE scope = ? AND key = ?')
  return {
    async load(key) {
      const row = load.get(key) as Row | undefined
      return row && { pin: row.pin, done: JSON.parse(row.done) as string[] }
    },
    async save(key, { pin, done }: Progress, nowMs) {
      save.run(key, pin, JSON.stringify(done), nowMs)
    },
    async clear(key) {
      clear.run(key)
    },
    ...locksOf(db),
    get: async (scope, key) => get.get(scope, key) as string | undefined,
    async put(scope, key, value, nowMs) {
      put.run(scope, key, value, nowMs)
    },
    async delete(scope, key) {
      remove.run(scope, key)
    },
    async close() {
      db.close()
    },
  }
}
