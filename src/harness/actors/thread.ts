/** An actor in this thread. A drop abandons its session at a point: the call never returns and nothing is closed. */
import type { Adapter, Call, Clock, Fault, Json, Outcome, SessionOptions } from '../../../contracts/index.ts'
import { within } from '../deadline.ts'
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
  readonly callMs: number
  /** told of every point, before the actor's own faults are looked at */
  readonly at?: AtPoint
  readonly beneath?: SessionOptions['beneath']
}

/** An actor in this thread. */
export class ThreadActor implements Actor {
  readonly #options: ThreadOptions
  readonly #points = new Points()
  #abort = new AbortController()
  #session: TracedSession | undefined
  #tell: (stop: Stop) => void = () => {}
  stop: Stop | undefined
  readonly stopped: Promise<Stop>
  readonly gone: Promise<unknown> = Promise.resolve()

  private constructor(options: ThreadOptions) {
    this.#options = options
    this.stopped = new Promise((resolve) => {
      this.#tell = resolve
    })
  }

  static async open(options: ThreadOptions): Promise<ThreadActor> {
    const actor = new ThreadActor(options)
    await actor.#open()
    return actor
  }

  async #open(): Promise<void> {
    const { adapter, callMs } = this.#options
    this.#abort = new AbortController()
    const at = (point: string): Promise<void> => this.#at(point)
    const opening = openSession({ ...this.#options, at, signal: this.#abort.signal })
    this.#session = await within(callMs, `open of ${adapter.name}`, opening)
  }

  async #at(point: string): Promise<void> {
    await this.#options.at?.(point)
    const fault = this.#points.reach(point)
    if (!fault) return
    this.stop = 'dropped'
    this.#tell('dropped')
    await new Promise<never>(() => {})
  }

  /** As any actor does; with `live`, these arguments are given in place of those that the data stands for. */
  async call(call: Call, live?: readonly unknown[]): Promise<Outcome> {
    const { callMs } = this.#options
    const session = this.#session
    if (!session) return { status: 'unknown', why: 'no session' }
    const dropped = this.stopped.then((): Outcome => ({ status: 'unknown', why: 'session dropped' }))
    return Promise.race([within(callMs, `${call.port}.${call.method}`, session.call(call, live)), dropped])
  }

  async reopen(): Promise<void> {
    await this.close()
    await this.#open()
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    try {
      if (session) await within(this.#options.callMs, 'close', session.close())
    } finally {
      this.#abort.abort()
    }
  }

  /** Closes the session and keeps it, to see what it answers afterwards. */
  async end(): Promise<void> {
    if (this.#session) await within(this.#options.callMs, 'close', this.#session.close())
  }

  arm(fault: Fault): void {
    this.#points.arm(fault)
  }

  points(): readonly string[] {
    return this.#points.seen
  }

  resume(): void {}
}
