/** An actor in a process of its own, forked before it is needed. A kill is a real SIGKILL while it stands at a point. */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import type { Duplex } from 'node:stream'
import type { Call, Fault, Outcome } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import { turnOfLoop, within } from '../deadline.ts'
import { codeOf } from '../outcomes.ts'
import type { Counting } from '../coverage/files.ts'
import type { Reference } from '../load.ts'
import type { Wearing } from '../mutate.ts'
import { actorFlags } from '../node-flags.ts'
import { programPath } from '../pack.ts'
import type { Actor, Stop } from './actor.ts'
import { isStoppedOrGone } from './kernel.ts'
import type { Command, Reply, Serving, Times } from './messages.ts'
import { pointFd, readyLine } from './messages.ts'
import { Orders, obeyed, readied, thrownBy } from './orders.ts'

/** How a process is made ready: which adapter it serves, and what it wears. */
export interface ProcessOptions extends Reference {
  readonly wearing?: Wearing | undefined
  /** what it counts of the adapter's code, where it does */
  readonly counting?: Counting | undefined
  /** the folders that hold those of places: of files only these are seen */
  readonly watched: readonly string[]
  readonly callMs: number
  /** the file of what processes like it compiled; absent where nothing is handed on */
  readonly code?: string | undefined
  /** whether the store may be on another host: no server of ours is */
  readonly remote: boolean
  /** a program that looks on, with its options: it starts the process, and the process writes its marks to this file */
  readonly under?: { readonly command: readonly [string, ...string[]]; readonly marks: string }
}

/**
 * The environment of a process. Node parses NODE_EXTRA_CA_CERTS at every start (90 of 137 ms with the bundle of a Linux
 * distribution), and a store on this host needs no certificate.
 */
function environment(remote: boolean): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: certificates, ...rest } = process.env
  return remote && certificates !== undefined ? { ...rest, NODE_EXTRA_CA_CERTS: certificates } : rest
}

/** How long a process may take to end by itself, ms. */
const endMs = 2_000

/** A child process that serves one session at a time. */
export class ActorProcess implements Actor {
  readonly #child: ChildProcess
  readonly #callMs: number
  /** whether it has to end by itself: it counts, or whoever looks on would leave it behind */
  readonly #endsItself: boolean
  readonly #orders = new Orders()
  #points: string[] = []
  #awaited: readonly string[] = []
  #fault: Fault | undefined
  #standing = false
  #tell: (stop: Stop) => void = () => {}
  #tellReady: () => void = () => {}
  times: Times | undefined
  struck = false
  stop: Stop | undefined
  stopped: Promise<Stop>
  /** settles when the process is gone */
  readonly gone: Promise<unknown>

