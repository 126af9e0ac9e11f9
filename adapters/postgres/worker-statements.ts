/** The statements of workers. */
import { workerColumns } from '../../src/core/workers/columns.ts'
import type { Statement } from './driver.ts'
import type { Tables } from './tables.ts'

type Name = 'named' | 'count' | 'put' | 'remove' | 'beat' | 'get'

export type WorkerStatements = { readonly [name in Name]: Statement } & {
  readonly page: (limit: number) => Statement
}

/** Every column, in the order in which `put` takes them behind the namespace. */
export const everyColumn: readonly string[] = [...workerColumns, 'facts']

/** Whoever runs one that changes something holds the feed of the tasks, but for `beat`, which needs its row only. */
export function workerStatements(tables: Tables): WorkerStatements {
  const { now } = tables
  const worker = `${tables.in}worker`
  const shown = workerColumns.map((column) => `w.${column}`).join(', ')
  const clock = `WITH clock AS MATERIALIZED (SELECT ${now} AS at)`
  const changed = ['state', 'child', 'activated_at', 'heartbeat_at'].map((column) => `${column} = excluded.${column}`)
  const sql = (name: string, text: string): Statement => tables.statement(`workers.${name}`, text)
  return {
    named: sql(
      'named',
      `SELECT ${shown} FROM ${worker} w WHERE w.namespace = $1 AND (w.id = $2 OR w.task = $3) FOR UPDATE OF w`,
    ),
    count: sql(
      'count',
      `SELECT count(*)::bigint AS workers FROM ${worker} w WHERE w.namespace = $1 AND NOT EXISTS (
         SELECT FROM unnest($2::bytea[], $3::bigint[]) AS dead(id, token) WHERE dead.id = w.id AND dead.token = w.token)`,
    ),
    put: sql(
      'put',
      `INSERT INTO ${worker} (namespace, ${everyColumn.join(', ')})
         VALUES ($1, ${everyColumn.map((_, at) => `$${at + 2}`).join(', ')})
         ON CONFLICT (namespace, id) DO UPDATE SET ${changed.join(', ')}`,
    ),
    remove: sql('remove', `DELETE FROM ${worker} WHERE namespace = $1 AND id = $2`),
    beat: sql(
      'beat',
      `UPDATE ${worker} w SET heartbeat_at = ${now} WHERE w.namespace = $1 AND w.id = $2 AND w.token = $3
         RETURNING ${shown}`,
    ),
    get: sql('get', `SELECT ${shown}, w.facts, ${now} AS at FROM ${worker} w WHERE w.namespace = $1 AND w.id = $2`),
    page: (limit) =>
      sql(
        `page.${limit}`,
        `${clock} SELECT ${shown}, (SELECT at FROM clock) AS at FROM ${worker} w
           WHERE w.namespace = $1 AND w.id > $2 AND ($3::bytea IS NULL OR w.task = $3)
             AND ($4::text IS NULL OR w.owner = $4) ORDER BY w.id LIMIT ${limit}`,
      ),
  }
}
