/**
 * Lanes: a session's connections, in two lanes that never wait for each other. Locks and checkpoints go by `control`, so
 * that a lease is renewed and progress is kept while outputs have every connection of `data` (durability:C1, C4).
 *
 * Each lane has a number of slots, and a connection is lent with a slot. Who finds none free waits in the order of
 * coming, for so long and no longer. Whatever runs inside the work that holds a connection goes by that connection,
 * whichever lane it names: it stays in the transaction and waits for no second slot (durability:C8).
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { StoreError } from '../../contracts/errors.ts'
import type { LaneName, LaneRunOptions, LanesPartOptions } from '../../contracts/runtime/lanes/part.ts'
import type { PartClock } from '../../contracts/runtime/scene-clock.ts'
import { show } from '../../contracts/port.ts'
import { Loan } from './loan.ts'
import { busyMs } from './retry-policy.ts'
import { ofProcess } from './of-process.ts'
import { machineClock } from './retry.ts'
import { Slots } from './slots.ts'

function demandSlots(lane: LaneName, slots: number, least: number): void {
  if (Number.isSafeInteger(slots) && slots >= least) return
  throw new StoreError(
    'INVALID_ARGUMENT',
    `slots of the ${lane} lane: expected a whole number from ${least}, got ${show(slots)}`,
  )
}

/** The connections of one lane. */
interface Wire<Connection> {
  readonly slots: Slots
  /** opened, and lent to nobody; the one that was used last is the last */
  readonly idle: Connection[]
  /** the first connection being prepared, or that it was; absent before, and after a failure */
  prepared?: Promise<void>
}

/** A loan whose work runs now, with those whose work it runs inside of. */
interface Held {
  readonly by: object
  readonly loan: unknown
  readonly outer: Held | undefined
}

/** One for all lanes: on Node 20 each that was ever used costs every promise of the process, for as long as that lives. */
const held = ofProcess('held', () => new AsyncLocalStorage<Held>())

/** Lends connections. */
export class Lanes<Connection> {
  readonly #options: LanesPartOptions<Connection>
  readonly #clock: PartClock
  readonly #wires: { readonly [lane in LaneName]: Wire<Connection> }
  readonly #runs = new Set<Promise<unknown>>()
  /** until when control goes by the data lane, by the clock */
  #fallenBackUntilMs = -Infinity
  /** calls of control that are on the data lane */
  #strayed = 0
  #closing: Promise<void> | undefined

