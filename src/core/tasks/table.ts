/** Tasks in the memory of a process, found without a look through all of them. */
import type { TaskEvent, TaskState } from '../../../contracts/index.ts'
import { WorkerTable } from '../workers/table.ts'
import type { TaskRow } from './rows.ts'
import type { TaskStore } from './store.ts'

/** Sets by a text; one that becomes empty goes. */
class Sets {
  readonly #sets = new Map<string, Set<string>>()

  of(text: string): Iterable<string> {
    return this.#sets.get(text) ?? []
  }

  *all(): Iterable<string> {
    for (const set of this.#sets.values()) yield* set
  }

  add(text: string, member: string): void {
    const set = this.#sets.get(text) ?? new Set()
    this.#sets.set(text, set.add(member))
  }

  delete(text: string, member: string): void {
    const set = this.#sets.get(text)
    set?.delete(member)
    if (set?.size === 0) this.#sets.delete(text)
  }
}

/** Whether a task can be claimed some day, or is. */
function isOpen(state: TaskState): boolean {
  return state === 'pending' || state === 'active'
}

function keyText(queue: string, idempotencyKey: string): string {
  return JSON.stringify([queue, idempotencyKey])
}

/** Rows of tasks and of the workers that do them, and events. */
export class TaskTable implements TaskStore {
  readonly workers: WorkerTable
  readonly #rows = new Map<string, TaskRow>()
  readonly #keys = new Map<string, string>()
  /** by id: those that wait for it */
  readonly #waiting = new Sets()
  /** by queue */
  readonly #open = new Sets()
  #events: TaskEvent<string>[] = []
  #issued = 0

  constructor(workers: WorkerTable = new WorkerTable()) {
    this.workers = workers
  }

  /** tasks, events and workers */
  get size(): number {
    return this.#rows.size + this.#events.length + this.workers.size
  }

  get(id: string): TaskRow | undefined {
    return this.#rows.get(id)
  }

  keyed(queue: string, idempotencyKey: string): TaskRow | undefined {
    const id = this.#keys.get(keyText(queue, idempotencyKey))
    return id === undefined ? undefined : this.#rows.get(id)
  }

  all({ queue, states }: Parameters<TaskStore['all']>[0] = {}): readonly TaskRow[] {
    const open = queue === undefined ? this.#open.all() : this.#open.of(queue)
    const candidates = states?.every(isOpen) === true ? this.#rowsOf(open) : [...this.#rows.values()]
    return candidates.filter(
      (row) => (queue === undefined || row.queue === queue) && (states === undefined || states.includes(row.state)),
    )
  }

  waitingFor(id: string): readonly TaskRow[] {
    return this.#rowsOf(this.#waiting.of(id))
  }

  #rowsOf(ids: Iterable<string>): readonly TaskRow[] {
    return Array.from(ids, (id) => this.#rows.get(id)).filter((row) => row !== undefined)
  }

  put(row: TaskRow): void {
    const { id, queue, idempotencyKey } = row
    this.#unlist(this.#rows.get(id))
    this.#rows.set(id, row)
    if (idempotencyKey !== undefined) this.#keys.set(keyText(queue, idempotencyKey), id)
    for (const other of row.waitsFor) this.#waiting.add(other, id)
    if (isOpen(row.state)) this.#open.add(queue, id)
  }

  remove(id: string): void {
    this.#unlist(this.#rows.get(id))
    this.#rows.delete(id)
  }

  #unlist(row: TaskRow | undefined): void {
    if (!row) return
    const { id, queue, idempotencyKey } = row
    const key = idempotencyKey === undefined ? undefined : keyText(queue, idempotencyKey)
    // Another may have the key already, where changes are made together in no order.
    if (key !== undefined && this.#keys.get(key) === id) this.#keys.delete(key)
    for (const other of row.waitsFor) this.#waiting.delete(other, id)
    this.#open.delete(queue, id)
  }

  issue(): number {
    this.#issued += 1
    return this.#issued
  }

  tell(event: TaskEvent<string>): void {
    this.#events.push(event)
  }

  /** Tells these, and nothing that was told from the first of them on. */
  retell(events: readonly TaskEvent<string>[]): void {
    const [first] = events
    if (first) this.#events.length = this.#after(first.seq - 1)
    for (const event of events) this.#events.push(event)
  }

  told(after: number, limit: number): readonly TaskEvent<string>[] {
    const from = this.#after(after)
    return this.#events.slice(from, from + limit)
  }

  /** Where the events behind this number begin. */
  #after(seq: number): number {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#events[middle]?.seq ?? seq) > seq) high = middle
      else low = middle + 1
    }
    return low
  }

  forget(atMs: number): void {
    this.#events = this.#events.filter((event) => event.atMs > atMs)
  }
}
