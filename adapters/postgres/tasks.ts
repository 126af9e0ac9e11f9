/**
 * Tasks in Postgres: a row a task, and a row for each of those that it still waits for. Whoever changes tasks first locks
 * the row of the feed of its namespace, then reads what the change may come to, and writes all of it by one statement. So
 * changes of a namespace have one order, in which their events are numbered and seen, and nothing is waited for in two
 * orders. A renewal tells of nothing: it locks the row of its task alone, which whoever changes an active task locks too.
 */
import type { TaskRows } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { StoredRow } from '../../src/core/fields.ts'
import { taskPageIn } from '../../src/core/tasks/columns.ts'
import type { SoundRows } from '../../src/core/tasks/reaping.ts'
import { endOfPart, reapInParts } from '../../src/core/tasks/reaping.ts'
import type { TaskRow } from '../../src/core/tasks/rows.ts'
import { foremostOf } from '../../src/core/tasks/rows.ts'
import { tasksOn } from '../../src/core/tasks/store.ts'
import { TaskTable } from '../../src/core/tasks/table.ts'
import { TaskView } from '../../src/core/tasks/view.ts'
import type { Calls, Query } from './calls.ts'
import type { Parameter } from './driver.ts'
import type { Tables } from './tables.ts'
import type { TaskStatements } from './task-statements.ts'
import { prunedMax, taskStatements } from './task-statements.ts'
import { changeText, eventOf, summaryOf, taskOf, textsOf } from './task-texts.ts'

function bytesOf(names: readonly string[]): readonly Buffer[] {
  return names.map((name) => Buffer.from(name))
}

/** The tasks that a change may come to, as they are when the feed is locked. */
type Load = (query: Query, atMs: number) => Promise<readonly TaskRow[]>

/** What `lock` gives. */
interface FeedRow {
  readonly seq: number
  readonly at: number
}

/** Changes of the tasks of a namespace, one after the other. */
class Feed {
  readonly #calls: Calls
  readonly #sql: TaskStatements
  readonly #namespace: number

  constructor(calls: Calls, sql: TaskStatements, namespace: number) {
    this.#calls = calls
    this.#sql = sql
    this.#namespace = namespace
  }

  /** Does some work in a transaction that has the feed: by the last number that was issued, and by the time. */
  locked<Answer>(work: (query: Query, issued: number, atMs: number) => Promise<Answer>): Promise<Answer> {
    const begun = async (query: Query, [feed]: readonly FeedRow[]): Promise<Answer> => {
      if (!feed) throw new StoreError('CORRUPT', 'the feed of tasks is locked, and is not there')
      return work(query, feed.seq, feed.at)
    }
    return this.#calls.transaction(begun, [this.#sql.lock])
  }

  /** Does a call's work on tasks that are loaded, and writes what it changed. */
  change<Answer>(load: Load, work: (tasks: TaskRows) => Promise<Answer>): Promise<Answer> {
    return this.locked(async (query, issued, atMs) => {
      const found = new TaskTable()
      for (const row of await load(query, atMs)) found.put(row)
      const view = new TaskView(found, issued)
      const answer = await work(tasksOn(view, { now: () => atMs }))
      const { change } = view
      if (change.put.length > 0)
        await query(this.#sql.flush, [this.#namespace, changeText(found, change), change.issued])
      return answer
    })
  }
}

type Changes = Pick<TaskRows, 'insert' | 'move' | 'revive' | 'claim' | 'reap' | 'prune'>

function openChanges(calls: Calls, sql: TaskStatements, namespace: number): Changes {
  const feed = new Feed(calls, sql, namespace)

  /** Loads tasks, with those that wait for them; and where `isDeep` with those that wait for these, and so on. */
  const named = async (query: Query, ids: readonly string[], isDeep: boolean): Promise<readonly StoredRow[]> => {
    const { rows } = await query<StoredRow>(sql.named, [namespace, bytesOf(ids), isDeep ? 1 : 0])
    return rows
  }

  const claimable = (queue: string, claimId: string, kinds: readonly string[] | undefined): readonly Parameter[] => [
    namespace,
    Buffer.from(queue),
    Buffer.from(claimId),
    kinds ? bytesOf(kinds) : null,
  ]

  const lapsed = (after: string, graceMs: number): readonly Parameter[] => [namespace, Buffer.from(after), graceMs]

  /** Loads what is lapsed; of a row among these that came to harm only the harm is told. */
  const loadLapsed =
    (after: string, graceMs: number, sound: SoundRows, ids: string[]): Load =>
    async (query, atMs) => {
      const { rows } = await query<{ readonly id: Buffer }>(sql.lapsed, [...lapsed(after, graceMs), atMs])
      ids.splice(0, ids.length, ...rows.map(({ id }) => id.toString()))
      const found = new Map((await named(query, ids, true)).map((row) => [String(row['id']), row]))
      const claimed = sound(ids, (id) => {
        const row = found.get(id)
        return row && summaryOf(row)
      })
      for (const id of ids) found.delete(id)
      return [...claimed, ...[...found.values()].map(summaryOf)]
    }

  return {
    insert: (given) =>
      feed.change(
        async (query) => {
          const ids = given.flatMap(({ id, after = [] }) => [id, ...after])
          const keyed = given.filter(({ idempotencyKey }) => idempotencyKey !== undefined)
          const { rows } = await query<StoredRow>(sql.inserting, [
            namespace,
            bytesOf([...new Set(ids)]),
            bytesOf(keyed.map(({ queue }) => queue)),
            bytesOf(keyed.map(({ idempotencyKey = '' }) => idempotencyKey)),
          ])
          return rows.map(summaryOf)
        },
        (tasks) => tasks.insert(given),
      ),
    move: (id, move) =>
      feed.change(
        async (query) => (await named(query, [id], move.to !== 'completed')).map(summaryOf),
        (tasks) => tasks.move(id, move),
      ),
    revive: (id, options) =>
      feed.change(
        async (query) => (await named(query, [id], false)).map(summaryOf),
        (tasks) => tasks.revive(id, options),
      ),
    async claim(queue, claim) {
      const asked = claimable(queue, claim.claimId, claim.kinds)
      // Who finds nothing keeps nobody from changing anything.
      const rows = await calls.read<StoredRow & { readonly at: number }>(sql.claimable, [...asked, null])
      const foremost = foremostOf(rows.map(summaryOf), claim, rows[0]?.at ?? 0)
      if (!foremost) return { status: 'none' }
      if (foremost.state === 'pending' && foremost.dueAtMs > (rows[0]?.at ?? 0))
        return { status: 'none', dueAtMs: foremost.dueAtMs }
      return feed.change(
        async (query, atMs) => (await query<StoredRow>(sql.claimable, [...asked, atMs])).rows.map(summaryOf),
        (tasks) => tasks.claim(queue, claim),
      )
    },
    reap: ({ graceMs }) =>
      reapInParts(async (after, sound) => {
        const ids: string[] = []
        const due = await calls.read(sql.lapsed, [...lapsed(after, graceMs), null])
        if (due.length === 0) return { reaped: { stalled: 0, failed: 0, timedOut: 0 } }
        const reaped = await feed.change(loadLapsed(after, graceMs, sound, ids), (tasks) => tasks.reap({ graceMs }))
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