  /** Opens nothing yet. Throws a `StoreError` INVALID_ARGUMENT where a lane would be too narrow. */
  constructor(options: LanesPartOptions<Connection>) {
    const { slots, clock = machineClock, waitMs = busyMs } = options
    demandSlots('control', slots.control, 2)
    demandSlots('data', slots.data, 1)
    this.#options = options
    this.#clock = clock
    this.#wires = {
      control: { slots: new Slots('control', slots.control, { reserved: 1, waitMs, clock }), idle: [] },
      data: { slots: new Slots('data', slots.data, { reserved: 0, waitMs, clock }), idle: [] },
    }
  }

  /** How many slots of a lane are taken. */
  slotsInUse(lane: LaneName): number {
    return this.#wires[lane].slots.taken
  }

  /** Whether control goes by the data lane now: nothing then keeps its calls from waiting for those of outputs. */
  get hasFallenBack(): boolean {
    return this.#strayed > 0 || this.#isAway
  }

  get #isAway(): boolean {
    return this.#clock.now() < this.#fallenBackUntilMs
  }

  /**
   * Runs work on a connection of a lane. Rejects with whatever the work or the opening of its connection rejects with, with
   * a `StoreError` BUSY where no slot came free in time and CLOSED where the lanes are closed, or with an error named
   * RetryAborted where the signal was aborted before the work began; in none of these three did the work begin.
   */
  run<Result>(
    lane: LaneName,
    work: (connection: Connection) => Promise<Result>,
    options: LaneRunOptions = {},
  ): Promise<Result> {
    const loan = this.#heldLoan()
    if (loan?.isLent === true) return loan.run(work, options)
    if (this.#closing) return Promise.reject(closed())
    const run = this.#run(lane, work, options)
    this.#runs.add(run)
    const over = (): boolean => this.#runs.delete(run)
    run.then(over, over)
    return run
  }

  async #run<Result>(
    lane: LaneName,
    work: (connection: Connection) => Promise<Result>,
    options: LaneRunOptions,
  ): Promise<Result> {
    if (lane === 'data') return this.#runOn('data', work, options)
    if (this.#isAway) return this.#stray(work, options)
    const { fallback } = this.#options
    let isOpened = false
    const opened = (connection: Connection): Promise<Result> => {
      isOpened = true
      return work(connection)
    }
    try {
      return await this.#runOn('control', opened, options)
    } catch (error) {
      if (isOpened || fallback?.isUnreachable(error) !== true) throw error
      this.#fallenBackUntilMs = this.#clock.now() + fallback.retryMs
      return this.#stray(work, options)
    }
  }

  /** Runs work of control on the data lane. */
  async #stray<Result>(work: (connection: Connection) => Promise<Result>, options: LaneRunOptions): Promise<Result> {
    this.#strayed += 1
    try {
      return await this.#runOn('data', work, options)
    } finally {
      this.#strayed -= 1
    }
  }

  /** The loan of these lanes inside whose work the caller is. */
  #heldLoan(): Loan<Connection> | undefined {
    let inside = held.getStore()
    while (inside && inside.by !== this) inside = inside.outer
    // These lanes hold nothing but loans of their own connections.
    return inside?.loan as Loan<Connection> | undefined
  }

  async #runOn<Result>(
    lane: LaneName,
    work: (connection: Connection) => Promise<Result>,
    options: LaneRunOptions,
  ): Promise<Result> {
    const wire = this.#wires[lane]
    await wire.slots.take(options)
    try {
      const loan = new Loan(await this.#connection(wire, lane), this.#options, this.#clock)
      try {
        return await held.run({ by: this, loan, outer: held.getStore() }, () => loan.run(work, options))
      } finally {
        if (await loan.end()) wire.idle.push(loan.connection)
      }
    } finally {
      wire.slots.give()
    }
  }

  /** A connection that works as far as can be told, of a lane that was prepared. */
  async #connection(wire: Wire<Connection>, lane: LaneName): Promise<Connection> {
    for (let kept = wire.idle.pop(); kept !== undefined; kept = wire.idle.pop()) {
      if (this.#options.isBroken?.(kept) !== true) return kept
      await this.#options.close(kept)
    }
    const connection = await this.#options.connect(lane)
    try {
      await this.#prepare(wire, lane, connection)
      return connection
    } catch (error) {
      await this.#options.close(connection)
      throw error
    }
  }

  async #prepare(wire: Wire<Connection>, lane: LaneName, connection: Connection): Promise<void> {
    wire.prepared ??= this.#options.prepare?.(lane, connection) ?? Promise.resolve()
    const { prepared } = wire
    try {
      await prepared
    } catch (error) {
      // Whoever comes later prepares anew; who has begun to already is left alone.
      if (wire.prepared === prepared) delete wire.prepared
      throw error
    }
  }

  /** Refuses what comes from now on and what waits for a slot, waits for what runs, and closes every connection. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const wires = Object.values(this.#wires)
    for (const { slots } of wires) slots.refuse(closed())
    await Promise.allSettled(this.#runs)
    const idle = wires.flatMap((wire) => wire.idle.splice(0))
    await Promise.all(idle.map((connection) => this.#options.close(connection)))
  }
}

function closed(): StoreError {
  return new StoreError('CLOSED', 'the lanes of the session are closed')
}
