/** Subjects at driver steps, made of the built package: threads load files of it, and no others. */
import type { AnyContract, Script } from '../../contracts/index.ts'
import locks from '../../dist/contracts/locks/contract.js'
import counters from '../backends/counters.contract.ts'
import { WorkerPool } from '../../dist/src/harness/actors/worker-pool.js'
import type { Explored } from '../../dist/src/harness/lab/explored.js'
import { exploreDriver } from '../../dist/src/harness/lab/driver.js'
import type { Subject } from '../../dist/src/harness/lab/subject.js'
import { modelJudge } from '../../dist/src/harness/linearizability/judge.js'
import { loadAdapter } from '../../dist/src/harness/load.js'
import { Places } from '../../dist/src/harness/places.js'
import { makeRunFolder, quickTwin } from '../../dist/src/harness/run-folder.js'
import type { Wearing } from '../../dist/src/harness/mutate.js'

/** What is driven. */
export interface Driven {
  /** URL of the adapter */
  readonly adapter: string
  readonly contract: AnyContract
  readonly wearing?: Wearing
  readonly callMs?: number
}

/** Subjects whose actors are threads; each is made when it is first asked for. */
export class Drivers {
  readonly #made = new Map<Driven, Promise<{ readonly subject: Subject; end(): Promise<void> }>>()

  async on(driven: Driven): Promise<Subject> {
    const made = this.#made.get(driven) ?? make(driven)
    this.#made.set(driven, made)
    return (await made).subject
  }

  /** Leaves nothing of them behind. */
  async end(): Promise<void> {
    for (const made of this.#made.values()) await (await made).end()
    this.#made.clear()
  }
}

async function make({ adapter: url, contract, wearing, callMs = 5_000 }: Driven): Promise<{
  readonly subject: Subject
  end(): Promise<void>
}> {
  const [folder, adapter] = [await makeRunFolder(), await loadAdapter(url)]
  const places = new Places(adapter, folder.path, quickTwin(folder.path))
  const threads = new WorkerPool({ adapter: url, callMs, watched: places.roots })
  threads.wearing = wearing
  const pool = (): never => {
    throw new Error('no processes at driver steps')
  }
  const end = async (): Promise<void> => {
    await threads.close()
    await folder.remove()
  }
  return {
    subject: {
      adapter,
      contract,
      places,
      worn: undefined,
      pool,
      threads: () => threads,
      racers: pool,
      power: pool,
      callMs,
    },
    end,
  }
}

/** Adds by several actors, each as often as the ways that it is given. */
export function adding(...ways: readonly (readonly string[])[]): Script<unknown> {
  return ways.flatMap((calls, actor) => calls.map((call) => ({ actor, does: { call } })))
}

/** A schedule that went wrong. */
export interface Hit {
  /** how many schedules were run, the one that went wrong included */
  readonly schedules: number
  readonly explored: Explored
  readonly round: number
}

/** Explores until a history is refused by the model; undefined where none was within so many schedules. */
export async function hunted(
  subject: Subject,
  script: Script<unknown>,
  seed: number,
  schedulesMax: number,
): Promise<Hit | undefined> {
  const judge = modelJudge(subject.contract.model, subject.adapter.claims)
  const actors = 1 + Math.max(...script.map((step) => ('actor' in step ? step.actor : 0)))
  let schedules = 0
  for await (const explored of exploreDriver(subject, { actors, script, seed, places: Infinity })) {
    if (judge(explored.ran.history)) {
      const round = explored.wrongRound((history) => judge(history) !== undefined)
      return { schedules: schedules + round + 1, explored, round }
    }
    schedules += explored.rounds.length
    if (schedules >= schedulesMax) return undefined
  }
  return undefined
}

const backend = (name: string): string => new URL(`../backends/${name}.adapter.ts`, import.meta.url).href

/** A counter that loses updates. */
export const lostUpdate: Driven = { adapter: backend('planted-lost-update'), contract: counters }

/** One that does not. */
export const counting: Driven = { adapter: backend('driver-counters'), contract: counters }

/** Locks on SQLite as they are shipped. */
export const sqlite: Driven = {
  adapter: new URL('../../dist/adapters/sqlite/index.js', import.meta.url).href,
  contract: locks,
}

/** The same with transactions that read and then write, and begin deferred. */
export const deferred: Driven = { ...sqlite, wearing: { id: 'locks~deferred-begin', module: locks.module } }

const acquire = { call: 'acquire', name: 'a', ttlMs: 30_000, graceMs: 0, heartbeatMs: 10 }

/** Two actors that ask for one lock. */
export const forOneLock: Script<unknown> = [0, 1].map((actor) => ({ actor, does: { ...acquire, owner: actor } }))

/** What is to be found at driver steps, and by which script. */
export const driverRaces: readonly (readonly [string, Driven, Script<unknown>])[] = [
  ['lost update inside one call', lostUpdate, adding(['add'], ['add'])],
  ['lost update among other calls', lostUpdate, adding(['read', 'add', 'read'], ['read', 'read', 'add'])],
  ['deferred BEGIN', deferred, forOneLock],
]
