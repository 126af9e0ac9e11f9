/** The feed of a namespace: who has it may change tasks, which are loaded first, and numbers what it tells of them. */
import type { NewTask, TaskRows } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { StoredRow } from '../../src/core/tasks/columns.ts'
import type { SoundRows } from '../../src/core/tasks/reaping.ts'
import type { ClaimAsked, TaskRow } from '../../src/core/tasks/rows.ts'
import type { TaskStore } from '../../src/core/tasks/store.ts'
import { tasksOn } from '../../src/core/tasks/store.ts'
import { TaskTable } from '../../src/core/tasks/table.ts'
import { TaskView } from '../../src/core/tasks/view.ts'
import type { WorkerChange } from '../../src/core/workers/table.ts'
import { WorkerTable } from '../../src/core/workers/table.ts'
import type { Calls, Query } from './calls.ts'
import type { Parameter } from './driver.ts'
import type { TaskStatements } from './task-statements.ts'
import { changeText, summaryOf } from './task-texts.ts'

/** Loads the tasks that a change may come to, as they are once the feed is locked. */
type Load = (query: Query, atMs: number) => Promise<readonly TaskRow[]>

/** What is done with workers and their tasks. */
interface Both<Answer> {
  readonly loadWorkers: (query: Query) => Promise<WorkerTable>
  /** the tasks of these; undefined where there are none to load */
  readonly load: (workers: WorkerTable) => Load | undefined
  readonly work: (store: TaskStore, atMs: number) => Promise<Answer>
  readonly write: (query: Query, change: WorkerChange) => Promise<void>
}

/** What `lock` gives. */
interface FeedRow {
  readonly seq: number
  readonly at: number
}

function bytesOf(names: readonly string[]): readonly Buffer[] {
  return names.map((name) => Buffer.from(name))
}

/** Changes of the tasks of a namespace, one after the other. */
export class Feed {
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
    return this.changeBoth({
      loadWorkers: async () => new WorkerTable(),
      load: () => load,
      work: (store, atMs) => work(tasksOn(store, { now: () => atMs })),
      write: async () => undefined,
    })
  }

  /** The same on workers and their tasks: the workers are loaded first, for they tell of which tasks. */
  changeBoth<Answer>({ loadWorkers, load, work, write }: Both<Answer>): Promise<Answer> {
    return this.locked(async (query, issued, atMs) => {
      const found = new TaskTable(await loadWorkers(query))
      for (const row of (await load(found.workers)?.(query, atMs)) ?? []) found.put(row)
      const view = new TaskView(found, issued)
      const answer = await work(view, atMs)
      const { change } = view
      if (change.put.length > 0)
        await query(this.#sql.flush, [this.#namespace, changeText(found, change), change.issued])
      await write(query, change.workers)
      return answer
    })
  }

  /** A task with those that wait for it; and where `isDeep` with those that wait for these, and so on. */
  named(id: string, isDeep: boolean): Load {
    return async (query) => (await this.#following(query, [id], isDeep)).map(summaryOf)
  }

  async #following(query: Query, ids: readonly string[], isDeep: boolean): Promise<readonly StoredRow[]> {
    const { rows } = await query<StoredRow>(this.#sql.named, [this.#namespace, bytesOf(ids), isDeep ? 1 : 0])
    return rows
  }

  /** What new tasks may be already, by id or idempotency key, and what they wait for. */
  inserting(given: readonly NewTask<string>[]): Load {
    const ids = new Set(given.flatMap(({ id, after = [] }) => [id, ...after]))
    const keyed = given.filter(({ idempotencyKey }) => idempotencyKey !== undefined)
    const names = [[...ids], keyed.map(({ queue }) => queue), keyed.map(({ idempotencyKey = '' }) => idempotencyKey)]
    return async (query) => {
      const { rows } = await query<StoredRow>(this.#sql.inserting, [this.#namespace, ...names.map(bytesOf)])
      return rows.map(summaryOf)
    }
  }

  /** What is asked of `claimable`; by the store's own time where no other is given. */
  claim(queue: string, { claimId, kinds }: ClaimAsked, atMs: number | null): readonly Parameter[] {
    return [this.#namespace, Buffer.from(queue), Buffer.from(claimId), kinds ? bytesOf(kinds) : null, atMs]
  }

  claimable(queue: string, claim: ClaimAsked): Load {
    return async (query, atMs) => {
      const { rows } = await query<StoredRow>(this.#sql.claimable, this.claim(queue, claim, atMs))
      return rows.map(summaryOf)
    }
  }

  /** What is asked of `lapsed`; by the store's own time where no other is given. */
  reap(after: string, graceMs: number, atMs: number | null): readonly Parameter[] {
    return [this.#namespace, Buffer.from(after), graceMs, atMs]
  }

  /** A part of what is lapsed, whose ids go to `ids`; of one that came to harm only the harm is told. */
  lapsed(after: string, graceMs: number, sound: SoundRows, ids: string[]): Load {
    return async (query, atMs) => {
      const { rows } = await query<{ readonly id: Buffer }>(this.#sql.lapsed, this.reap(after, graceMs, atMs))
      ids.splice(0, ids.length, ...rows.map(({ id }) => id.toString()))
      const found = new Map((await this.#following(query, ids, true)).map((row) => [String(row['id']), row]))
      const claimed = sound(ids, (id) => {
        const row = found.get(id)
        return row && summaryOf(row)
      })
      for (const id of ids) found.delete(id)
      return [...claimed, ...[...found.values()].map(summaryOf)]
    }
  }
}
