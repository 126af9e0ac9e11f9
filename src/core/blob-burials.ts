/**
 * How blobs go that lie in chunks: the row of one is dead by one step, and then its chunks are removed some at a time, so
 * that a large one keeps nobody waiting. Whoever is killed in between leaves a dead row, which nobody reads, to those who reap.
 */
import { turnOfLoop } from './blob-streams.ts'

/** Chunks that one step removes at most: 16 MiB, which take some milliseconds. */
export const chunksAtOnce = 64

/** What is left of a blob behind the step that made it dead; `none`: there was no such blob. */
export type Remains = 'none' | 'chunks' | 'nothing'

/** The steps of a store. Each is atomic. */
export interface BurialSteps {
  /** makes a published blob of this scope dead */
  kill(scope: string, id: string): Promise<Remains>
  /** makes a blob dead that is being written */
  abandon(id: string): Promise<Remains>
  /** makes all dead that are being written and were idle for so long, ms; gives how many */
  expire(idleMs: number): Promise<number>
  /** the ids of what is dead */
  dead(): Promise<readonly string[]>
  /** removes some chunks of a dead blob, and its row with the last; whether nothing is left */
  removeSome(id: string): Promise<boolean>
}

/** Buries blobs by the steps of a store. */
export class BlobBurials {
  readonly #steps: BurialSteps

  constructor(steps: BurialSteps) {
    this.#steps = steps
  }

  /** Removes what was written of a blob; leaves it where it was published. */
  async discard(id: string): Promise<void> {
    if ((await this.#steps.abandon(id)) === 'chunks') await this.#remove(id)
  }

  /** Deletes a blob; false where there is none. */
  async delete(scope: string, id: string): Promise<boolean> {
    const remains = await this.#steps.kill(scope, id)
    // It is deleted, and no failure of what follows undoes that.
    if (remains === 'chunks') await this.#remove(id).catch(() => {})
    return remains !== 'none'
  }

  /** Removes what others left, and gives how many writes were idle for so long, ms. */
  async reap(idleMs: number): Promise<number> {
    await this.#removeDead()
    const writes = await this.#steps.expire(idleMs)
    // Likewise: they are counted, and what stays of them goes with the next who reaps.
    if (writes > 0) await this.#removeDead().catch(() => {})
    return writes
  }

  async #removeDead(): Promise<void> {
    for (const id of await this.#steps.dead()) await this.#remove(id)
  }

  async #remove(id: string): Promise<void> {
    while (!(await this.#steps.removeSome(id))) await turnOfLoop()
  }
}
