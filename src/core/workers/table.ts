/** Workers in the memory of a process, found without a look through all of them, and what a call changes of them. */
import type { WorkerName } from '../../../contracts/index.ts'
import type { WorkerRow } from './rows.ts'
import { isNamed } from './rows.ts'

/** The rows of workers of a store. No method waits. */
export interface WorkerStore {
  get(id: string): WorkerRow | undefined
  ofTask(task: string): WorkerRow | undefined
  all(): readonly WorkerRow[]
  /** how many there are, without these */
  count(dead: readonly WorkerName[]): number
  /** keeps a row in the place of the one with its id */
  put(row: WorkerRow): void
  remove(id: string): void
}

/** Rows of workers. */
export class WorkerTable implements WorkerStore {
  readonly #rows = new Map<string, WorkerRow>()
  readonly #byTask = new Map<string, string>()

  get size(): number {
    return this.#rows.size
  }

  get(id: string): WorkerRow | undefined {
    return this.#rows.get(id)
  }

  ofTask(task: string): WorkerRow | undefined {
    const id = this.#byTask.get(task)
    return id === undefined ? undefined : this.#rows.get(id)
  }

  all(): readonly WorkerRow[] {
    return [...this.#rows.values()]
  }

  count(dead: readonly WorkerName[]): number {
    const ids = new Set(dead.filter(({ id, token }) => this.#rows.get(id)?.token === token).map(({ id }) => id))
    return this.#rows.size - ids.size
  }

  put(row: WorkerRow): void {
    this.remove(row.id)
    this.#rows.set(row.id, row)
    this.#byTask.set(row.task, row.id)
  }

  remove(id: string): void {
    const row = this.#rows.get(id)
    if (!row) return
    this.#rows.delete(id)
    // Another may do the task already, where changes are made together in no order.
    if (this.#byTask.get(row.task) === id) this.#byTask.delete(row.task)
  }
}

/** What a call has changed of workers. */
export interface WorkerChange {
  readonly put: readonly WorkerRow[]
  readonly removed: readonly string[]
}

/** Workers as a call sees them: its own changes over what was found. */
export class WorkerView implements WorkerStore {
  readonly #found: WorkerStore
  readonly #put = new WorkerTable()
  readonly #removed = new Set<string>()

  constructor(found: WorkerStore) {
    this.#found = found
  }

  get change(): WorkerChange {
    return { put: this.#put.all(), removed: [...this.#removed] }
  }

  #isFound({ id }: WorkerRow): boolean {
    return !this.#removed.has(id) && this.#put.get(id) === undefined
  }

  get(id: string): WorkerRow | undefined {
    return this.#removed.has(id) ? undefined : (this.#put.get(id) ?? this.#found.get(id))
  }

  ofTask(task: string): WorkerRow | undefined {
    const found = this.#found.ofTask(task)
    return this.#put.ofTask(task) ?? (found && this.#isFound(found) ? found : undefined)
  }

  all(): readonly WorkerRow[] {
    return [...this.#found.all().filter((row) => this.#isFound(row)), ...this.#put.all()]
  }

  count(dead: readonly WorkerName[]): number {
    const replaced = [...this.#removed, ...this.#put.all().map(({ id }) => id)].flatMap(
      (id) => this.#found.get(id) ?? [],
    )
    const counted = replaced.filter((row) => !isNamed(row, dead))
    return this.#found.count(dead) - counted.length + this.#put.count(dead)
  }

  put(row: WorkerRow): void {
    this.#removed.delete(row.id)
    this.#put.put(row)
  }

  remove(id: string): void {
    this.#put.remove(id)
    this.#removed.add(id)
  }
}
