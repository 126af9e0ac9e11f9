/**
 * The gate at which threads take turns: exactly one of those that pass it runs at any time. Who stands at a point decides
 * there who goes on, wakes that one and waits; where it is itself, no thread is woken and the step costs next to nothing.
 *
 * Everything lies in shared memory. It is written by the thread that runs and read by the one that it wakes, so that the
 * wake alone needs an atomic store.
 */
import type { Turns } from '../seams/seam.ts'
import { actorsMax } from './schedule.ts'
import type { Schedule } from './schedule.ts'

/**
 * How often a thread looks for its turn before it sleeps. Few times: where two virtual cores are one, a thread that looks
 * slows the one that it waits for.
 */
const looksMax = 100

/** After this many steps in one call an actor polls, or copies a lot: where others can move, they go first. */
const stepsPerCallMax = 200

/** Where things lie; each actor's call to go on has a cache line of its own. */
const cell = { ready: 0, blocked: 1, moves: 2, running: 3, isOver: 4, calls: 16 } as const
const lineCells = 16

/** The length of the array. */
export const gateCells: number = cell.calls + actorsMax * lineCells

/** One actor's side of the gate. */
export class Gate implements Turns {
  readonly #cells: Int32Array
  readonly #schedule: Schedule
  readonly #me: number
  readonly #bit: number
  #steps = 0

  constructor(cells: Int32Array, schedule: Schedule, me: number) {
    this.#cells = cells
    this.#schedule = schedule
    this.#me = me
    this.#bit = 1 << me
  }

  #cell(at: number): number {
    return this.#cells[at] ?? 0
  }

  /** Lets another thread run; this one must wait, or be done. */
  pass(actor: number): void {
    this.#cells[cell.running] = actor
    const at = cell.calls + actor * lineCells
    Atomics.store(this.#cells, at, 1)
    Atomics.notify(this.#cells, at, 1)
  }

  /** Waits until another thread has passed the turn on to this one. */
  wait(): void {
    const at = cell.calls + this.#me * lineCells
    for (let look = 0; look < looksMax; look += 1) if (Atomics.load(this.#cells, at) === 1) break
    while (Atomics.load(this.#cells, at) === 0) Atomics.wait(this.#cells, at, 0)
    Atomics.store(this.#cells, at, 0)
  }

  #choose(movable: number): number {
    this.#cells[cell.moves] = this.#cell(cell.moves) + 1
    return this.#schedule.pick(movable)
  }

  /** Lets these actors take turns, until each has finished. Gives who is first. */
  open(movable: number): number {
    this.#cells[cell.ready] = movable
    this.#cells[cell.blocked] = 0
    return this.#choose(movable)
  }

  /** Begins a call: what was said of its steps starts anew. */
  begin(): void {
    this.#steps = 0
  }

  /** Stands at a point, until it is this actor's turn to go on. */
  stand(): void {
    this.#steps += 1
    const ready = this.#cell(cell.ready)
    const others = ready & ~this.#bit
    const next = this.#choose(this.#steps > stepsPerCallMax && others !== 0 ? others : ready)
    if (next === this.#me) return
    this.pass(next)
    this.wait()
  }

  /** Lets others go on until one of them has freed the store, or has ended; false where no other can move. */
  giveWay(): boolean {
    const others = this.#cell(cell.ready) & ~this.#bit
    if (others === 0) return false
    this.#cells[cell.ready] = others
    this.#cells[cell.blocked] = this.#cell(cell.blocked) | this.#bit
    this.pass(this.#choose(others))
    this.wait()
    return true
  }

  /** Who found the store busy may look again. */
  freed(): void {
    const blocked = this.#cell(cell.blocked)
    if (blocked === 0) return
    this.#cells[cell.ready] = this.#cell(cell.ready) | blocked
    this.#cells[cell.blocked] = 0
  }

  /** Ends this actor's part. Gives who goes on; nobody where all have ended. */
  finish(): number | undefined {
    this.freed()
    const left = this.#cell(cell.ready) & ~this.#bit
    this.#cells[cell.ready] = left
    return left === 0 ? undefined : this.#choose(left)
  }

  /** whether this actor has a part that is not ended */
  get isReady(): boolean {
    return (this.#cell(cell.ready) & this.#bit) !== 0
  }

  /** whether no more parts come */
  get isOver(): boolean {
    return this.#cell(cell.isOver) === 1
  }

  /** No more parts come. */
  end(): void {
    this.#cells[cell.isOver] = 1
  }

  /** how many choices were made: whether anything moves at all */
  get moves(): number {
    return Atomics.load(this.#cells, cell.moves)
  }

  /** whose turn it is */
  get running(): number {
    return Atomics.load(this.#cells, cell.running)
  }
}
