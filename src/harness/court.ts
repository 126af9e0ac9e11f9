/** An adapter on trial, in the process that tries it: its places, its processes, what it wears, and how it keeps time. */
import { join } from 'node:path'
import type { Adapter, AnyContract, Call, Plugin } from '../../contracts/index.ts'
import { admits } from '../../contracts/claims.ts'
import { isStoreError } from '../../contracts/errors.ts'
import { ActorPool } from './actors/pool.ts'
import type { ProcessOptions } from './actors/process.ts'
import { Racers } from './actors/racers.ts'
import { ThreadActor } from './actors/thread.ts'
import type { CodeCounter } from './coverage/counter.ts'
import { WorkerPool } from './actors/worker-pool.ts'
import { startCounting } from './coverage/counting.ts'
import { frozen } from './crossing.ts'
import { eachWithin } from './deadline.ts'
import type { JobBase } from './jobs.ts'
import type { Subject } from './lab/subject.ts'
import { loadAdapter, loadPlugin } from './load.ts'
import type { Reference } from './load.ts'
import type { Wearing } from './mutate.ts'
import { load } from './mutate.ts'
import type { Means } from './plan.ts'
import { Places, folderOfPlaces } from './places.ts'
import { PowerMeans } from './power/means.ts'
import { Registry } from './registry.ts'
import { Relays } from './relay/relays.ts'
import { quickTwin } from './run-folder.ts'
import { seam } from './seams/seam.ts'
import { watchPlaces } from './seams/watch.ts'
import { isCounted } from './written.ts'

/** How many processes are forked ahead of need: with one that runs and one that recovers, two cores are busy. */
export const forkedAhead = 2

/** How far the store's time may be from the clock that it was given to be taken for that clock, ms. */
const clockSlackMs = 1_000

/** An adapter on trial. */
export class Court {
  /** the adapter, with a runtime on top where there is one for it */
  readonly adapter: Adapter
  readonly registry: Registry
  readonly places: Places
  /** counts what runs of the adapter's code in this process, where that was asked for */
  readonly counter: CodeCounter | undefined
  readonly #job: JobBase
  /** the adapter by itself: what the contracts of ports are tried on */
  readonly #alone: Adapter
  /** what the processes and threads of the last subject serve */
  #serving: Reference
  #pool: ActorPool | undefined
  #workers: WorkerPool | undefined
  #racers: Racers | undefined
  #power: PowerMeans | undefined
  readonly #relays: Relays
  #wearing: Wearing | undefined
  #worn: Subject['worn']

  private constructor(job: JobBase, adapter: Adapter, registry: Registry, counter: CodeCounter | undefined) {
    this.#job = job
    this.#alone = adapter
    this.#serving = { adapter: job.adapter }
    this.adapter = registry.tried(adapter)
    this.registry = registry
    this.counter = counter
    this.places = new Places(adapter, job.root, quickTwin(job.root), job.server.at)
    this.#relays = new Relays(adapter)
  }

  static async open(job: JobBase): Promise<Court> {
    const counter = await startCounting(job.counting)
    watchPlaces([job.root, quickTwin(job.root)].map(folderOfPlaces))
    const adapter = await loadAdapter(job.adapter)
    const loadPlugins = (): Promise<readonly Plugin[]> => Promise.all(job.plugins.map(loadPlugin))
    const plugins = await (counter?.leaveOut(loadPlugins) ?? loadPlugins())
    return new Court(job, adapter, new Registry(plugins), counter)
  }

  get contracts(): readonly AnyContract[] {
    return this.registry.contractsOf(this.adapter)
  }

  /** What the adapter brings besides its claims. */
  get means(): Means {
    return { turnable: this.places.turnable, served: this.adapter.server !== undefined, counted: isCounted() }
  }

