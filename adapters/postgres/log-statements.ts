/** The statements of logs. */
import { createHash } from 'node:crypto'
import type { Parameter, Statement } from './driver.ts'
import type { Tables } from './tables.ts'

type Name = 'read' | 'lock' | 'make' | 'after' | 'grow' | 'seal' | 'empty' | 'remove' | 'prune'

export type LogStatements = { readonly [name in Name]: Statement }

/** What `read`, `lock`, `make` and `seal` are given first: where the row of a log is. */
export function logParameters(namespace: number, scope: string, name: string): readonly Parameter[] {
  // A scope is JSON, in which no newline stands as it is.
  const digest = createHash('sha256').update(`${scope}\n${name}`).digest()
  return [namespace, digest, scope, Buffer.from(name)]
}

/** Whoever runs `grow`, `empty` or `remove` has the row of the log locked. */
export function logStatements(tables: Tables): LogStatements {
  const { now } = tables
  const [log, entry] = [`${tables.in}log`, `${tables.in}log_entry`]
  const ofLog = 'namespace = $1 AND digest = $2 AND scope = $3 AND name = $4'
  const columns = 'namespace, digest, scope, name, next, size, dropped, sealed, touched_at'
  const sql = (name: Name, text: string): Statement => tables.statement(`logs.${name}`, text)
  return {
    // One statement, so that all it tells is of one moment: the entries that hold the last so many bytes.
    read: sql(
      'read',
      `SELECT next, l.size, dropped, sealed, touched_at, e.seq, e.size AS entry_size, e.entry
         FROM ${log} l LEFT JOIN LATERAL (
           SELECT seq, size, entry, sum(size) OVER (ORDER BY seq DESC) - size AS behind FROM ${entry} WHERE id = l.id
         ) e ON e.behind < $5::bigint
         WHERE ${ofLog} ORDER BY e.seq DESC`,
    ),
    lock: sql('lock', `SELECT id, next, size, dropped, sealed FROM ${log} WHERE ${ofLog} FOR UPDATE`),
    make: sql(
      'make',
      `INSERT INTO ${log} (${columns}) VALUES ($1, $2, $3, $4, 1, 0, 0, false, ${now})
         ON CONFLICT DO NOTHING RETURNING id, next, size, dropped, sealed`,
    ),
    after: sql('after', `SELECT seq, size FROM ${entry} WHERE id = $1 AND seq > $2 ORDER BY seq LIMIT 64`),
    // What goes and what comes are never the same rows.
    grow: sql(
      'grow',
      `WITH gone AS (DELETE FROM ${entry} WHERE id = $2 AND seq <= $6),
         added AS (INSERT INTO ${entry} (id, seq, size, entry) VALUES ($2, $3, $4, $5))
       UPDATE ${log} SET next = $3::bigint + 1, size = size + $4::bigint - $7::bigint, dropped = dropped + $7::bigint,
           touched_at = ${now} WHERE id = $2`,
    ),
    seal: sql(
      'seal',
      `INSERT INTO ${log} AS old (${columns}) VALUES ($1, $2, $3, $4, 1, 0, 0, true, ${now})
         ON CONFLICT (namespace, digest) DO UPDATE
           SET sealed = true, touched_at = CASE WHEN old.sealed THEN old.touched_at ELSE ${now} END
           WHERE old.scope = excluded.scope AND old.name = excluded.name
         RETURNING next, touched_at`,
    ),
    empty: sql('empty', `DELETE FROM ${entry} WHERE id = $1`),
    remove: sql('remove', `DELETE FROM ${log} WHERE id = $1`),
    // A log that is sealed gets no entry more: those that the statement sees are all.
    prune: sql(
      'prune',
      `WITH old AS (
         DELETE FROM ${log} WHERE namespace = $1 AND sealed AND touched_at BETWEEN 0 AND (SELECT ${now} - $2::bigint) RETURNING id),
         gone AS (DELETE FROM ${entry} WHERE id IN (SELECT id FROM old))
       SELECT count(*) AS logs FROM old`,
    ),
  }
}