  private constructor({ callMs, remote, counting, code, under }: ProcessOptions) {
    this.#callMs = callMs
    this.#endsItself = counting !== undefined || under !== undefined
    const [execPath, ...options] = under?.command ?? [process.execPath]
    // Code is counted in the files that its author knows.
    this.#child = fork(programPath('src/harness/actors/start.js', counting !== undefined), code ? [code] : [], {
      execPath,
      execArgv: [...options, ...(under ? [process.execPath] : []), ...actorFlags()],
      env: environment(remote),
      // Standard output belongs to the reports: what an adapter prints goes to standard error.
      stdio: ['ignore', 2, 2, 'ipc', 'pipe'],
    })
    this.stopped = this.#whenStopped()
    // Replies that were sent before the end are read before the channel is found closed.
    this.gone = Promise.all([this.#when('exit'), this.#when('disconnect')]).then(() => this.#lost())
    this.#child.on('message', (reply: Reply) => this.#reply(reply))
    this.#child.on('error', () => {})
    this.#point.on('data', (said: Buffer) => {
      if (said.toString().trim() === readyLine) this.#tellReady()
      else void this.#atPoint()
    })
    this.#point.on('error', () => {})
  }

  /** Forks a process and waits until its adapter is loaded. */
  static async start(options: ProcessOptions): Promise<ActorProcess> {
    const { adapter, runtime, wearing, counting, watched, under } = options
    const actor = new ActorProcess(options)
    const load = { do: 'load', adapter, runtime, wearing, counting, watched, marks: under?.marks } as const
    const loaded = await within(30_000, 'start of an actor', actor.#order(load))
    if (loaded.status === 'ok') return actor
    actor.kill()
    throw new HarnessError(
      'ACTOR',
      `an actor's process could not load the adapter: ${loaded.status === 'fail' ? loaded.error.message : loaded.why}`,
    )
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** whether it still runs */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  get #point(): Duplex {
    return this.#child.stdio[pointFd] as Duplex
  }

  /** Settles at the event, whatever errors come before it: an order may be on its way to a process that was just killed. */
  #when(event: 'exit' | 'disconnect'): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once(event, () => resolve())
    })
  }

  #whenStopped(): Promise<Stop> {
    return new Promise((resolve) => {
      this.#tell = resolve
    })
  }

  async #atPoint(): Promise<void> {
    const action = this.#fault?.action
    this.struck = true
    if (action === 'stop') await this.#untilStopped()
    this.#standing = action === 'park' || action === 'stop'
    if (!this.#standing) this.kill()
    this.#stopAs(this.#standing ? 'parked' : 'killed')
  }

  /** Whoever takes it for stopped must not find it on its way to it. Where the kernel never holds it, its call tells. */
  async #untilStopped(): Promise<void> {
    const endsAt = performance.now() + this.#callMs
    while (!isStoppedOrGone(this.pid) && performance.now() < endsAt) await turnOfLoop()
  }

  #stopAs(stop: Stop): void {
    this.stop = stop
    this.#tell(stop)
  }

  #reply({ order, outcome, points, awaited, struck, stands, times }: Reply): void {
    this.#points.push(...points)
    this.#awaited = awaited
    this.struck ||= struck
    this.times = times
    if (stands) void this.#atPoint()
    this.#orders.answered(order, outcome)
  }

  #lost(): void {
    const why =
      this.#child.signalCode === 'SIGKILL'
        ? 'killed'
        : `the process ended with ${this.#child.signalCode ?? this.#child.exitCode}`
    this.#orders.lost(why)
  }

  #order(command: Command): Promise<Outcome> {
    if (!this.alive) return Promise.resolve({ status: 'unknown', why: 'the process is gone' })
    return this.#orders.give((order) => this.#child.send({ ...command, order }))
  }

  /** Opens a session; where the fault that it is armed with comes in the way, `stop` tells. */
  async open(serving: Serving): Promise<void> {
    this.#points = []
    this.#fault = serving.fault
    this.struck = false
    this.stop = undefined
    this.stopped = this.#whenStopped()
    await this.#opened({ do: 'open', ...serving })
  }

  /** An opening in which the fault came to pass may fail by a coded error, or end the process. */
  async #opened(command: Command): Promise<void> {
    const before = this.struck
    const outcome = await within(this.#callMs, `${command.do} in an actor's process`, this.#order(command))
    if (outcome.status === 'unknown' && this.stop === undefined)
      throw new Error(`the process ended by itself while a session opened: ${outcome.why}`)
    if (outcome.status !== 'fail') return
    if (before || !this.struck || codeOf(outcome) === undefined) throw thrownBy(outcome.error)
    this.#stopAs('refused')
  }

  call(call: Call): Promise<Outcome> {
    this.times = undefined
    return within(this.#callMs, `${call.port}.${call.method}`, this.#order({ do: 'call', call }))
  }

  ready(call: Call): Promise<() => Promise<Outcome>> {
    this.times = undefined
    const standing = new Promise<void>((resolve) => {
      this.#tellReady = resolve
    })
    const ended = this.#order({ do: 'call', call, gated: true })
    return readied(this.#callMs, call, { standing, ended, go: () => this.#point.write('.') })
  }

  reopen(): Promise<void> {
    return this.#opened({ do: 'reopen' })
  }

  close(): Promise<void> {
    if (!this.alive) return Promise.resolve()
    return obeyed(this.#callMs, "close in an actor's process", this.#order({ do: 'close' }))
  }

  /** Has the process write down what it compiled, for those that start later; without it these take longer, and no more. */
  async keepCode(code: string): Promise<void> {
    await this.#order({ do: 'keep', code })
  }

  points(): readonly string[] {
    return this.#points
  }

  awaited(): readonly string[] {
    return this.#awaited
  }

  resume(): void {
    // Once only: a byte that nobody waits for would let the next stop pass.
    if (!this.#standing) return
    this.#standing = false
    this.stop = undefined
    this.stopped = this.#whenStopped()
    if (this.#fault?.action === 'stop') this.#child.kill('SIGCONT')
    else this.#point.write('.')
  }

  /** Ends the process. One that counts goes by itself, since it writes its counts down at its end; so does one that is looked at. */
  async end(): Promise<void> {
    if (this.#endsItself) {
      this.#child.disconnect()
      this.#point.destroy()
      await within(endMs, 'end of an actor', this.gone).catch(() => {})
    }
    this.kill()
    await this.gone
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