  /** From now on the adapter wears this mutant or control; nothing where undefined. */
  async wear(wearing: Wearing | undefined): Promise<void> {
    await this.#endDressed()
    this.#wearing = wearing
    this.#worn = wearing ? await load(wearing) : undefined
    seam.rewrite(this.#worn?.wears)
    this.places.clockStepMs =
      (this.#worn && 'clockStepMs' in this.#worn.wears ? this.#worn.wears.clockStepMs : undefined) ?? 1
  }

  /** The subject of a trial under one contract. */
  async subject(contract: AnyContract): Promise<Subject> {
    const { places } = this
    const isOver = contract.port.over !== undefined
    const adapter = isOver ? this.adapter : this.#alone
    await this.#serve(isOver ? this.registry.runtimeOn(this.#alone)?.module : undefined)
    const pool = (): ActorPool => this.#processes()
    const threads = (): WorkerPool => this.#threads()
    const racers = (): Racers => this.#freeThreads()
    const power = (): PowerMeans => this.#powerMeans()
    const { callMs } = this.#job
    const relays = adapter.server?.through ? this.#relays : undefined
    return { adapter, contract, places, worn: this.#worn, relays, pool, threads, racers, power, callMs }
  }

  /** From now on processes and threads have this runtime on top, or none: who judges a port is spared what one costs. */
  async #serve(runtime: string | undefined): Promise<void> {
    if (this.#serving.runtime === runtime) return
    await this.#endAll()
    this.#serving = { adapter: this.#job.adapter, runtime }
  }

  /** Threads live on where another mutant is worn: they are told with each place what they wear. */
  #threads(): WorkerPool {
    const { callMs, counting } = this.#job
    this.#workers ??= new WorkerPool({ ...this.#serving, callMs, counting, watched: this.places.roots })
    this.#workers.wearing = this.#wearing
    return this.#workers
  }

  #freeThreads(): Racers {
    const { callMs, counting } = this.#job
    const [wearing, watched] = [this.#wearing, this.places.roots]
    this.#racers ??= new Racers({ ...this.#serving, callMs, wearing, counting, watched })
    return this.#racers
  }

  get #processOptions(): ProcessOptions {
    const { callMs, counting, root, server } = this.#job
    const isOurs = this.adapter.server !== undefined && server.mode === 'embedded'
    const remote = admits(this.adapter.claims.sharing, 'network') && !isOurs
    // Who keeps its places by the driver alone is spared the seams of Node's own modules: they cost each process some ms.
    const isSpared = seam.touched('better-sqlite3') && !seam.touched('fs')
    const watched = isSpared ? [] : this.places.roots
    const code = counting ? undefined : join(root, `code${process.pid}`)
    return { ...this.#serving, callMs, remote, wearing: this.#wearing, counting, watched, code }
  }

  #processes(): ActorPool {
    this.#pool ??= new ActorPool(this.#processOptions, forkedAhead)
    return this.#pool
  }

  #powerMeans(): PowerMeans {
    this.#power ??= new PowerMeans(this.#processOptions, join(this.#job.root, `t${process.pid}`))
    return this.#power
  }

  /** Why the adapter cannot be tried at all, where that is so: its driver is not here. Sets the clock that it goes by. */
  async preflight(): Promise<string | undefined> {
    for (const { commands, port } of this.contracts) {
      const { clock } = commands
      if (!clock) continue
      try {
        const goesByLab = await this.#goesBy(clock.read, await frozen(port, clock.call))
        if (goesByLab === undefined) continue
        this.places.goesByLab = goesByLab
        return undefined
      } catch (error) {
        if (isStoreError(error, 'DRIVER_MISSING')) return error.message
        // Anything else is a fault of the adapter, and the gate laws say it better.
      }
    }
    return undefined
  }

  /** Whether the store goes by the clock that it is given; undefined where its answer does not tell the time. */
  async #goesBy(read: (value: unknown) => number | undefined, call: Call): Promise<boolean | undefined> {
    const patience = eachWithin(this.#job.callMs)
    const place = await this.places.make(patience)
    try {
      const actor = await ThreadActor.open({
        adapter: this.#alone,
        place: place.json,
        clock: place.clock,
        worn: undefined,
        patience,
      })
      const outcome = await actor.call(call)
      await actor.close()
      const storeMs = outcome.status === 'ok' ? read(outcome.value) : undefined
      // An adapter that does not answer goes by the lab's clock until the laws have said what is wrong with it.
      return storeMs === undefined ? undefined : Math.abs(storeMs - place.clock.now()) <= clockSlackMs
    } finally {
      await place.remove()
    }
  }

  /** Ends the processes and the threads that put on what they wear when they start. */
  async #endDressed(): Promise<void> {
    await this.#pool?.close()
    await this.#racers?.close()
    await this.#power?.close()
    this.#pool = undefined
    this.#racers = undefined
    this.#power = undefined
  }

  /** Ends the processes and the threads. */
  async #endAll(): Promise<void> {
    await this.#endDressed()
    await this.#workers?.close()
    this.#workers = undefined
  }

  async close(): Promise<void> {
    await this.#endAll()
    await this.#relays.close()
  }
}
