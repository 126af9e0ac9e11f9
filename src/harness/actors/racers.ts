/**
 * Actors in threads of their own that run freely. A thread cannot be killed where it stands, so they have no faults: what they
 * show is what threads do to each other. Threads are used for one place after another.
 */
import { Worker } from 'node:worker_threads'
import type { Call, Outcome } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import type { Counting } from '../coverage/files.ts'
import { within } from '../deadline.ts'
import type { Reference } from '../load.ts'
import type { Wearing } from '../mutate.ts'
import { programPath } from '../pack.ts'
import type { Actor, Stop } from './actor.ts'
import type { RacerCommand, RacerOrder, RacerReply, Serving, Times } from './messages.ts'
import { idleMax } from './pool.ts'
import { Orders, obeyed, readied } from './orders.ts'

/** What a thread serves. */
export interface RacerOptions extends Reference {
  readonly wearing?: Wearing | undefined
  readonly counting?: Counting | undefined
  readonly watched: readonly string[]
  readonly callMs: number
}

/** How long a thread may take to load an adapter, ms. */
const loadMs = 30_000

/** How long a thread may take to end by itself, ms. */
const endMs = 1_000

/** A thread that serves one session at a time. */
export class Racer implements Actor {
  readonly #worker: Worker
  readonly #callMs: number
  readonly #orders = new Orders()
  #why: string | undefined
  #tellReady: () => void = () => {}
  times: Times | undefined
  readonly struck = false
  readonly stop = undefined
  stopped: Promise<Stop> = new Promise(() => {})
  readonly gone: Promise<void>

  private constructor({ callMs, counting }: RacerOptions) {
    this.#callMs = callMs
    this.#worker = new Worker(programPath('src/harness/actors/racer.js', counting !== undefined))
    this.gone = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#lost(`the thread ended with exit code ${code}`)
        resolve()
      })
    })
    this.#worker.on('error', (error) => this.#lost(`the thread ended by ${String(error)}`))
    this.#worker.on('message', (reply: RacerReply) => this.#hear(reply))
  }

  /** Starts a thread and waits until its adapter is loaded. Rejects with a `HarnessError` ACTOR where it cannot be. */
  static async start(options: RacerOptions): Promise<Racer> {
    const { adapter, runtime, wearing, counting, watched } = options
    const racer = new Racer(options)
    const load = { do: 'load', adapter, runtime, wearing, counting, watched } as const
    const loaded = await within(loadMs, "start of an actor's thread", racer.#order(load))
    if (loaded.status === 'ok') return racer
    await racer.end()
    const why = loaded.status === 'fail' ? loaded.error.message : loaded.why
    throw new HarnessError('ACTOR', `an actor's thread could not load the adapter: ${why}`)
  }

  get alive(): boolean {
    return this.#why === undefined
  }

  #lost(why: string): void {
    this.#why ??= why
    this.#orders.lost(this.#why)
  }

  #hear(reply: RacerReply): void {
    if (reply.say === 'ready') return this.#tellReady()
    this.times = reply.times
    this.#orders.answered(reply.order, reply.outcome)
  }

  #send(order: RacerOrder): void {
    this.#worker.postMessage(order)
  }

  #order(command: RacerCommand): Promise<Outcome> {
    if (this.#why !== undefined) return Promise.resolve({ status: 'unknown', why: this.#why })
    return this.#orders.give((order) => this.#send({ ...command, order }))
  }

  /** Opens a session. */
  open(serving: Serving): Promise<void> {
    this.stopped = new Promise(() => {})
    return this.#obey({ do: 'open', ...serving })
  }

  async #obey(command: RacerCommand): Promise<void> {
    await obeyed(this.#callMs, `${command.do} in an actor's thread`, this.#order(command))
    if (this.#why !== undefined) throw new Error(`${command.do} of a session: ${this.#why}`)
  }

  call(call: Call): Promise<Outcome> {
    return within(this.#callMs, `${call.port}.${call.method}`, this.#order({ do: 'call', call }))
  }

  ready(call: Call): Promise<() => Promise<Outcome>> {
    const standing = new Promise<void>((resolve) => {
      this.#tellReady = resolve
    })
    const ended = this.#order({ do: 'call', call, gated: true })
    return readied(this.#callMs, call, { standing, ended, go: () => this.#send({ do: 'go' }) })
  }

  reopen(): Promise<void> {
    return this.#obey({ do: 'reopen' })
  }

  close(): Promise<void> {
    return this.alive ? this.#obey({ do: 'close' }) : Promise.resolve()
  }

  points(): readonly string[] {
    return []
  }

  awaited(): readonly string[] {
    return []
  }

  resume(): void {}

  /** Ends the thread: by itself, so that it writes down what it counted, or wherever it is. */
  async end(): Promise<void> {
    if (this.alive) this.#send({ do: 'end' })
    await within(endMs, 'end of a thread', this.gone).catch(() => {})
    await this.#worker.terminate()
  }
}

/** Threads for one adapter and what it wears, started when they are first needed. */
export class Racers {
  readonly #options: RacerOptions
  readonly #idle: Racer[] = []
  readonly #all = new Set<Racer>()

  constructor(options: RacerOptions) {
    this.#options = options
  }

  /** A thread that serves no session now. */
  async take(): Promise<Racer> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (idle.alive) return idle
    return this.fresh()
  }

  /** A thread that never served a place. */
  async fresh(): Promise<Racer> {
    const racer = await Racer.start(this.#options)
    this.#all.add(racer)
    void racer.gone.then(() => this.#all.delete(racer))
    return racer
  }

  /** Gives a thread back after its session was closed. */
  give(racer: Racer): void {
    if (this.#idle.length < idleMax) this.#idle.push(racer)
    else this.discard(racer)
  }

  /** Ends a thread that nobody needs, or whose session could not be closed. */
  discard(racer: Racer): void {
    void racer.end()
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((racer) => racer.end()))
  }
}
