/** The statements of tasks. */
import { reapedMax } from '../../src/core/tasks/reaping.ts'
import { summaryColumns, taskColumns } from '../../src/core/tasks/columns.ts'
import type { Statement } from './driver.ts'
import type { Tables } from './tables.ts'

type Name = 'named' | 'inserting' | 'claimable' | 'lapsed' | 'get' | 'flush' | 'renew' | 'prune'

export type TaskStatements = { readonly [name in Name]: Statement } & {
  /** without parameters: locks the feed, and gives the last number that was issued and the time */
  readonly lock: string
} & {
  readonly [name in 'page' | 'told']: (limit: number) => Statement
}

/** What is removed in one step, at most. */
export const prunedMax = 1_000

/** Columns whose texts are bytes, for they may hold a NUL. */
export const nameColumns: readonly string[] = ['id', 'queue', 'kind', 'idempotency_key', 'claim_id']

/** Columns that change after the insertion. What is not given of progress stays. */
const changing = ['state', 'attempts', 'stalls', 'token', 'due_at', 'started_at', 'lease_until', 'claim_id', 'ended_at']
const changed = [
  ...[...changing, 'why', 'result'].map((column) => `${column} = ${given(column)}`),
  'progress = coalesce(r.progress, t.progress)',
]

function typeOf(column: string): string {
  const isText = [...nameColumns, 'state', 'why', 'progress', 'result', 'payload'].includes(column)
  return isText ? 'text' : 'bigint'
}

/** A column of a row that is given as JSON. */
function given(column: string): string {
  return nameColumns.includes(column) ? `decode(r.${column}, 'hex')` : `r.${column}`
}

/** Rows that are given as JSON under a name. */
function rowsOf(name: string, columns: readonly string[]): string {
  return `json_to_recordset($2::json -> '${name}') AS r(${columns.map((column) => `${column} ${typeOf(column)}`).join(', ')})`
}

/** Any of the ids in rows that are given: so that rows are found by them, whatever the server believes of a table. */
function idsOf(name: string): string {
  return `ANY (ARRAY(SELECT decode(g.id, 'hex') FROM json_to_recordset($2::json -> '${name}') AS g(id text)))`
}

/** The parts of one statement that writes all that a call changed. They touch no row twice. */
function flushed(task: string, dependency: string, event: string, feed: string): string {
  const eventColumns = ['seq', 'id', 'queue', 'from_state', 'to_state', 'at', 'message']
  return `WITH inserted AS (
      INSERT INTO ${task} (namespace, ${taskColumns.join(', ')})
        SELECT $1, ${taskColumns.map(given).join(', ')} FROM ${rowsOf('inserted', taskColumns)}),
    changed AS (
      UPDATE ${task} t SET ${changed.join(', ')} FROM ${rowsOf('changed', taskColumns)}
        WHERE t.namespace = $1 AND t.id = decode(r.id, 'hex') AND t.id = ${idsOf('changed')}),
    awaited AS (
      INSERT INTO ${dependency} (namespace, id, waits_for, position)
        SELECT $1, decode(r.id, 'hex'), decode(r.waits_for, 'hex'), r.position
          FROM json_to_recordset($2::json -> 'awaited') AS r(id text, waits_for text, position integer)),
    let_go AS (
      DELETE FROM ${dependency} d
        USING json_to_recordset($2::json -> 'letGo') AS r(id text, waits_for text)
        WHERE d.namespace = $1 AND d.id = decode(r.id, 'hex') AND d.waits_for = decode(r.waits_for, 'hex')
          AND d.id = ${idsOf('letGo')}),
    told AS (
      INSERT INTO ${event} (namespace, ${eventColumns.join(', ')})
        SELECT $1, r.seq, decode(r.id, 'hex'), decode(r.queue, 'hex'), r.from_state, r.to_state, r.at, r.message
          FROM json_to_recordset($2::json -> 'told')
            AS r(seq bigint, id text, queue text, from_state text, to_state text, at bigint, message text))
    UPDATE ${feed} SET seq = $3 WHERE namespace = $1`
}

/** What a claim gives, and what comes next where it gives nothing. Without a time it is the store's. */
function claimed(task: string, now: string, shown: string): string {
  const pending = `FROM ${task} WHERE namespace = $1 AND queue = $2 AND state = 'pending'
    AND ($4::bytea[] IS NULL OR kind = ANY ($4))`
  return `WITH clock AS MATERIALIZED (SELECT coalesce($5::bigint, ${now}) AS at),
      own AS (SELECT id FROM ${task} WHERE namespace = $1 AND queue = $2 AND claim_id = $3 AND state = 'active'),
      soonest AS (SELECT id, due_at ${pending} ORDER BY due_at, id LIMIT 1),
      due AS (
        SELECT id ${pending} AND due_at <= (SELECT at FROM clock)
          AND EXISTS (SELECT FROM soonest WHERE due_at <= (SELECT at FROM clock))
          ORDER BY priority DESC, due_at, id LIMIT 1)
    ${shown}, (SELECT at FROM clock) AS at FROM ${task} t WHERE t.namespace = $1 AND t.id = ANY (ARRAY(
      SELECT id FROM own UNION ALL SELECT id FROM due UNION ALL
        SELECT id FROM soonest WHERE NOT EXISTS (SELECT FROM due)))`
}

