/**
 * The clock of a place. It stands still until it is turned, so that the boundaries of expiry are hit to the millisecond.
 * Child processes read it from a file of eight bytes; a store with a clock of its own is turned by its adapter instead.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { Adapter, Clock, Json } from '../../contracts/index.ts'

/** Where every place starts: 2001-09-09T01:46:40Z, far from the clock of any machine that runs this. */
export const epochMs = 1_000_000_000_000

/** How a place is brought to another time. */
export type ClockKind = 'lab' | 'hook' | 'real'

/** What the recorder and the actors ask of a clock. */
export interface LabClock extends Clock {
  readonly kind: ClockKind
  turn(ms: number): Promise<void>
  /** a file from which other processes read the time; undefined where they have a clock of their own */
  readonly file: string | undefined
  close(): void
}

/** A clock that only `turn` moves. The file is made when it is first asked for, and removed by `close`. */
export class StillClock implements LabClock {
  readonly kind = 'lab'
  readonly #path: string
  readonly #stepMs: number
  #time = epochMs
  #fd: number | undefined

  /** A clock that goes in steps of `stepMs`. */
  constructor(path: string, stepMs = 1) {
    this.#path = path
    this.#stepMs = stepMs
  }

  now(): number {
    return Math.floor(this.#time / this.#stepMs) * this.#stepMs
  }

  async turn(ms: number): Promise<void> {
    this.#time = Math.max(1, this.#time + ms)
    this.#write()
  }

  get file(): string {
    if (this.#fd === undefined) {
      this.#fd = openSync(this.#path, 'w')
      this.#write()
    }
    return this.#path
  }

  #write(): void {
    if (this.#fd === undefined) return
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(this.now())
    writeSync(this.#fd, bytes, 0, 8, 0)
  }

  close(): void {
    if (this.#fd === undefined) return
    closeSync(this.#fd)
    this.#fd = undefined
    rmSync(this.#path, { force: true })
  }
}

/** The machine's clock, for stores that go by it; with the adapter's hook it can be turned. */
export class StoreClock implements LabClock {
  readonly kind: 'hook' | 'real'
  readonly file: undefined
  readonly #adapter: Adapter
  readonly #place: Json
  #offsetMs = 0

  constructor(adapter: Adapter, place: Json) {
    this.kind = adapter.clock ? 'hook' : 'real'
    this.#adapter = adapter
    this.#place = place
  }

  now(): number {
    return Date.now() + this.#offsetMs
  }

  async turn(ms: number): Promise<void> {
    if (!this.#adapter.clock) return
    await this.#adapter.clock.turn(this.#place, ms)
    this.#offsetMs += ms
  }

  close(): void {
    this.#offsetMs = 0
  }
}

/** The clock of a child process: the file that its parent turns. */
export class FileClock implements Clock {
  readonly #fd: number
  readonly #bytes = Buffer.alloc(8)

  constructor(path: string) {
    this.#fd = openSync(path, 'r')
  }

  now(): number {
    readSync(this.#fd, this.#bytes, 0, 8, 0)
    return this.#bytes.readDoubleLE()
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** The machine's own clock. */
export const machineClock: Clock = { now: () => Date.now() }

/** A clock that is ahead of another by so many ms, or behind it; never before the first ms. */
export function skewed(clock: Clock, skewMs: number): Clock {
  return skewMs === 0 ? clock : { now: () => Math.max(1, clock.now() + skewMs) }
}

/** The time of a place whose actors are threads: the lab's own or an offset to the machine's, in a number that they share. */
export interface SharedTime {
  readonly kind: ClockKind
  /** the lab's clock goes in steps of so many ms */
  readonly stepMs: number
}

/** What the shared number is at the start. */
export function sharedStartMs({ kind }: SharedTime): number {
  return kind === 'lab' ? epochMs : 0
}

/** The clock of a thread. */
export class SharedClock implements Clock {
  readonly #time: SharedTime
  readonly #memory: Float64Array
  readonly #turnStore: (ms: number) => Promise<void>

  /** `turnStore` turns a store that has a clock of its own. */
  constructor(time: SharedTime, memory: Float64Array, turnStore: (ms: number) => Promise<void>) {
    this.#time = time
    this.#memory = memory
    this.#turnStore = turnStore
  }

  now(): number {
    const { kind, stepMs } = this.#time
    const ms = this.#memory[0] ?? 0
    return kind === 'lab' ? Math.floor(ms / stepMs) * stepMs : Date.now() + ms
  }

  async turn(ms: number): Promise<void> {
    const { kind } = this.#time
    if (ms === 0 || kind === 'real') return
    if (kind === 'hook') await this.#turnStore(ms)
    const next = (this.#memory[0] ?? 0) + ms
    this.#memory[0] = kind === 'lab' ? Math.max(1, next) : next
  }
}
