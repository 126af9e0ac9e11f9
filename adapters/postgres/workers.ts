/**
 * Workers in Postgres: a row a worker. Whoever changes workers locks the feed of the tasks first, as whoever changes these, and
 * writes both in one transaction. A sign of life locks its own row only, which whoever changes a worker locks too.
 */
import type { Identity, WorkerName, WorkerRows } from '../../contracts/index.ts'
import { pageIn } from '../../src/core/pages.ts'
import type { StoredRow } from '../../src/core/tasks/columns.ts'
import type { TaskStore } from '../../src/core/tasks/store.ts'
import { columnsOfWorker, identityText, idOfWorker, wholeWorkerIn, workerIn } from '../../src/core/workers/columns.ts'
import type { WorkerRow } from '../../src/core/workers/rows.ts'
import { shownWorker } from '../../src/core/workers/rows.ts'
import { workersOn } from '../../src/core/workers/store.ts'
import type { WorkerChange } from '../../src/core/workers/table.ts'
import { WorkerTable } from '../../src/core/workers/table.ts'
import type { Calls, Query } from './calls.ts'
import type { Parameter } from './driver.ts'
import type { Tables } from './tables.ts'
import { Feed } from './task-feed.ts'
import { taskStatements } from './task-statements.ts'
import type { WorkerStatements } from './worker-statements.ts'
import { everyColumn, workerStatements } from './worker-statements.ts'

/** A row with the time at which it was read, where that was asked for. */
type FoundRow = StoredRow & { readonly at: number }

/** The row with its names as texts. */
function textsOf(row: StoredRow): StoredRow {
  const entries = Object.entries(row).map(([column, value]) => [
    column,
    Buffer.isBuffer(value) ? value.toString() : value,
  ])
  return Object.fromEntries(entries) as StoredRow
}

/** Workers that were loaded, with a count of all that there are. */
class Loaded extends WorkerTable {
  readonly #workers: number

  constructor(rows: readonly WorkerRow[], workers: number) {
    super()
    for (const row of rows) this.put(row)
    this.#workers = workers
  }

  override count(): number {
    return this.#workers
  }
}

/** What a call is about: which workers it may come to, and whether it counts the others. */
interface About {
  readonly id: string
  readonly task?: string
  readonly counts?: { readonly dead: readonly WorkerName[] }
}

/** The workers of one session. */
class Registry {
  readonly #feed: Feed
  readonly #sql: WorkerStatements
  readonly #namespace: number

  constructor(feed: Feed, sql: WorkerStatements, namespace: number) {
    this.#feed = feed
    this.#sql = sql
    this.#namespace = namespace
  }

  /** What `count` is asked. */
  dead(names: readonly WorkerName[]): readonly Parameter[] {
    return [this.#namespace, names.map(({ id }) => Buffer.from(id)), names.map(({ token }) => token)]
  }

  async #load(query: Query, { id, task, counts }: About): Promise<Loaded> {
    const asked = [this.#namespace, Buffer.from(id), task === undefined ? null : Buffer.from(task)]
    const { rows } = await query<StoredRow>(this.#sql.named, asked)
    const counted = counts && (await query<{ readonly workers: number }>(this.#sql.count, this.dead(counts.dead)))
    return new Loaded(
      rows.map((row) => workerIn(textsOf(row))),
      counted?.rows[0]?.workers ?? 0,
    )
  }

  async #write(query: Query, { put, removed }: WorkerChange): Promise<void> {
    for (const id of removed) await query(this.#sql.remove, [this.#namespace, Buffer.from(id)])
    for (const row of put) {
      const columns = { ...columnsOfWorker(row), id: Buffer.from(row.id), task: Buffer.from(row.task) }
      const values = everyColumn.map((column) => columns[column as keyof typeof columns])
      await query(this.#sql.put, [this.#namespace, ...values])
    }
  }

  /** Does a call's work on workers and on a task of theirs, which are loaded, and writes what it changed. */
  change<Answer>(about: About, isDeep: boolean, work: (workers: WorkerRows) => Promise<Answer>): Promise<Answer> {
    return this.#feed.changeBoth({
      loadWorkers: (query) => this.#load(query, about),
      load: (workers) => {
        const task = about.task ?? workers.get(about.id)?.task
        return task === undefined ? undefined : this.#feed.named(task, isDeep)
      },
      work: (store: TaskStore, atMs) => work(workersOn(store, { now: () => atMs })),
      write: (query, change) => this.#write(query, change),
    })
  }
}

/** A session's workers on its tasks: signs of life go by calls of their own, which find a slot whatever else is done. */
export function openWorkers(calls: Calls, renewals: Calls, tables: Tables): WorkerRows {
  const { namespace } = tables
  const sql = workerStatements(tables)
  const registry = new Registry(new Feed(calls, taskStatements(tables), namespace), sql, namespace)
  return {
    reserve: (id, options) =>
      registry.change({ id, task: options.task, counts: { dead: options.dead ?? [] } }, false, (workers) =>
        workers.reserve(id, options),
      ),
    activate: (id, token, child: Identity) =>
      registry.change({ id }, false, (workers) => workers.activate(id, token, child)),
    async beat(id, token) {
      const { rows } = await renewals.change<StoredRow>(sql.beat, [namespace, Buffer.from(id), token])
      const [row] = rows.map((found) => workerIn(textsOf(found)))
      return row ? { status: 'held', worker: shownWorker(row, row.heartbeatAtMs) } : { status: 'lost' }
    },
    settle: (id, token, move) =>
      registry.change({ id }, move.to !== 'completed', (workers) => workers.settle(id, token, move)),
    release: (id, token) => registry.change({ id }, false, (workers) => workers.release(id, token)),
    evict: (worker, move) => registry.change({ id: worker.id }, true, (workers) => workers.evict(worker, move)),
    async inspect(id) {
      const [row] = await calls.read<FoundRow>(sql.get, [namespace, Buffer.from(id)])
      return row ? { status: 'there', worker: wholeWorkerIn(textsOf(row), row.at) } : { status: 'absent' }
    },
    async list({ task, owner, limit, cursor = '' }) {
      const of = [task === undefined ? null : Buffer.from(task), owner ? identityText(owner) : null]
      const found = await calls.read<FoundRow>(sql.page(limit + 1), [namespace, Buffer.from(cursor), ...of])
      const rows = found.map((row) => ({ ...textsOf(row), at: row.at }))
      return pageIn('workers', { found: rows, limit }, idOfWorker, (row) => shownWorker(workerIn(row), row.at))
    },
    async count({ dead = [] } = {}) {
      const [row] = await calls.read<{ readonly workers: number }>(sql.count, registry.dead(dead))
      return { workers: row?.workers ?? 0 }
    },
  }
}
