/** An actor in this thread. A drop abandons its session at a point: the call never returns and nothing is closed. */
import type { Adapter, Beneath, Call, Clock, Fault, Json, Outcome, ServerFault } from '../../../contracts/index.ts'
import { HarnessError, describeError } from '../../../contracts/errors.ts'
import type { Patience } from '../deadline.ts'
import { within } from '../deadline.ts'
import type { Worn } from '../mutate.ts'
import { codeOf, isServerFault } from '../outcomes.ts'
import { errorOf } from '../seams/failures.ts'
import { seam } from '../seams/seam.ts'
import type { AtPoint } from '../tracer.ts'
import { isBeneath, whileOpening } from '../tracer.ts'
import type { Actor, Stop } from './actor.ts'
import { Points } from './actor.ts'
import { stillness } from './delay.ts'
import type { TracedSession } from './session.ts'
import { failure, openSession } from './session.ts'

/** How long something may take that is done to a server, ms: to start one again takes what the machine has. */
const serverMs = 120_000

/** How long a dropped session has to close, ms. It was never to be closed, and decides no verdict. */
const abandonedMs = 250

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
  /** what it is armed with, before it opens */
  readonly fault?: Fault | undefined
  /** whether calls beneath the adapter are points too: only where no other actor of this thread moves meanwhile */
  readonly hears?: boolean | undefined
}

/** An actor in this thread. */
export class ThreadActor implements Actor {
  readonly #options: ThreadOptions
  readonly #points = new Points()
  #session: TracedSession | undefined
  #tell: (stop: Stop) => void = () => {}
  #stopped: Promise<Stop> | undefined
  #undone: HarnessError | undefined
  stop: Stop | undefined

  private constructor(options: ThreadOptions) {
    this.#options = options
    if (options.fault) this.#points.arm(options.fault)
  }

  get struck(): boolean {
    return this.#points.struck
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

  /** An opening in which the fault came to pass may fail by a coded error. */
  async #open(): Promise<void> {
    const { adapter, place, clock, worn, beneath, patience, hears } = this.#options
    const at = (point: string): Promise<void> | void => this.#at(point)
    const before = this.struck
    if (hears) seam.listen((point, isAwaited) => this.#at(whileOpening(point), isAwaited))
    try {
      const opening = openSession({ adapter, place, clock, worn, at, beneath })
      this.#session = await patience.wait(`open of ${adapter.name}`, opening)
    } catch (error) {
      if (before || !this.struck || codeOf(failure(error)) === undefined) throw error
      this.#stopAs('refused')
    } finally {
      if (hears) seam.listen(undefined)
    }
  }

  #at(point: string, isAwaited?: boolean): Promise<void> | void {
    const waits = this.#options.at?.(point)
    const fault = this.#points.reach(point, isAwaited)
    if (!fault) return waits
    if (fault.action === 'throw') throw errorOf(fault)
    if (fault.action === 'delay') return stillness()
    if (isServerFault(fault.action)) return this.#toServer(fault.action)
    // A synchronous call beneath the adapter cannot be left where it stands.
    return isBeneath(point) ? waits : this.#drop(waits)
  }

  /** Stands here until that is done to the server. Who does it has points that are none of the actor's. */
  async #toServer(action: ServerFault): Promise<void> {
    const { adapter, place, patience } = this.#options
    const heardBy = seam.listener
    seam.listen(undefined)
    try {
      const done = adapter.server?.faults?.(place)[action]?.() ?? Promise.reject(new Error('it cannot be done here'))
      await patience.aside(within(serverMs, action, done))
    } catch (error) {
      // Thrown here it would pass for an error of the connection, and excuse the call.
      const what = `the ${action} of the server of ${adapter.name} did not come to pass`
      this.#undone = new HarnessError('SERVER', `${what}: ${describeError(error)}`, { cause: error })
    } finally {
      seam.listen(heardBy)
    }
  }

  /** What a call came to, unless what was to be done meanwhile was not done. */
  async #unlessUndone(ended: Promise<Outcome>): Promise<Outcome> {
    const outcome = await ended
    if (this.#undone) throw this.#undone
    return outcome
  }

  #stopAs(stop: Stop): void {
    this.stop = stop
    this.#tell(stop)
  }

  async #drop(waits: Promise<void> | void): Promise<never> {
    await waits
    this.#stopAs('dropped')
    return new Promise<never>(() => {})
  }

  /**
   * As any actor does; with `live`, these arguments are given in place of those that the data stands for.
   * Rejects with a `HarnessError` SERVER where a fault of the server did not come to pass.
   */
  call(call: Call, live?: readonly unknown[]): Promise<Outcome> {
    const session = this.#session
    if (!session) return Promise.resolve({ status: 'unknown', why: 'no session' })
    const { hears, patience } = this.#options
    if (hears) seam.listen((point, isAwaited) => this.#at(point, isAwaited))
    const ended = patience.wait(`${call.port}.${call.method}`, session.call(call, live))
    const outcome = this.#options.fault ? Promise.race([ended, this.#whenDropped()]) : ended
    return hears ? this.#unlessUndone(outcome).finally(() => seam.listen(undefined)) : outcome
  }

  #whenDropped(): Promise<Outcome> {
    return this.stopped.then(() => ({ status: 'unknown', why: 'session dropped' }))
  }

  async reopen(): Promise<void> {
    await this.close()
    await this.#open()
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    try {
      if (session) await this.#closed(session)
    } finally {
      session?.giveUp()
    }
  }

  /** A session that was dropped in the middle of a call may wait for that call for ever before it closes: it is not to. */
  #closed(session: TracedSession): Promise<void> {
    const { patience } = this.#options
    if (this.stop !== 'dropped') return patience.wait('close', session.close())
    return patience.aside(within(abandonedMs, 'close of a dropped session', session.close()))
  }

  /** Closes the session and keeps it, to see what it answers afterwards. */
  async end(): Promise<void> {
    if (this.#session) await this.#options.patience.wait('close', this.#session.close())
  }

  points(): readonly string[] {
    return this.#points.seen
  }

  awaited(): Iterable<string> {
    return this.#points.awaited
  }

  resume(): void {}
}
