/** A connection while it is lent: what runs on it is never left running behind the back of whoever gets it next. */
import { StoreError } from '../../contracts/errors.ts'
import type { LaneRunOptions } from '../../contracts/runtime/lanes/part.ts'
import type { PartClock } from '../../contracts/runtime/scene-clock.ts'
import { demandInterest } from './retry.ts'

/** When work on a connection is stopped. */
type LoanOptions = Pick<LaneRunOptions, 'signal' | 'timeoutMs'>

/** What can be done to a connection. */
interface Grip<Connection> {
  close(connection: Connection): Promise<void>
  cancel?(connection: Connection): Promise<void>
  isBroken?(connection: Connection): boolean
}

/** How long work has to end once it was cancelled, ms; then its connection is closed. */
export const cancelMs = 1_000

/** Rings once, after a time or by a signal. */
class Alarm {
  readonly rung: Promise<string>
  readonly #off: () => void

  constructor(clock: PartClock, ms: number | undefined, signal?: AbortSignal) {
    let ring: (why: string) => void = () => undefined
    this.rung = new Promise((resolve) => (ring = resolve))
    const abort = (): void => ring('was aborted')
    const stop = ms === undefined ? undefined : clock.after(ms, () => ring(`did not end within ${ms} ms`))
    signal?.addEventListener('abort', abort, { once: true })
    this.#off = () => {
      stop?.()
      signal?.removeEventListener('abort', abort)
    }
  }

  off(): void {
    this.#off()
  }
}

/** Fulfilled when a promise is settled, either way. */
async function settled(promise: Promise<unknown>): Promise<void> {
  await promise.then(
    () => undefined,
    () => undefined,
  )
}

/** One connection, lent for one piece of work and all that runs inside it. */
export class Loan<Connection> {
  readonly connection: Connection
  readonly #grip: Grip<Connection>
  readonly #clock: PartClock
  #isLent = true
  /** pieces of work that have not ended */
  #running = 0
  /** whether what ran was cancelled: a cancellation that comes late must meet nobody else's work */
  #cancelled = false
  #closing: Promise<void> | undefined

  constructor(connection: Connection, grip: Grip<Connection>, clock: PartClock) {
    this.connection = connection
    this.#grip = grip
    this.#clock = clock
  }

  get isLent(): boolean {
    return this.#isLent
  }

  /**
   * Runs work on the connection. Work that was cancelled comes to whatever it comes to; if it does not end even so, its
   * connection is closed, and this rejects with a `StoreError` IO, for nobody knows what became of it.
   */
  async run<Result>(work: (connection: Connection) => Promise<Result>, options: LoanOptions): Promise<Result> {
    this.#running += 1
    try {
      return await this.#run(work, options)
    } finally {
      this.#running -= 1
    }
  }

  async #run<Result>(
    work: (connection: Connection) => Promise<Result>,
    { signal, timeoutMs }: LoanOptions,
  ): Promise<Result> {
    demandInterest(signal, 'before the work began')
    if (!signal && timeoutMs === undefined) return work(this.connection)
    const alarm = new Alarm(this.#clock, timeoutMs, signal)
    try {
      const running = work(this.connection)
      const why = await Promise.race([settled(running), alarm.rung])
      return await (why === undefined ? running : this.#stopped(running, why))
    } finally {
      alarm.off()
    }
  }

  async #stopped<Result>(running: Promise<Result>, why: string): Promise<Result> {
    let ended = false
    const end = settled(running).then(() => (ended = true))
    if (this.#grip.cancel) {
      this.#cancelled = true
      const grace = new Alarm(this.#clock, cancelMs)
      const cancelled = settled(this.#grip.cancel(this.connection))
      await Promise.race([Promise.all([end, cancelled]), grace.rung])
      grace.off()
    }
    // Whoever has ended tells what it came to. Its connection goes all the same, when the loan ends.
    if (ended) return running
    await this.#close()
    throw new StoreError('IO', `the work ${why} and could not be cancelled: its connection was closed`)
  }

  #close(): Promise<void> {
    this.#closing ??= this.#grip.close(this.connection)
    return this.#closing
  }

  /**
   * Ends the loan. Whether the connection is fit for another; if not, it is closed, and whatever ran inside the work and was
   * not waited for fails.
   */
  async end(): Promise<boolean> {
    this.#isLent = false
    const isFree = this.#running === 0 && !this.#cancelled && !this.#closing
    const fit = isFree && this.#grip.isBroken?.(this.connection) !== true
    if (!fit) await this.#close()
    return fit
  }
}
