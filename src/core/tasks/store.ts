/** Tasks on rows: the whole port, for a store that reads and writes a row without waiting. */
import type {
  Clock,
  NewTask,
  TaskEvent,
  TaskMove,
  TaskMoved,
  TaskRows,
  TasksInserted,
  TasksReaped,
  TaskState,
} from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import { show } from '../../../contracts/port.ts'
import { pageOf } from '../pages.ts'
import type { WorkerStore } from '../workers/table.ts'
import type { TaskLookup } from './graph.ts'
import { insertionOf } from './graph.ts'
import type { ClaimAsked, Reaped, TaskRow } from './rows.ts'
import {
  claimedTask,
  foremostOf,
  isOver,
  movedTask,
  reapedTask,
  refusalOf,
  releasedTask,
  renewedTask,
  revivedTask,
  submittedTask,
  summaryOf,
} from './rows.ts'

/** The rows of a store. No method waits, so that what a call reads is what it changes, as far as its thread goes. */
export interface TaskStore extends TaskLookup {
  /** the workers that do these tasks; none where a store has no workers */
  readonly workers: WorkerStore
  /** every task; of a queue, or in some states only, where a store finds those without looking through all */
  all(of?: { readonly queue?: string; readonly states?: readonly TaskState[] }): readonly TaskRow[]
  /** the blocked tasks that wait for this one */
  waitingFor(id: string): readonly TaskRow[]
  /** what `foremostOf` finds in a queue, where a store does without looking through all of it */
  foremost?(queue: string, claim: ClaimAsked, nowMs: number): TaskRow | undefined
  /** keeps a row in the place of the one with its id */
  put(row: TaskRow): void
  remove(id: string): void
  /** a number greater than every one that it gave before, from 1: of tokens and of events */
  issue(): number
  tell(event: TaskEvent<string>): void
  /** the events behind `after`, in order, `limit` at most */
  told(after: number, limit: number): readonly TaskEvent<string>[]
  /** removes the events of that time and before */
  forget(atMs: number): void
}

/** Runs what a call does as one step of the store: all of it happens, or nothing. */
export type TaskStep = <Answer>(does: () => Answer) => Answer | Promise<Answer>

type Message = { readonly value: string } | undefined

/** What changes rows, with all that follows from it. */
class Changes {
  readonly #store: TaskStore
  readonly #nowMs: number

  constructor(store: TaskStore, nowMs: number) {
    this.#store = store
    this.#nowMs = nowMs
  }

  /** Puts a row that was changed, tells of it, and lets go or cancels what waits for it where it is over. */
  put(row: TaskRow, from: TaskState | undefined, message?: Message): void {
    this.#tell(row, from, message)
    // A chain of tasks may be longer than any stack.
    const ended = isOver(row) ? [row] : []
    for (let over = ended.pop(); over; over = ended.pop()) {
      for (const waiting of this.#store.waitingFor(over.id)) {
        const next = releasedTask(waiting, over, this.#nowMs)
        if (next.state === waiting.state) this.#store.put(next)
        else this.#tell(next, waiting.state)
        if (isOver(next)) ended.push(next)
      }
    }
  }

  #tell(row: TaskRow, from: TaskState | undefined, message?: Message): void {
    this.#store.put(row)
    const { id, queue, state: to } = row
    const cause = from === undefined ? {} : { from }
    const words = message === undefined ? {} : { message: { value: message.value } }
    this.#store.tell({ seq: this.#store.issue(), id, queue, ...cause, to, atMs: this.#nowMs, ...words })
  }
}

