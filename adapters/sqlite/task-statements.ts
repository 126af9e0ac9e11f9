/** The statements of tasks. */
import { summaryColumns, taskColumns } from '../../src/core/tasks/columns.ts'
import type { Connection } from './driver.ts'
import { Statement } from './driver.ts'

type Name =
  | 'get'
  | 'keyed'
  | 'claimed'
  | 'due'
  | 'soonest'
  | 'lapsed'
  | 'waiting'
  | 'page'
  | 'whole'
  | 'insert'
  | 'update'
  | 'remove'
  | 'removeEnded'
  | 'awaited'
  | 'await'
  | 'awaitNoMore'
  | 'issue'
  | 'tell'
  | 'told'
  | 'forget'

export type TaskStatements = { readonly [name in Name]: Statement }

const columns = summaryColumns.join(', ')

/** What changes after the insertion; what is not given of progress and payload stays. */
const changed = [
  ...summaryColumns.map((column) => `${column} = @${column}`),
  'progress = coalesce(@progress, progress)',
  'result = @result',
]

const ofKinds = `(@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))`

/** Pending tasks of a queue, by the index in whose order they are asked for. */
function pending(index: string): string {
  return `SELECT ${columns} FROM task INDEXED BY ${index} WHERE queue = @queue AND state = 'pending' AND ${ofKinds}`
}

export function taskStatements(db: Connection): TaskStatements {
  return {
    get: new Statement(db, `SELECT ${columns} FROM task WHERE id = ?`),
    whole: new Statement(db, `SELECT ${taskColumns.join(', ')} FROM task WHERE id = ?`),
    keyed: new Statement(db, `SELECT ${columns} FROM task WHERE queue = ? AND idempotency_key = ?`),
    claimed: new Statement(
      db,
      `SELECT ${columns} FROM task WHERE queue = @queue AND claim_id = @claimId AND state = 'active'`,
    ),
    due: new Statement(
      db,
      `${pending('task_claimable')} AND due_at <= @now ORDER BY priority DESC, due_at, id LIMIT 1`,
    ),
    soonest: new Statement(db, `${pending('task_soonest')} ORDER BY due_at, id LIMIT 1`),
    lapsed: new Statement(
      db,
      `SELECT id FROM task INDEXED BY task_claimed WHERE state = 'active' AND id > @after
           AND (lease_until + @graceMs <= @now OR started_at + timeout_ms <= @now) ORDER BY id LIMIT @limit`,
      'plucked',
    ),
    waiting: new Statement(db, 'SELECT id FROM task_dependency WHERE waits_for = ? ORDER BY id', 'plucked'),
    page: new Statement(
      db,
      `SELECT ${columns} FROM task WHERE id > @cursor AND (@queue IS NULL OR queue = @queue)
           AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states))) ORDER BY id LIMIT @limit`,
    ),
    insert: new Statement(
      db,
      `INSERT INTO task (${taskColumns.join(', ')}) VALUES (${taskColumns.map((column) => `@${column}`).join(', ')})`,
    ),
    update: new Statement(db, `UPDATE task SET ${changed.join(', ')} WHERE id = @id`),
    remove: new Statement(db, 'DELETE FROM task WHERE id = ?'),
    removeEnded: new Statement(db, 'DELETE FROM task WHERE ended_at <= ? AND id NOT IN (SELECT task FROM worker)'),
    awaited: new Statement(db, 'SELECT waits_for FROM task_dependency WHERE id = ? ORDER BY position', 'plucked'),
    await: new Statement(db, 'INSERT INTO task_dependency (id, waits_for, position) VALUES (?, ?, ?)'),
    awaitNoMore: new Statement(db, 'DELETE FROM task_dependency WHERE id = ? AND waits_for = ?'),
    issue: new Statement(db, 'UPDATE task_count SET issued = issued + 1 RETURNING issued', 'plucked'),
    tell: new Statement(
      db,
      `INSERT INTO task_event (seq, id, queue, from_state, to_state, at, message)
         VALUES (@seq, @id, @queue, @from, @to, @atMs, @message)`,
    ),
    told: new Statement(
      db,
      'SELECT seq, id, queue, from_state, to_state, at, message FROM task_event WHERE seq > ? ORDER BY seq LIMIT ?',
    ),
    forget: new Statement(db, 'DELETE FROM task_event WHERE at <= ?'),
  }
}
