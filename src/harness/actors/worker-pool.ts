/** The threads of actors for one adapter, in lanes: each lane is at one place at a time, and two keep two cores busy. */
import type { Wearing } from '../mutate.ts'
import type { Batch } from './batch.ts'
import type { BatchEnd, Serving } from './lane.ts'
import { Lane } from './lane.ts'

/** How many lanes there are. */
export const lanes = 2

/** Threads, started when they are first needed and used for batch after batch. */
export class WorkerPool {
  readonly #lanes: readonly Lane[]
  #searches = 0
  /** what the threads wear from the next batch on */
  wearing: Wearing | undefined

  constructor(serving: Serving) {
    this.#lanes = Array.from({ length: lanes }, () => new Lane(serving))
  }

  #lane(number: number): Lane {
    const lane = this.#lanes[number % lanes]
    if (!lane) throw new RangeError(`expected a lane from 0 on, got ${number}`)
    return lane
  }

  /** Runs a batch in a lane. Rejects with a `HarnessError` where the harness itself is at fault. */
  run(batch: Omit<Batch, 'wearing'>, lane = 0): Promise<BatchEnd> {
    return this.#lane(lane).run({ ...batch, wearing: this.wearing })
  }

  /** A number for another search, by which threads know the batches that belong to it. */
  search(): number {
    this.#searches += 1
    return this.#searches
  }

  /** Whether so many threads can serve the adapter. Not every one that serves processes can be loaded in a thread. */
  canServe(count: number): Promise<boolean> {
    return this.#lane(0).canServe(count)
  }

  /** Ends the threads; the next batch would have new ones. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()))
  }
}
