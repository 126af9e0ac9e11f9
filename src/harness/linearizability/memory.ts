/**
 * What one check may hold in memory. Whoever is about to grow asks first; once the bound is met, the search that asked
 * ends as undecided and gives back what it had, so that the others can still be decided.
 */

/** Bytes that are shared by the searches of one check. */
export class Memory {
  readonly #bytesMax: number
  #taken = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** What one search takes of it. */
  share(): MemoryShare {
    let own = 0
    const share: MemoryShare = {
      isSpent: false,
      take: (bytes) => {
        if (this.#taken + bytes > this.#bytesMax) share.isSpent = true
        else {
          this.#taken += bytes
          own += bytes
        }
        return !share.isSpent
      },
      release: () => {
        this.#taken -= own
        own = 0
      },
    }
    return share
  }
}

/** The part of one search. */
export interface MemoryShare {
  /** whether it asked for more than there was */
  isSpent: boolean
  /** whether there is room for so many bytes more; if so they are taken */
  take(bytes: number): boolean
  /** gives all of it back */
  release(): void
}
