/**
 * Outputs in SQLite: one row a scope and key, by their texts. Every change is one IMMEDIATE transaction, in which the
 * clock is read after the write lock is held: rows are dated in the order in which they are written.
 */
import type { Clock, OutputRows } from '../../contracts/index.ts'
import { pageIn } from '../../src/core/pages.ts'
import { moment, rowReader, text } from '../../src/core/rows.ts'
import type { Connection } from './driver.ts'
import { Statement } from './driver.ts'
import type { Changing } from './failures.ts'

const readRow = rowReader('output_row', { value: text, stored_at: moment })
const readKey = rowReader('output_row', { key: text })
const readScope = rowReader('output_row', { scope: text })

interface Named {
  readonly key: unknown
}

interface Scoped {
  readonly scope: unknown
}

function statements(db: Connection): {
  readonly [name in 'read' | 'write' | 'remove' | 'clear' | 'prune' | 'page' | 'scopes']: Statement
} {
  return {
    read: new Statement(db, 'SELECT value, stored_at FROM output_row WHERE scope = ? AND key = ?'),
    write: new Statement(
      db,
      `INSERT INTO output_row (scope, key, stored_at, value) VALUES (@scope, @key, @now, @value)
         ON CONFLICT (scope, key) DO UPDATE SET stored_at = excluded.stored_at, value = excluded.value`,
    ),
    remove: new Statement(db, 'DELETE FROM output_row WHERE scope = ? AND key = ?'),
    clear: new Statement(db, 'DELETE FROM output_row WHERE scope = ?'),
    prune: new Statement(db, 'DELETE FROM output_row WHERE stored_at BETWEEN 0 AND ?'),
    page: new Statement(db, 'SELECT key FROM output_row WHERE scope = ? AND key > ? ORDER BY key LIMIT ?'),
    // From each scope to the next by the key of the table: the rows of a scope are not read.
    scopes: new Statement(
      db,
      `WITH RECURSIVE next (scope) AS (
         SELECT min(scope) FROM output_row WHERE scope > @cursor
         UNION ALL
         SELECT (SELECT min(scope) FROM output_row WHERE scope > next.scope) FROM next WHERE next.scope IS NOT NULL
       )
       SELECT scope FROM next WHERE scope IS NOT NULL LIMIT @limit`,
    ),
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
      const found = sql.read.get(scope, key)
      if (found === undefined) return { status: 'miss' }
      const { value, stored_at: storedAtMs } = readRow(found, `${scope} ${key}`)
      return { status: 'hit', value, storedAtMs }
    },
    put: async (scope, key, value) => ({ status: 'stored', storedAtMs: await write(scope, key, value) }),
    delete: async (scope, key) => ({ status: (await remove(scope, key)) === 1 ? 'deleted' : 'absent' }),
    clear: async (scope) => ({ rows: await clear(scope) }),
    prune: async ({ olderThanMs }) => ({ rows: await prune(olderThanMs) }),
    async scopes({ limit, cursor = '' }) {
      const found = sql.scopes.all({ cursor, limit: limit + 1 }) as readonly Scoped[]
      const scopeOf = (row: Scoped): string => String(row.scope)
      return pageIn('scopes', { found, limit }, scopeOf, (row) => readScope(row, 'scopes').scope)
    },
    async keys(scope, { limit, cursor = '' }) {
      const found = sql.page.all(scope, cursor, limit + 1) as readonly Named[]
      const keyOf = (row: Named): string => String(row.key)
      return pageIn('keys', { found, limit }, keyOf, (row) => readKey(row, scope).key)
    },
  }
}
