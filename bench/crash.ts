/**
 * How many crashes a second the lab makes at T4: a process forked ahead is killed inside an operation, others that never
 * saw the place recover and read, and the history is judged. The runs that record the points of a script count as time.
 */
import { readFileSync } from 'node:fs'
import type { AnyContract, Evidence } from '../contracts/index.ts'
import { contracts } from '../contracts/index.ts'
import { ActorPool } from '../src/harness/actors/pool.ts'
import { Budget } from '../src/harness/budget.ts'
import { forkedAhead } from '../src/harness/court.ts'
import { Laboratory } from '../src/harness/lab/laboratory.ts'
import type { Subject } from '../src/harness/lab/subject.ts'
import { loadAdapter } from '../src/harness/load.ts'
import { Places } from '../src/harness/places.ts'
import { makeRunFolder } from '../src/harness/run-folder.ts'
import type { Bench } from './bench.ts'
import { adapterUrl } from './bench.ts'

/** How long each figure is measured, ms. */
const measuredMs = 10_000

const adapters = ['sqlite', 'fs']

const wanted = 25

/** How long a call may take, ms. */
const callMs = 5_000

const bench: Bench = async (tell) => {
  for (const name of adapters)
    for (const contract of contracts) {
      const { perSecond, inside, coreMs } = await rate(name, contract)
      const met = perSecond >= wanted ? 'met' : 'missed'
      tell(
        `${name}, ${contract.name}: ${perSecond.toFixed(1)} crashes/s, at least ${wanted} wanted: ${met}; ` +
          `${Math.round(100 * inside)} % inside an operation, ${coreMs.toFixed(0)} ms of a core each`,
      )
    }
  return true
}

export default bench

/** What was measured. */
interface CrashRate {
  readonly perSecond: number
  /** the share of kills that hit an operation in flight; the others come before one or after its acknowledgement */
  readonly inside: number
  /** processor time of all processes for each crash, ms: where others are at work it says more than the rate */
  readonly coreMs: number
}

/** What a trial of an adapter makes with kills at every point. */
async function rate(name: string, contract: AnyContract): Promise<CrashRate> {
  const module = adapterUrl(name)
  const adapter = await loadAdapter(module)
  const folder = await makeRunFolder()
  const places = new Places(adapter, folder.path)
  // As in a trial: who keeps its places by the driver alone is spared the seams of files.
  const watched = name === 'sqlite' ? [] : places.roots
  const pool = new ActorPool({ adapter: module, callMs, remote: false, watched }, forkedAhead)
  const needless = (): never => {
    throw new Error('a trial with kills needs no threads, and no loss of power')
  }
  const before = spentMs()
  const subject: Subject = {
    adapter,
    contract,
    places,
    worn: undefined,
    pool: () => pool,
    threads: needless,
    racers: needless,
    power: needless,
    callMs,
  }
  try {
    const { killsByPoint, kills, ms } = await crashes(subject)
    const all = Object.values(killsByPoint).reduce((total, count) => total + count, 0)
    await pool.close()
    return { perSecond: (1_000 * all) / ms, inside: kills / all, coreMs: (spentMs() - before) / all }
  } finally {
    await pool.close()
    await folder.remove()
  }
}

async function crashes(subject: Subject): Promise<Evidence> {
  const { commands } = subject.contract
  const budget = new Budget(measuredMs, Infinity, 1)
  const lab = new Laboratory(subject, { tier: 'T4', seed: 1, budget, wants: [], announce: () => {} })
  await lab.hunt({ scripts: commands.scripts, faults: ['kill'] })
  if (lab.found) throw new Error(`expected a sound adapter, got ${lab.found.broken.observed}`)
  if (lab.undecided !== undefined) throw new Error(lab.undecided)
  return lab.evidence.total()
}

/** Processor time of this process and of those children that are gone, ms: Linux counts it in hundredths of a second. */
function spentMs(): number {
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ')
  const [own = 0, ownInSystem = 0, gone = 0, goneInSystem = 0] = fields.split(' ').slice(11, 15).map(Number)
  return 10 * (own + ownInSystem + gone + goneInSystem)
}
