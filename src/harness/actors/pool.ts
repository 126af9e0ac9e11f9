/**
 * Processes that are ready before they are needed: a kill uses one up, and forking the next one overlaps with the case
 * that runs. A process that was not killed is used again, on another place.
 */
import { existsSync } from 'node:fs'
import type { ProcessOptions } from './process.ts'
import { ActorProcess } from './process.ts'

/** How many processes or threads stand idle at most: those of a race, and those that recover. A fresh one for every so many cases adds up. */
export const idleMax = 8

/** Ready processes for one adapter and what it wears. */
export class ActorPool {
  readonly #options: ProcessOptions
  readonly #ahead: number
  readonly #starting: Promise<ActorProcess>[] = []
  readonly #idle: ActorProcess[] = []
  readonly #all = new Set<ActorProcess>()
  readonly #ending = new Set<Promise<void>>()
  #closed = false

  constructor(options: ProcessOptions, ahead: number) {
    this.#options = options
    this.#ahead = ahead
  }

  #start(): Promise<ActorProcess> {
    const starting = ActorProcess.start(this.#options).then((actor) => {
      this.#all.add(actor)
      void actor.gone.then(() => this.#all.delete(actor))
      if (this.#closed) actor.kill()
      return actor
    })
    // A start that fails is reported to whoever takes it.
    starting.catch(() => {})
    return starting
  }

  /** A process that serves no session now; another is started ahead of need. */
  async take(): Promise<ActorProcess> {
    const idle = this.#idle.pop()
    if (idle?.alive) return idle
    while (this.#starting.length <= this.#ahead) this.#starting.push(this.#start())
    const next = this.#starting.shift() ?? this.#start()
    return next
  }

  /** A process that never served a place. */
  fresh(): Promise<ActorProcess> {
    return this.#starting.shift() ?? this.#start()
  }

  /** Gives a process back after its session was closed. What the first one compiled is kept for those that start later. */
  give(actor: ActorProcess): void {
    if (!actor.alive) return
    const { code } = this.#options
    if (code !== undefined && !existsSync(code)) void actor.keepCode(code)
    if (this.#idle.length < idleMax) {
      this.#idle.push(actor)
      return
    }
    this.#all.delete(actor)
    const ending: Promise<void> = actor.end().finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }

  /** Ends a process whose session could not be closed. */
  discard(actor: ActorProcess): void {
    actor.kill()
  }

  /** Ends every process and waits until they are gone. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#starting)
    await Promise.all([...this.#ending, ...[...this.#all].map((actor) => actor.end())])
  }
}
