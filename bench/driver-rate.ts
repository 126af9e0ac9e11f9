/** How fast cases at driver steps are: what a budget buys. */
import type { Adapter, AnyContract, Script } from '../contracts/index.ts'
import { WorkerPool } from '../src/harness/actors/worker-pool.ts'
import { modelJudge } from '../src/harness/linearizability/judge.ts'
import { Places } from '../src/harness/places.ts'
import { makeRunFolder, quickTwin } from '../src/harness/run-folder.ts'
import { exploreDriver } from '../src/harness/lab/driver.ts'
import type { Subject } from '../src/harness/lab/subject.ts'

/** What was measured. */
export interface DriverRate {
  /** schedules that were run, and judged by the model of the contract */
  readonly executions: number
  readonly perSecond: number
  readonly callsEach: number
  /** whether the places lay in memory */
  readonly inMemory: boolean
}

const shape = { actors: 2, steps: 4, reopen: false, turns: false }

/** How long a call may take, ms. */
const callMs = 5_000

/** The first script of the contract in which two actors make four calls. */
function scriptOf({ commands }: AnyContract): Script<unknown> {
  const scripts = commands.scripts(shape, 1, 100)
  const fits = scripts.find((script) => {
    const actors = new Set(script.map((step) => ('actor' in step ? step.actor : undefined)))
    return script.length === shape.steps && actors.size === shape.actors
  })
  if (!fits) throw new Error('no script of four calls by two actors')
  return fits
}

/**
 * Runs schedules of one script by two actors for `ms` after the first place, on which threads start and code grows warm;
 * without a script, of one in which they make four calls.
 */
export async function driverRate(
  adapter: Adapter,
  contract: AnyContract,
  ms: number,
  script: Script<unknown> = scriptOf(contract),
): Promise<DriverRate> {
  const folder = await makeRunFolder()
  const quick = quickTwin(folder.path)
  const pool = (): never => {
    throw new Error('no process is needed')
  }
  const places = new Places(adapter, folder.path, quick)
  const threads = new WorkerPool({ adapter: adapter.module, callMs, watched: places.roots })
  try {
    const subject = {
      adapter,
      contract,
      places,
      worn: undefined,
      pool,
      threads: () => threads,
      racers: pool,
      power: pool,
      callMs,
    }
    return { ...(await measured(subject, ms, script)), inMemory: quick !== folder.path }
  } finally {
    await threads.close()
    await folder.remove()
  }
}

async function measured(subject: Subject, ms: number, script: Script<unknown>): Promise<Omit<DriverRate, 'inMemory'>> {
  const judge = modelJudge(subject.contract.model, subject.adapter.claims)
  let startedAt: number | undefined
  let executions = 0
  let calls = 0
  for await (const { ran, rounds } of exploreDriver(subject, { actors: 2, script, seed: 1, places: Infinity })) {
    const broken = judge(ran.history)
    if (broken ?? ran.stuck) throw new Error(`expected a sound adapter, got ${broken?.observed ?? ran.stuck}`)
    if (startedAt !== undefined) {
      executions += rounds.length
      calls += ran.history.length
      if (performance.now() - startedAt > ms) break
    }
    startedAt ??= performance.now()
  }
  const seconds = (performance.now() - (startedAt ?? 0)) / 1_000
  return { executions, perSecond: Math.round(executions / seconds), callsEach: calls / Math.max(1, executions) }
}
