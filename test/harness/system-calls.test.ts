/**
 * SQLite killed before each system call that it makes on its files, from the first opening of a place to its close: strace
 * is the authority on what is called, and no seam of ours takes part. HOLDFAST_KILLS=all tries each call, else a few.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sqlite from 'holdfast/adapters/sqlite'
import type { Broken } from 'holdfast'
import type { AnyContract } from 'holdfast/contracts'
import { contracts } from 'holdfast/contracts'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import { frozen } from '../../dist/src/harness/crossing.js'
import { eachWithin } from '../../dist/src/harness/deadline.js'
import { Recorder } from '../../dist/src/harness/history.js'
import { modelJudge } from '../../dist/src/harness/linearizability/judge.js'
import type { Place } from '../../dist/src/harness/places.js'
import { Places } from '../../dist/src/harness/places.js'
import { whyNoTrace } from '../../dist/src/harness/power/tracing.js'
import type { SystemCall } from './system-calls.ts'
import { startTraced, toldIn } from './system-calls.ts'

/** The parts of a runtime keep nothing. */
const ofPorts = contracts.filter(({ port }) => !port.scenes)

const lack = whyNoTrace()
const perName = process.env['HOLDFAST_KILLS'] === 'all' ? Infinity : 3

const shape = { actors: 1, steps: 4, reopen: false, turns: false }

let dir: string
let places: Places
let pool: ActorPool

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'system-calls-'))
  places = new Places(sqlite, dir)
  pool = new ActorPool({ adapter: sqlite.module, callMs: 20_000, remote: false, watched: [] }, 0)
})

afterAll(async () => {
  await pool.close()
  await rm(dir, { recursive: true, force: true })
})

interface Step {
  readonly points: readonly string[]
  readonly calls: readonly SystemCall[]
}

/** What came of a script. */
interface Ran {
  readonly calls: readonly SystemCall[]
  /** by call of the port: what its seam and strace told of it, the memory that its processes share left out */
  readonly steps: readonly Step[]
  readonly killed: boolean
  readonly broken: Broken | undefined
}

/** Runs a script on a new place in a process that is killed before a system call, where one is named; then it recovers. */
async function run(contract: AnyContract, killAt?: SystemCall): Promise<Ran> {
  const place = await places.make(eachWithin(20_000))
  const recorder = new Recorder(place.clock)
  const file = join(place.folder, 'place.sqlite')
  const files = ['', '-wal', '-journal', '-shm'].map((end) => `${file}${end}`)
  const trace = join(dir, 'trace')
  const actor = await startTraced({ adapter: sqlite.module, files, trace, killAt })
  // One that is killed while its session opens has told so by the trace.
  await actor.open({ place: place.json, clockFile: place.clock.file }).catch(() => {})
  const steps: Step[] = []
  const [script = []] = contract.commands.scripts(shape, 7, 1)
  for (const step of script) {
    if (!('does' in step)) continue
    const call = contract.commands.resolve(step.does, recorder.history(), sqlite.claims)
    if (!call) continue
    const bound = await frozen(contract.port, call)
    const before = { points: actor.points().length, calls: toldIn(trace).calls.length }
    const returned = recorder.invoke(0, bound)
    const outcome = await actor.call(bound)
    returned(outcome)
    const made = toldIn(trace).calls.slice(before.calls)
    const onFiles = made.filter(({ path }) => !path.endsWith('-shm'))
    steps.push({ points: actor.points().slice(before.points), calls: onFiles })
    if (outcome.status === 'unknown') break
  }
  await actor.close()
  await actor.end()
  const { calls, killed } = toldIn(trace)
  for (const recoverer of [1, 2]) await recover(contract, place, recorder, recoverer)
  await place.remove()
  const broken = modelJudge(contract.model, sqlite.claims)(recorder.history())
  return { calls, steps, killed, broken }
}

/** Reads all that was touched, by a process that never saw the place. */
async function recover(contract: AnyContract, place: Place, recorder: Recorder, actor: number): Promise<void> {
  const reader = await pool.take()
  await reader.open({ place: place.json, clockFile: place.clock.file })
  for (const probe of contract.commands.probes(recorder.history(), sqlite.claims)) {
    const call = await frozen(contract.port, probe)
    const returned = recorder.invoke(actor, call)
    returned(await reader.call(call))
  }
  await reader.close()
  pool.give(reader)
}

/** Calls of each name, spread over all of that name: a few, or all where so many are wanted. */
function some(calls: readonly SystemCall[]): readonly SystemCall[] {
  const names = [...new Set(calls.map(({ name }) => name))]
  return names.flatMap((name) => {
    const all = calls.filter((call) => call.name === name)
    const step = Math.max(1, all.length / perName)
    return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
  })
}

function counted(names: readonly string[]): string {
  const each = [...new Set(names)].map((name) => `${names.filter((one) => one === name).length} at ${name}`)
  return each.join(', ')
}

describe.skipIf(lack !== undefined)('a process of SQLite that strace kills', () => {
  it.each(ofPorts)('loses nothing of $name before any system call', { timeout: 900_000 }, async (contract) => {
    const { calls, killed, broken } = await run(contract)
    expect({ killed, broken }).toEqual({ killed: false, broken: undefined })
    const chosen = some(calls)
    for (const at of chosen) {
      const ran = await run(contract, at)
      // One that came past the call was a run without a kill, which shows nothing.
      expect({ at, killed: ran.killed, broken: ran.broken }).toEqual({ at, killed: true, broken: undefined })
    }
    process.stderr.write(`${contract.name}: killed before ${chosen.length} of ${calls.length} system calls: `)
    process.stderr.write(`${counted(chosen.map(({ name }) => name))}\n`)
  })

  it.each(ofPorts)('writes and syncs where its seam tells of a commit, and nowhere else: $name', async (contract) => {
    const { steps } = await run(contract)
    const writing = steps.filter(({ calls }) => calls.length > 0)
    expect(writing.length).toBeGreaterThan(0)
    for (const { points, calls } of writing) {
      expect(points).toContain('better-sqlite3 run COMMIT:before')
      expect(calls.at(-1)).toMatchObject({ name: 'fsync', path: expect.stringMatching(/-wal$/) })
    }
  })
})

it.runIf(lack !== undefined)('tells why it cannot kill at system calls', () => {
  expect(lack).toMatch(/^no strace \(.+\): .+SYS_PTRACE/)
})
