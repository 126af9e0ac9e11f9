/**
 * Outputs in SQLite: one row a scope and key, by their texts. Every change is one IMMEDIATE transaction, in which the
 * clock is read after the write lock is held: rows are dated in the order in which they are written.
 */
import type { Clock, OutputRows } from '../../contracts/index.ts'
import type { Connection, Statement } from './driver.ts'
import type { Changing } from './failures.ts'

interface Row {
  readonly value: string
  readonly stored_at: number
}

function statements(db: Connection): {
  readonly [name in 'read' | 'write' | 'remove' | 'clear' | 'prune' | 'page' | 'scopes']: Statement
} {
  return {
    read: db.prepare('SELECT value, stored_at FROM output_row WHERE scope = ? AND key = ?'),
    write: db.prepare(
      `INSERT INTO output_row (scope, key, stored_at, value) VALUES (@scope, @key, @now, @value)
         ON CONFLICT (scope, key) DO UPDATE SET stored_at = excluded.stored_at, value = excluded.value`,
    ),
    remove: db.prepare('DELETE FROM output_row WHERE scope = ? AND key = ?'),
    clear: db.prepare('DELETE FROM output_row WHERE scope = ?'),
    prune: db.prepare('DELETE FROM output_row WHERE stored_at <= ?'),
    // From each scope to the next by the key of the table: the rows of a scope are not read.
    scopes: db
      .prepare(
        `WITH RECURSIVE next (scope) AS (
           SELECT min(scope) FROM output_row WHERE scope > @cursor
           UNION ALL
           SELECT (SELECT min(scope) FROM output_row WHERE scope > next.scope) FROM next WHERE next.scope IS NOT NULL
         )
         SELECT scope FROM next WHERE scope IS NOT NULL LIMIT @limit`,
      )
      .pluck(),
    page: db.prepare('SELECT key FROM output_row WHERE scope = ? AND key > ? ORDER BY key LIMIT ?').pluck(),
  }
}

/** A session's outputs on a connection. */
export function openOutputs(db: Connection, clock: Clock, changing: Changing): OutputRows {
  const sql = statements(db)

  const write = changing((scope: string, key: string, value: string) => {
    const now = clock.now()
    sql.write.run({ scope, key, value, now })
    return now
  })
  const prune = changing((olderThanMs: number) => sql.prune.run(clock.now() - olderThanMs).changes)
  const remove = changing((scope: string, key: string) => sql.remove.run(scope, key).changes)
  const clear = changing((scope: string) => sql.clear.run(scope).changes)

  return {
    async get(scope, key) {
      const row = sql.read.get(scope, key) as Row | undefined
      return row ? { status: 'hit', value: row.value, storedAtMs: row.stored_at } : { status: 'miss' }
    },
    put: async (scope, key, value) => ({ status: 'stored', storedAtMs: await write(scope, key, value) }),
    delete: async (scope, key) => ({ status: (await remove(scope, key)) === 1 ? 'deleted' : 'absent' }),
    clear: async (scope) => ({ rows: await clear(scope) }),
    prune: async ({ olderThanMs }) => ({ rows: await prune(olderThanMs) }),
    async scopes({ limit, cursor = '' }) {
      const found = sql.scopes.all({ cursor, limit: limit + 1 }) as readonly string[]
      const scopes = found.slice(0, limit)
      const last = found.length > limit ? scopes.at(-1) : undefined
      return last === undefined ? { scopes } : { scopes, cursor: last }
    },
    async keys(scope, { limit, cursor = '' }) {
      const found = sql.page.all(scope, cursor, limit + 1) as readonly string[]
      const keys = found.slice(0, limit)
      const last = found.length > limit ? keys.at(-1) : undefined
      return last === undefined ? { keys } : { keys, cursor: last }
    },
  }
}
