/** The slots of a lane: so many at a time, in the order of coming. */
import { StoreError } from '../../contracts/errors.ts'
import type { PartClock } from '../../contracts/runtime/scene-clock.ts'
import { RetryAborted, demandInterest } from './retry.ts'

/** Who waits for a slot. */
interface Waiter {
  readonly bulk: boolean
  readonly grant: () => void
  readonly refuse: (error: Error) => void
}

/** What a caller says of itself. */
interface SlotAsked {
  readonly bulk?: boolean
  readonly signal?: AbortSignal
}

interface SlotOptions {
  /** slots that bulk work never takes */
  readonly reserved: number
  /** how long a caller waits, ms */
  readonly waitMs: number
  readonly clock: PartClock
}

/** Counts who has a slot, and keeps who waits for one. */
export class Slots {
  readonly #name: string
  readonly #total: number
  readonly #options: SlotOptions
  /** in the order of coming */
  readonly #queue = new Set<Waiter>()
  #taken = 0

  constructor(name: string, total: number, options: SlotOptions) {
    this.#name = name
    this.#total = total
    this.#options = options
  }

  get taken(): number {
    return this.#taken
  }

  /**
   * Takes a slot. Rejects with BUSY after `waitMs`, and with an error named RetryAborted as soon as the signal is aborted;
   * whoever is refused has left the queue.
   */
  async take({ bulk = false, signal }: SlotAsked): Promise<void> {
    demandInterest(signal, 'before a slot was taken')
    // Whoever waits although this one need not is bulk work, which must not have the slot.
    if (this.#admits(bulk)) this.#taken += 1
    else await this.#wait(bulk, signal)
  }

  #admits(bulk: boolean): boolean {
    return this.#total - this.#taken > (bulk ? this.#options.reserved : 0)
  }

  #wait(bulk: boolean, signal: AbortSignal | undefined): Promise<void> {
    const { clock, waitMs } = this.#options
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        stop()
        signal?.removeEventListener('abort', abort)
        this.#queue.delete(waiter)
      }
      const waiter: Waiter = {
        bulk,
        grant: () => {
          leave()
          this.#taken += 1
          resolve()
        },
        refuse: (error) => {
          leave()
          reject(error)
        },
      }
      const abort = (): void =>
        waiter.refuse(new RetryAborted('aborted while it waited for a slot', { cause: signal?.reason }))
      const stop = clock.after(waitMs, () => waiter.refuse(this.#busy()))
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.add(waiter)
    })
  }

  #busy(): StoreError {
    const { waitMs } = this.#options
    return new StoreError(
      'BUSY',
      `no slot of the ${this.#name} lane came free within ${waitMs} ms: all ${this.#total} are taken`,
    )
  }

  /** Gives a slot back, and lets whoever waited longest have it. */
  give(): void {
    this.#taken -= 1
    for (const waiter of this.#queue) if (this.#admits(waiter.bulk)) return waiter.grant()
  }

  /** Refuses everyone who waits. */
  refuse(error: Error): void {
    for (const waiter of this.#queue) waiter.refuse(error)
  }
}