/** Whoever runs one that changes something holds the row of the feed, which `lock` locks; `renew` needs that of its task only. */
export function taskStatements(tables: Tables): TaskStatements {
  const { namespace, now } = tables
  const [task, dependency, event, feed, worker] = ['task', 'task_dependency', 'task_event', 'task_feed', 'worker'].map(
    (name) => tables.in + name,
  ) as [string, string, string, string, string]
  const shown = (columns: readonly string[]): string => `SELECT ${columns.map((column) => `t.${column}`).join(', ')},
    ARRAY(SELECT d.waits_for FROM ${dependency} d WHERE d.namespace = t.namespace AND d.id = t.id ORDER BY d.position)
      AS waits_for`
  const rows = `${shown(summaryColumns)} FROM ${task} t WHERE t.namespace = $1`
  const sql = (name: string, text: string): Statement => tables.statement(`tasks.${name}`, text)
  return {
    lock: `INSERT INTO ${feed} AS held (namespace, seq) VALUES (${namespace}, 0)
      ON CONFLICT (namespace) DO UPDATE SET seq = held.seq RETURNING seq, ${now.replace('$1', `${namespace}`)} AS at`,
    get: sql('get', `${shown(taskColumns)} FROM ${task} t WHERE t.namespace = $1 AND t.id = $2`),
    // Those that wait for it too; and where asked for, those that wait for them, and so on.
    named: sql(
      'named',
      `WITH RECURSIVE following (id) AS (
           SELECT id FROM unnest($2::bytea[]) AS id
         UNION
           SELECT w.id FROM following f CROSS JOIN LATERAL (
               SELECT d.id FROM ${dependency} d WHERE d.namespace = $1 AND d.waits_for = f.id OFFSET 0) w
             WHERE $3::integer = 1 OR f.id = ANY ($2))
       ${rows} AND t.id = ANY (ARRAY(SELECT id FROM following)) FOR UPDATE OF t`,
    ),
    inserting: sql(
      'inserting',
      `${rows} AND t.id = ANY (ARRAY(
         SELECT id FROM unnest($2::bytea[]) AS id
         UNION
         SELECT k.id FROM unnest($3::bytea[], $4::bytea[]) AS w(queue, idempotency_key)
           JOIN ${task} k ON k.namespace = $1 AND k.queue = w.queue AND k.idempotency_key = w.idempotency_key))
       FOR UPDATE OF t`,
    ),
    claimable: sql('claimable', claimed(task, now, shown(summaryColumns))),
    lapsed: sql(
      'lapsed',
      `WITH clock AS MATERIALIZED (SELECT coalesce($4::bigint, ${now}) AS at)
       SELECT id FROM ${task} WHERE namespace = $1 AND id > $2 AND state = 'active'
           AND least(lease_until + $3::bigint, started_at + timeout_ms) <= (SELECT at FROM clock)
         ORDER BY id LIMIT ${reapedMax}`,
    ),
    page: (limit) =>
      sql(
        `page.${limit}`,
        `${rows} AND t.id > $2 AND ($3::bytea IS NULL OR t.queue = $3) AND ($4::text[] IS NULL OR t.state = ANY ($4))
           ORDER BY t.id LIMIT ${limit}`,
      ),
    flush: sql('flush', flushed(task, dependency, event, feed)),
    renew: sql(
      'renew',
      `UPDATE ${task} SET lease_until = ${now} + lease_ms, progress = coalesce($4, progress)
         WHERE namespace = $1 AND id = $2 AND token = $3 AND state = 'active' RETURNING lease_until`,
    ),
    prune: sql(
      'prune',
      `WITH events AS (DELETE FROM ${event} WHERE namespace = $1 AND at <= $2),
         old AS (
           SELECT id FROM ${task} t WHERE t.namespace = $1 AND t.ended_at <= $2
             AND NOT EXISTS (SELECT FROM ${worker} w WHERE w.namespace = $1 AND w.task = t.id) LIMIT ${prunedMax})
       DELETE FROM ${task} t USING old WHERE t.namespace = $1 AND t.id = old.id`,
    ),
    told: (limit) =>
      sql(
        `told.${limit}`,
        `SELECT seq, id, queue, from_state, to_state, at, message FROM ${event}
           WHERE namespace = $1 AND seq > $2 ORDER BY seq LIMIT ${limit}`,
      ),
  }
}
