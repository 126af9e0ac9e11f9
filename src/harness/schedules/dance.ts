/**
 * Actors that overlap in one thread: each waits at its points until it is chosen, and so does the start of each of its
 * steps. Whoever comes to a point makes the next choice there, so that a step costs no waiting of anybody else.
 */
import type { CaseWatch } from '../deadline.ts'
import type { Schedule } from './schedule.ts'

/**
 * Ways to go on after an actor was let go: 0 waits until it stands or has ended, n > 0 goes on after n - 1 turns of the
 * microtask queue, in the middle of what it does.
 */
const pauses = 6

/** Turns of the event loop after which an actor that neither stands nor ended is left to run. */
const turnsMax = 8

/** One step of an actor: at once where it has nothing to wait for. */
export type Task = () => Promise<unknown> | undefined

/** Told when an actor stands at a point or has ended a step, or of what a step threw. */
interface Told {
  arrived(dancer: Dancer): void
  failed(error: Error): void
}

/** One actor among others. */
class Dancer {
  readonly index: number
  readonly #told: Told
  readonly #tasks: Task[] = []
  #next = 0
  /** one for each point at which it stands: what it does at once may stand at several */
  readonly #gates: (() => void)[] = []
  isBusy = false

  constructor(index: number, told: Told) {
    this.index = index
    this.#told = told
  }

  /** The point at which the actor waits until it is chosen. */
  readonly stand = (): Promise<void> =>
    new Promise((resolve) => {
      this.#gates.push(resolve)
      this.#told.arrived(this)
    })

  add(task: Task): void {
    this.#tasks.push(task)
  }

  get canMove(): boolean {
    return this.#gates.length > 0 || (!this.isBusy && this.#next < this.#tasks.length)
  }

  /** Lets the actor go on from the point to which it came first, or starts its next step. */
  go(): void {
    const gate = this.#gates.shift()
    if (gate) gate()
    else void this.#start()
  }

  async #start(): Promise<void> {
    const task = this.#tasks[this.#next]
    this.#next += 1
    this.isBusy = true
    try {
      await task?.()
      this.isBusy = false
      this.#told.arrived(this)
    } catch (error) {
      this.#told.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

/** The actors of a case, and who of them goes on. */
export class Dance implements Told {
  readonly #schedule: Schedule
  readonly #watch: CaseWatch
  readonly #dancers: readonly Dancer[]
  /** whose arrival the next choice waits for; nobody's while a pause runs, anybody's where nobody could move */
  #awaited: Dancer | 'nobody' | 'anybody' = 'nobody'
  #look: NodeJS.Immediate | undefined
  #turns = 0
  #over: () => void = () => {}
  #fail: (error: Error) => void = () => {}

  constructor(actors: number, schedule: Schedule, watch: CaseWatch) {
    this.#schedule = schedule
    this.#watch = watch
    this.#dancers = Array.from({ length: actors }, (_, index) => new Dancer(index, this))
  }

  /** What an actor waits for at each of its points. */
  standOf(actor: number): () => Promise<void> {
    return this.#dancers[actor]?.stand ?? (() => Promise.resolve())
  }

  /** Gives an actor a step to make. */
  add(actor: number, task: Task): void {
    this.#dancers[actor]?.add(task)
  }

  /** Lets the actors make all the steps that they were given, one choice at a time. Rejects with what a step throws. */
  async drain(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#over = resolve
        this.#fail = reject
        this.#look = setImmediate(() => this.#turn())
        this.#decide()
      })
    } finally {
      clearImmediate(this.#look)
    }
  }

  #decide(): void {
    const movable = this.#movable()
    this.#turns = 0
    this.#watch.moved()
    const dancer = movable === 0 ? undefined : this.#dancers[this.#schedule.pick(movable)]
    if (!dancer) {
      this.#awaited = 'anybody'
      if (!this.#dancers.some(({ isBusy }) => isBusy)) this.#over()
      return
    }
    const pause = this.#schedule.pause(pauses)
    this.#awaited = pause === 0 ? dancer : 'nobody'
    dancer.go()
    if (pause > 0) void this.#decideAfter(pause)
  }

  /** Chooses again after so many turns of the microtask queue, while the one that was let go is on its way. */
  async #decideAfter(pause: number): Promise<void> {
    for (let turn = 1; turn < pause; turn += 1) await Promise.resolve()
    this.#decide()
  }

  arrived(dancer: Dancer): void {
    if (this.#awaited === dancer || this.#awaited === 'anybody') this.#decide()
  }

  failed(error: Error): void {
    this.#fail(error)
  }

  /** A bit for each actor that can move. */
  #movable(): number {
    let bits = 0
    for (const dancer of this.#dancers) if (dancer.canMove) bits |= 1 << dancer.index
    return bits
  }

  /** The event loop came round, so nobody moves any more: who was let go waits for the world outside. */
  #turn(): void {
    this.#look = setImmediate(() => this.#turn())
    this.#turns += 1
    if (this.#turns === turnsMax && this.#movable() !== 0) this.#decide()
  }
}
