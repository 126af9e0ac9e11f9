/** What is said to SQLite of blobs. */
import type { Connection } from './driver.ts'
import { Statement } from './driver.ts'

type Named<Name extends string> = { readonly [name in Name]: Statement }

/** How a blob comes to be. Who adds to it or publishes it is told its size; nothing where it is there no more. */
export function writing(db: Connection): Named<'begin' | 'grow' | 'add' | 'publish'> {
  const own = `WHERE id = @id AND state = 'writing' RETURNING size`
  return {
    begin: new Statement(
      db,
      `INSERT INTO blob (id, scope, mime, size, state, touched_at) VALUES (@id, @scope, @mime, 0, 'writing', @now)`,
    ),
    grow: new Statement(db, `UPDATE blob SET size = size + @length, touched_at = @now ${own}`, 'plucked'),
    add: new Statement(db, 'INSERT INTO blob_chunk (id, position, bytes) VALUES (?, ?, ?)'),
    publish: new Statement(db, `UPDATE blob SET state = 'published', touched_at = @now ${own}`, 'plucked'),
  }
}

/** How it is read. */
export function reading(db: Connection): Named<'find' | 'piece' | 'page'> {
  return {
    find: new Statement(db, `SELECT * FROM blob WHERE id = ? AND scope = ? AND state = 'published'`),
    // No row where the blob is deleted, and one without bytes where the chunk is missing.
    piece: new Statement(
      db,
      `SELECT bytes FROM blob LEFT JOIN blob_chunk ON blob_chunk.id = blob.id AND position = ?
         WHERE blob.id = ? AND state = 'published'`,
    ),
    page: new Statement(
      db,
      `SELECT * FROM blob WHERE state = 'published' AND touched_at <= ? AND id > ? ORDER BY id LIMIT ?`,
    ),
  }
}

/** How it goes: its row is dead first, by one of three, and then its chunks are removed, and the row with the last. */
export function ending(db: Connection): Named<'kill' | 'abandon' | 'expire' | 'dead' | 'removeChunks' | 'removeRow'> {
  const die = `UPDATE blob SET state = 'dead' WHERE`
  return {
    kill: new Statement(db, `${die} id = ? AND scope = ? AND state = 'published'`),
    abandon: new Statement(db, `${die} id = ? AND state = 'writing'`),
    expire: new Statement(db, `${die} state = 'writing' AND touched_at <= ?`),
    dead: new Statement(db, `SELECT id FROM blob WHERE state = 'dead'`, 'plucked'),
    removeChunks: new Statement(
      db,
      'DELETE FROM blob_chunk WHERE rowid IN (SELECT rowid FROM blob_chunk WHERE id = ? LIMIT ?)',
    ),
    removeRow: new Statement(db, `DELETE FROM blob WHERE id = ? AND state = 'dead'`),
  }
}
