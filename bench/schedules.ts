/**
 * How many executions a second the lab makes at T2, with everything that a trial does: a new place, sessions in their
 * shells, a schedule, the record, the judge, the evidence and the note of what is being done.
 */
import { join } from 'node:path'
import type { Adapter, Script } from '../contracts/index.ts'
import locks from '../contracts/locks/contract.ts'
import type { LockCommand } from '../contracts/locks/moves.ts'
import { Budget } from '../src/harness/budget.ts'
import { driverRate } from './driver-rate.ts'
import { Laboratory } from '../src/harness/lab/laboratory.ts'
import type { Subject } from '../src/harness/lab/subject.ts'
import { loadAdapter } from '../src/harness/load.ts'
import { NoteWriter } from '../src/harness/note.ts'
import { Places } from '../src/harness/places.ts'
import { makeRunFolder, quickTwin } from '../src/harness/run-folder.ts'
import type { Bench } from './bench.ts'
import { adapterUrl, median } from './bench.ts'

/** How long each figure is measured, ms, after as long a time to grow warm. */
const measuredMs = 3_000

/** It is measured in slices, for the cores are shared: the best one is what the code can do where nobody else is at work. */
const sliceMs = 200

const wanted = { calls: 50_000, driver: 2_000 }

const bench: Bench = async (tell) => {
  const memory = await loadAdapter(adapterUrl('memory'))
  for (const [says, script] of scripts) {
    const rates = await callsRates(memory, script)
    const [middle, best] = [median(rates), Math.max(...rates)]
    tell(`memory, steps at calls, ${says}: ${counted(middle)} in the middle, at best ${atLeast(best, wanted.calls)}`)
  }
  const sqlite = await loadAdapter(adapterUrl('sqlite'))
  for (const [says, script] of scripts) {
    const { perSecond, inMemory } = await driverRate(sqlite, locks, measuredMs, script)
    const where = inMemory ? 'on tmpfs' : 'on disk'
    tell(`sqlite, steps at the driver, ${where}, ${says}: ${atLeast(perSecond, wanted.driver)}`)
  }
  return true
}

export default bench

function acquire(actor: number): { readonly actor: number; readonly does: LockCommand } {
  return { actor, does: { call: 'acquire', name: 'a', owner: actor, ttlMs: 100, graceMs: 0, heartbeatMs: 10 } }
}

function release(actor: number): { readonly actor: number; readonly does: LockCommand } {
  return { actor, does: { call: 'release', name: 'a', back: 0 } }
}

const scripts: readonly (readonly [string, Script<LockCommand>])[] = [
  ['2 actors, 2 calls', [acquire(0), acquire(1)]],
  ['2 actors, 4 calls', [acquire(0), acquire(1), release(0), release(1)]],
]

/** Executions of a script a second, once warm, slice by slice. */
async function callsRates(adapter: Adapter, script: Script<LockCommand>): Promise<readonly number[]> {
  const folder = await makeRunFolder()
  const note = new NoteWriter(join(quickTwin(folder.path), 'note.json'))
  const none = (): never => {
    throw new Error('one thread is enough')
  }
  const subject: Subject = {
    adapter,
    contract: locks,
    places: new Places(adapter, folder.path, quickTwin(folder.path)),
    worn: undefined,
    pool: none,
    threads: none,
    racers: none,
    power: none,
    callMs: 5_000,
  }
  try {
    await executions(subject, note, script, measuredMs)
    const rates: number[] = []
    for (let slice = 0; slice < measuredMs / sliceMs; slice += 1)
      rates.push((1_000 * (await executions(subject, note, script, sliceMs))) / sliceMs)
    return rates
  } finally {
    note.close()
    await folder.remove()
  }
}

/** How many executions a trial makes in its time. */
async function executions(
  subject: Subject,
  note: NoteWriter,
  script: Script<LockCommand>,
  ms: number,
): Promise<number> {
  const lab = new Laboratory(subject, {
    tier: 'T2',
    seed: 1,
    budget: new Budget(ms, Infinity, 1),
    wants: [],
    announce: (of, plans) => note.write('bench', of, plans),
  })
  await lab.hunt({ scripts: (_, __, count) => Array.from({ length: count }, () => [...script]) })
  if (lab.found) throw new Error(`expected a sound adapter, got ${lab.found.broken.observed}`)
  return lab.evidence.cases
}

function counted(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en')
}

function atLeast(perSecond: number, least: number): string {
  const met = perSecond >= least ? 'met' : 'missed'
  return `${counted(perSecond)} executions/s, at least ${counted(least)} wanted: ${met}`
}
