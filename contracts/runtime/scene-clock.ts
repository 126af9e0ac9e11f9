/** The clock of a scene: it stands still while anything moves, and goes on to its next timer when nothing does. */

/** A monotonic clock with timers, as a part of a runtime is given it. */
export interface PartClock {
  /** ms since some fixed moment */
  now(): number
  /** Runs something once, `ms` from now; what it gives takes that back. */
  after(ms: number, run: () => void): () => void
}

interface Timer {
  readonly atMs: number
  readonly run: () => void
}

/** More timers than any scene that ends has. */
const timersMax = 2_000

/** Nothing that moved in none of so many turns of the event loop, with no timer set, moves any more. */
const idleTurnsMax = 20

/** Ends when every promise that can go on has done so: a tick comes when the queue of microtasks is empty. */
function standstill(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve)
  })
}

/** The same, for what goes on in turns of the event loop. */
function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** A clock that the scene moves. */
export class SceneClock implements PartClock {
  #nowMs = 0
  readonly #timers: Timer[] = []
  readonly #ofPart = new Set<Timer>()
  /** What a part is given: its timers are counted. */
  readonly forPart: PartClock = {
    now: () => this.now(),
    after: (ms, run) => this.#set(ms, run, this.#ofPart),
  }

  now(): number {
    return this.#nowMs
  }

  /** timers of the part that neither ran nor were taken back */
  get pending(): number {
    return this.#ofPart.size
  }

  after(ms: number, run: () => void): () => void {
    return this.#set(ms, run, new Set())
  }

  /** As a timer of Node does, one that is set to no number runs at once. */
  #set(ms: number, run: () => void, open: Set<Timer>): () => void {
    const drop = (): void => {
      open.delete(timer)
      const at = this.#timers.indexOf(timer)
      if (at >= 0) this.#timers.splice(at, 1)
    }
    const timer: Timer = {
      atMs: this.#nowMs + (ms > 0 ? ms : 0),
      run: () => {
        drop()
        run()
      },
    }
    open.add(timer)
    this.#timers.push(timer)
    return drop
  }

  /** A wait of the scene's own. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve)
    })
  }

  /** Lets time go by until the work has ended; false where nothing is left that could end it. */
  async until(work: Promise<unknown>): Promise<boolean> {
    let ended = false
    const end = (): void => {
      ended = true
    }
    work.then(end, end)
    let idleTurns = 0
    for (let count = 0; count < timersMax; count += 1) {
      await standstill()
      if (ended) return true
      if (this.#step()) {
        idleTurns = 0
        continue
      }
      if (idleTurns === idleTurnsMax) return false
      idleTurns += 1
      await turnOfLoop()
    }
    return false
  }

  /** Lets so much time go by, whatever it brings. */
  async pass(ms: number): Promise<void> {
    await this.until(this.wait(ms))
    await standstill()
  }

  /** Goes on to the next timer; of several at one time the first that was set. */
  #step(): boolean {
    let next = this.#timers[0]
    for (const timer of this.#timers) if (next && timer.atMs < next.atMs) next = timer
    if (!next) return false
    this.#nowMs = next.atMs
    next.run()
    return true
  }
}
