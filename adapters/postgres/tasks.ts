/**
 * Tasks in Postgres: a row a task, and a row for each of those that it still waits for. Whoever changes tasks first locks
 * the row of the feed of its namespace, then reads what the change may come to, and writes all of it by one statement. So
 * changes of a namespace have one order, in which their events are numbered and seen, and nothing is waited for in two
 * orders. A renewal tells of nothing: it locks the row of its task alone, which whoever changes an active task locks too.
 */
import type { TaskRows } from '../../contracts/index.ts'
import type { StoredRow } from '../../src/core/tasks/columns.ts'
import { taskPageIn } from '../../src/core/tasks/columns.ts'
import { endOfPart, reapInParts } from '../../src/core/tasks/reaping.ts'
import { foremostOf } from '../../src/core/tasks/rows.ts'
import type { Calls } from './calls.ts'
import type { Tables } from './tables.ts'
import { Feed } from './task-feed.ts'
import type { TaskStatements } from './task-statements.ts'
import { prunedMax, taskStatements } from './task-statements.ts'
import { eventOf, summaryOf, taskOf, textsOf } from './task-texts.ts'

type Changes = Pick<TaskRows, 'insert' | 'move' | 'revive' | 'claim' | 'reap' | 'prune'>

/** What changes tasks. Who finds nothing to change locks nothing: an idle queue is asked again and again. */
function openChanges(calls: Calls, sql: TaskStatements, namespace: number): Changes {
  const feed = new Feed(calls, sql, namespace)
  return {
    insert: (given) => feed.change(feed.inserting(given), (tasks) => tasks.insert(given)),
    move: (id, move) => feed.change(feed.named(id, move.to !== 'completed'), (tasks) => tasks.move(id, move)),
    revive: (id, options) => feed.change(feed.named(id, false), (tasks) => tasks.revive(id, options)),
    async claim(queue, claim) {
      const asked = feed.claim(queue, claim, null)
      const rows = await calls.sought<StoredRow & { readonly at: number }>(sql.claimable, asked)
      const atMs = rows[0]?.at ?? 0
      const foremost = foremostOf(rows.map(summaryOf), claim, atMs)
      if (!foremost) return { status: 'none' }
      if (foremost.state === 'pending' && foremost.dueAtMs > atMs) return { status: 'none', dueAtMs: foremost.dueAtMs }
      return feed.change(feed.claimable(queue, claim), (tasks) => tasks.claim(queue, claim))
    },
    reap: ({ graceMs }) =>
      reapInParts(async (after, sound) => {
        const due = await calls.sought(sql.lapsed, feed.reap(after, graceMs, null))
        if (due.length === 0) return { reaped: { stalled: 0, failed: 0, timedOut: 0 } }
        const ids: string[] = []
        const reaped = await feed.change(feed.lapsed(after, graceMs, sound, ids), (tasks) => tasks.reap({ graceMs }))
        return { reaped, upTo: endOfPart(ids) }
      }),
    async prune({ olderThanMs }) {
      let tasks = 0
      for (let last = prunedMax; last === prunedMax;) {
        last = await feed.locked(async (query, _, atMs) => {
          const { count } = await query(sql.prune, [namespace, atMs - olderThanMs])
          return count
        })
        tasks += last
      }
      return { tasks }
    },
  }
}

/** A session's tasks: renewals go by calls of their own, which find a slot whatever else is done. */
export function openTasks(calls: Calls, renewals: Calls, tables: Tables): TaskRows {
  const sql = taskStatements(tables)
  const { namespace } = tables
  return {
    ...openChanges(calls, sql, namespace),
    async get(id) {
      const [row] = await calls.read<StoredRow>(sql.get, [namespace, Buffer.from(id)])
      return row ? { status: 'there', task: taskOf(row) } : { status: 'absent' }
    },
    async heartbeat(id, token, { progress } = {}) {
      const values = [namespace, Buffer.from(id), token, progress?.value ?? null]
      const { rows } = await renewals.change<{ readonly lease_until: number }>(sql.renew, values)
      return rows[0] ? { status: 'held', leaseUntilMs: rows[0].lease_until } : { status: 'lost' }
    },
    async list({ queue, states, limit, cursor = '' }) {
      const values = [namespace, Buffer.from(cursor), queue === undefined ? null : Buffer.from(queue), states ?? null]
      const rows = await calls.read<StoredRow>(sql.page(limit + 1), values)
      return taskPageIn(rows.map(textsOf), limit, summaryOf)
    },
    async events({ after, limit }) {
      const events = (await calls.read<StoredRow>(sql.told(limit), [namespace, after])).map(eventOf)
      return { events, next: events.at(-1)?.seq ?? after }
    },
  }
}
