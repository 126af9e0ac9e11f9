/** What a call changes of tasks, and of workers, kept apart from what it found: a store takes it over as a whole, or not at all. */
import type { TaskEvent } from '../../../contracts/index.ts'
import type { WorkerChange } from '../workers/table.ts'
import { WorkerView } from '../workers/table.ts'
import type { TaskRow } from './rows.ts'
import type { TaskStore } from './store.ts'
import { TaskTable } from './table.ts'

/** What a call has changed. */
export interface TaskChange {
  readonly put: readonly TaskRow[]
  readonly removed: readonly string[]
  readonly told: readonly TaskEvent<string>[]
  /** events of that time and before are forgotten */
  readonly forgottenMs: number | undefined
  /** the last number that is issued */
  readonly issued: number
  readonly workers: WorkerChange
}

/** Tasks as a call sees them: its own changes over what was found. */
export class TaskView implements TaskStore {
  readonly workers: WorkerView
  readonly #found: TaskStore
  readonly #put = new TaskTable()
  readonly #removed = new Set<string>()
  readonly #told: TaskEvent<string>[] = []
  #forgottenMs: number | undefined
  #issued: number

  /** `issued` is the last number that the store has issued. */
  constructor(found: TaskStore, issued: number) {
    this.#found = found
    this.#issued = issued
    this.workers = new WorkerView(found.workers)
  }

  get change(): TaskChange {
    return {
      put: this.#put.all(),
      removed: [...this.#removed],
      told: this.#told,
      forgottenMs: this.#forgottenMs,
      issued: this.#issued,
      workers: this.workers.change,
    }
  }

  #isFound({ id }: TaskRow): boolean {
    return !this.#removed.has(id) && this.#put.get(id) === undefined
  }

  get(id: string): TaskRow | undefined {
    return this.#removed.has(id) ? undefined : (this.#put.get(id) ?? this.#found.get(id))
  }

  keyed(queue: string, idempotencyKey: string): TaskRow | undefined {
    const put = this.#put.keyed(queue, idempotencyKey)
    const found = put ? undefined : this.#found.keyed(queue, idempotencyKey)
    return found && this.#isFound(found) ? found : put
  }

  all(of?: Parameters<TaskStore['all']>[0]): readonly TaskRow[] {
    return [...this.#found.all(of).filter((row) => this.#isFound(row)), ...this.#put.all(of)]
  }

  waitingFor(id: string): readonly TaskRow[] {
    return [...this.#found.waitingFor(id).filter((row) => this.#isFound(row)), ...this.#put.waitingFor(id)]
  }

  put(row: TaskRow): void {
    this.#removed.delete(row.id)
    this.#put.put(row)
  }

  remove(id: string): void {
    this.#put.remove(id)
    this.#removed.add(id)
  }

  issue(): number {
    this.#issued += 1
    return this.#issued
  }

  tell(event: TaskEvent<string>): void {
    this.#told.push(event)
  }

  told(after: number, limit: number): readonly TaskEvent<string>[] {
    const own = this.#told.filter(({ seq }) => seq > after)
    return [...this.#found.told(after, limit), ...own].slice(0, limit)
  }

  forget(atMs: number): void {
    this.#forgottenMs = atMs
  }
}