/** Tasks on these rows, by this clock. */
export function tasksOn(store: TaskStore, clock: Clock, step: TaskStep = (does) => does()): TaskRows {
  return {
    insert: async (tasks) => step(() => insert(store, clock.now(), tasks)),
    async get(id) {
      const row = store.get(id)
      if (!row) return { status: 'absent' }
      const { payload } = row
      if (payload === undefined) throw new StoreError('CORRUPT', `task ${show(id)} has no payload`)
      return { status: 'there', task: structuredClone({ ...row, payload }) }
    },
    move: async (id, move) => step(() => moveIn(store, clock.now(), id, move)),
    revive: async (id, { delayMs } = {}) =>
      step(() => {
        const row = store.get(id)
        if (!row) return { status: 'absent' }
        if (row.state !== 'failed' && row.state !== 'cancelled') return { status: 'elsewhere', task: summaryOf(row) }
        const now = clock.now()
        const next = revivedTask(row, now, delayMs)
        new Changes(store, now).put(next, row.state)
        return { status: 'moved', task: summaryOf(next) }
      }),
    claim: async (queue, claim) =>
      step(() => {
        const now = clock.now()
        const found = foremost(store, queue, claim, now)
        if (!found) return { status: 'none' }
        if (found.state === 'active') return { status: 'claimed', task: summaryOf(found) }
        if (found.dueAtMs > now) return { status: 'none', dueAtMs: found.dueAtMs }
        const next = claimedTask(found, store.issue(), claim.claimId, now)
        new Changes(store, now).put(next, found.state)
        return { status: 'claimed', task: summaryOf(next) }
      }),
    heartbeat: async (id, token, { progress } = {}) =>
      step(() => {
        const row = store.get(id)
        if (row?.state !== 'active' || row.token !== token) return { status: 'lost' }
        const next = renewedTask(row, clock.now(), progress)
        store.put(next)
        return { status: 'held', leaseUntilMs: next.leaseUntilMs ?? 0 }
      }),
    reap: async ({ graceMs }) => step(() => reap(store, clock.now(), graceMs)),
    list: async ({ queue, states, limit, cursor }) => {
      const of = { ...(queue === undefined ? {} : { queue }), ...(states === undefined ? {} : { states }) }
      const query = cursor === undefined ? { limit } : { limit, cursor }
      const page = pageOf('tasks', store.all(of), ({ id }) => id, query)
      return { ...page, tasks: page.tasks.map(summaryOf) }
    },
    async events({ after, limit }) {
      const events = store.told(after, limit)
      return { events: structuredClone(events), next: events.at(-1)?.seq ?? after }
    },
    prune: async ({ olderThanMs }) => step(() => prune(store, clock.now() - olderThanMs)),
  }
}

/** Moves a task, with all that follows from it. */
export function moveIn(store: TaskStore, nowMs: number, id: string, move: TaskMove<string>): TaskMoved {
  const row = store.get(id)
  if (!row) return { status: 'absent' }
  const refused = refusalOf(row, move)
  if (refused) return { status: refused, task: summaryOf(row) }
  const next = movedTask(row, move, nowMs)
  new Changes(store, nowMs).put(next, row.state, move.message)
  return { status: 'moved', task: summaryOf(next) }
}

/** What a claim finds. Who asks for no kind at all finds nothing. */
function foremost(store: TaskStore, queue: string, claim: ClaimAsked, nowMs: number): TaskRow | undefined {
  if (claim.kinds?.length === 0) return undefined
  if (store.foremost) return store.foremost(queue, claim, nowMs)
  return foremostOf(store.all({ queue, states: ['active', 'pending'] }), claim, nowMs)
}

function insert(store: TaskStore, nowMs: number, tasks: readonly NewTask<string>[]): TasksInserted {
  const insertion = insertionOf(tasks, store)
  if (insertion.status !== 'fits') return insertion
  const changes = new Changes(store, nowMs)
  const fresh = new Map<string, TaskRow>()
  for (const task of insertion.fresh) {
    const row = submitted(store, nowMs, task)
    changes.put(row, undefined)
    fresh.set(row.id, row)
  }
  const answers = insertion.ids.map((id) => {
    const row = fresh.get(id) ?? store.get(id)
    // Only the first that is given with an id is new.
    return row ? [{ isNew: fresh.delete(id), task: summaryOf(row) }] : []
  })
  return { status: 'inserted', tasks: answers.flat() }
}

/** The row of a new task. One that waits for what failed or was cancelled is cancelled at once. */
function submitted(store: TaskStore, nowMs: number, task: NewTask<string>): TaskRow {
  const after = [...new Set(task.after)].flatMap((id) => store.get(id) ?? [])
  const open = after.filter(({ state }) => state !== 'completed').map(({ id }) => id)
  const row = submittedTask(task, open, nowMs)
  const dead = after.find(({ state }) => state === 'failed' || state === 'cancelled')
  return dead ? releasedTask(row, dead, nowMs) : row
}

function reap(store: TaskStore, nowMs: number, graceMs: number): TasksReaped {
  const counts: Record<Reaped, number> = { stalled: 0, failed: 0, timedOut: 0 }
  const changes = new Changes(store, nowMs)
  for (const active of store.all({ states: ['active'] })) {
    const reaped = reapedTask(active, graceMs, nowMs)
    if (!reaped) continue
    changes.put(reaped.row, active.state)
    counts[reaped.as] += 1
  }
  return counts
}

/** A task for which a worker is registered stays: its process would be forgotten with it. */
function prune(store: TaskStore, untilMs: number): { readonly tasks: number } {
  const ended = store.all({ states: ['completed', 'failed', 'cancelled'] })
  const old = ended.filter(({ id, endedAtMs = Infinity }) => endedAtMs <= untilMs && !store.workers.ofTask(id))
  for (const { id } of old) store.remove(id)
  store.forget(untilMs)
  return { tasks: old.length }
}
