/**
 * Tasks in SQLite: a row a task, and a row for each of those that it still waits for. Every change is one IMMEDIATE
 * transaction, with all that follows from it, in which the clock is read after the write lock is held.
 */
import type { Clock, TaskRows, TaskSummary } from '../../contracts/index.ts'
import type { StoredRow } from '../../src/core/tasks/columns.ts'
import { columnsOf, summaryIn, taskEventIn, taskIn, taskPageIn } from '../../src/core/tasks/columns.ts'
import type { WorkerStore } from '../../src/core/workers/table.ts'
import { endOfPart, reapInParts, reapedMax } from '../../src/core/tasks/reaping.ts'
import type { TaskRow } from '../../src/core/tasks/rows.ts'
import type { TaskStep, TaskStore } from '../../src/core/tasks/store.ts'
import { tasksOn } from '../../src/core/tasks/store.ts'
import type { Connection } from './driver.ts'
import type { Changing } from './failures.ts'
import type { TaskStatements } from './task-statements.ts'
import { taskStatements } from './task-statements.ts'
import { workersBeside } from './workers.ts'

function listed(texts: readonly string[] | undefined): string | null {
  return texts === undefined ? null : JSON.stringify(texts)
}

/** Reads a row and what its task waits for, in one transaction. */
function readWith<Task>(
  sql: TaskStatements,
  read: (row: StoredRow, waitsFor: readonly string[]) => Task,
): (row: unknown) => Task | undefined {
  return (row) => {
    const found = row as StoredRow | undefined
    return found && read(found, sql.awaited.all(found['id']) as string[])
  }
}

/** Where what a task waits for changed, its rows do. */
function putAwaited(sql: TaskStatements, { id, waitsFor }: TaskRow): void {
  const [old, now] = [new Set(sql.awaited.all(id) as string[]), new Set(waitsFor)]
  for (const other of old) if (!now.has(other)) sql.awaitNoMore.run(id, other)
  waitsFor.forEach((other, position) => {
    if (!old.has(other)) sql.await.run(id, other, position)
  })
}

/** The tasks of a connection, row by row. */
function storeOn(sql: TaskStatements, workers: WorkerStore): TaskStore {
  const read = readWith<TaskRow>(sql, summaryIn)
  const get: TaskStore['get'] = (id) => read(sql.get.get(id))
  return {
    workers,
    get,
    keyed: (queue, key) => read(sql.keyed.get(queue, key)),
    all: ({ queue = null, states } = {}) =>
      sql.page.all({ queue, states: listed(states), cursor: '', limit: -1 }).flatMap((row) => read(row) ?? []),
    waitingFor: (id) => (sql.waiting.all(id) as string[]).flatMap((waiting) => get(waiting) ?? []),
    foremost(queue, { claimId, kinds }, now) {
      const asked = { queue, kinds: listed(kinds) }
      const found = read(sql.claimed.get({ queue, claimId }) ?? sql.soonest.get(asked))
      return found?.state === 'pending' && found.dueAtMs <= now ? read(sql.due.get({ ...asked, now })) : found
    },
    put(row) {
      const columns = columnsOf(row)
      if (sql.update.run(columns).changes === 0) sql.insert.run(columns)
      putAwaited(sql, row)
    },
    remove: (id) => void sql.remove.run(id),
    issue: () => sql.issue.get() as number,
    tell: ({ from = null, message, ...event }) =>
      void sql.tell.run({ ...event, from, message: message?.value ?? null }),
    told: (after, limit) => sql.told.all(after, limit).map((row) => taskEventIn(row as StoredRow)),
    forget: (atMs) => void sql.forget.run(atMs),
  }
}

/** The tasks of a connection with their workers, for a session's own workers. */
export function taskStoreOn(db: Connection): TaskStore {
  return storeOn(taskStatements(db), workersBeside(db))
}

/** A session's tasks on a connection. */
export function openTasks(db: Connection, clock: Clock, changing: Changing): TaskRows {
  const sql = taskStatements(db)
  const store = storeOn(sql, workersBeside(db))
  const step: TaskStep = (does) => changing(does)()
  const reading = <Answer>(does: () => Answer): Answer => db.transaction(does)()
  const whole = readWith(sql, taskIn)
  const summary = (row: StoredRow): TaskSummary => summaryIn(row, sql.awaited.all(row['id']) as string[])

  const prune = changing((olderThanMs: number) => {
    const untilMs = clock.now() - olderThanMs
    store.forget(untilMs)
    return sql.removeEnded.run(untilMs).changes
  })

  return {
    ...tasksOn(store, clock, step),
    async get(id) {
      const task = reading(() => whole(sql.whole.get(id)))
      return task ? { status: 'there', task } : { status: 'absent' }
    },
    reap: ({ graceMs }) =>
      reapInParts(async (after, sound) => {
        let ids: readonly string[] = []
        const all: TaskStore['all'] = () => {
          ids = sql.lapsed.all({ after, graceMs, now: clock.now(), limit: reapedMax }) as string[]
          return sound(ids, (id) => store.get(id))
        }
        const reaped = await tasksOn({ ...store, all }, clock, step).reap({ graceMs })
        return { reaped, upTo: endOfPart(ids) }
      }),
    async list({ queue = null, states, limit, cursor = '' }) {
      const asked = { queue, states: listed(states), cursor, limit: limit + 1 }
      return reading(() => taskPageIn(sql.page.all(asked) as StoredRow[], limit, summary))
    },
    prune: async ({ olderThanMs }) => ({ tasks: await prune(olderThanMs) }),
  }
}
