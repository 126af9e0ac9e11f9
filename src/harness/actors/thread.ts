/** An actor in this thread. A drop abandons its session at a point: the call never returns and nothing is closed. */
import type { Adapter, Beneath, Call, Clock, Fault, Json, Outcome } from '../../../contracts/index.ts'
import type { Patience } from '../deadline.ts'
import type { Worn } from '../mutate.ts'
import type { AtPoint } from '../tracer.ts'
import type { Actor, Stop } from './actor.ts'
import { Points } from './actor.ts'
import type { TracedSession } from './session.ts'
import { openSession } from './session.ts'

/** How an actor in this thread is made. */
export interface ThreadOptions {
  readonly adapter: Adapter
  readonly place: Json
  readonly clock: Clock
  readonly worn: Worn | undefined
  readonly patience: Patience
  /** told of every point, before the actor's own faults are looked at */
  readonly at?: AtPoint | undefined
  readonly beneath?: Beneath
}

/** An actor in this thread. */
export class ThreadActor implements Actor {
  readonly #options: ThreadOptions
  readonly #points = new Points()
  #session: TracedSession | undefined
  #isArmed = false
  #tell: (stop: Stop) => void = () => {}
  #stopped: Promise<Stop> | undefined
  stop: Stop | undefined

  private constructor(options: ThreadOptions) {
    this.#options = options
  }

  get stopped(): Promise<Stop> {
    this.#stopped ??= new Promise((resolve) => {
      this.#tell = resolve
      if (this.stop) resolve(this.stop)
    })
    return this.#stopped
  }

  get gone(): Promise<unknown> {
    return Promise.resolve()
  }

  static async open(options: ThreadOptions): Promise<ThreadActor> {
    const actor = new ThreadActor(options)
    await actor.#open()
    return actor
  }

  async #open(): Promise<void> {
    const { adapter, place, clock, worn, beneath, patience } = this.#options
    const at = (point: string): Promise<void> | void => this.#at(point)
    const opening = openSession({ adapter, place, clock, worn, at, beneath })
    this.#session = await patience.wait(`open of ${adapter.name}`, opening)
  }

  #at(point: string): Promise<void> | void {
    const waits = this.#options.at?.(point)
    const fault = this.#points.reach(point)
    if (!fault) return waits
    return this.#drop(waits)
  }

  async #drop(waits: Promise<void> | void): Promise<never> {
    await waits
    this.stop = 'dropped'
    this.#tell('dropped')
    return new Promise<never>(() => {})
  }

  /** As any actor does; with `live`, these arguments are given in place of those that the data stands for. */
  call(call: Call, live?: readonly unknown[]): Promise<Outcome> {
    const session = this.#session
    if (!session) return Promise.resolve({ status: 'unknown', why: 'no session' })
    const ended = this.#options.patience.wait(`${call.port}.${call.method}`, session.call(call, live))
    if (!this.#isArmed) return ended
    return Promise.race([ended, this.stopped.then((): Outcome => ({ status: 'unknown', why: 'session dropped' }))])
  }

  async reopen(): Promise<void> {
    await this.close()
    await this.#open()
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    try {
      if (session) await this.#options.patience.wait('close', session.close())
    } finally {
      session?.giveUp()
    }
  }

  /** Closes the session and keeps it, to see what it answers afterwards. */
  async end(): Promise<void> {
    if (this.#session) await this.#options.patience.wait('close', this.#session.close())
  }

  arm(fault: Fault): void {
    this.#isArmed = true
    this.#points.arm(fault)
  }

  points(): readonly string[] {
    return this.#points.seen
  }

  resume(): void {}
}
