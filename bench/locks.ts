/**
 * What a lock costs: ours beside what people use instead, store by store, and what each of them promises. Figures of one run
 * are for comparison with each other; the ratios are what a busy machine changes least.
 */
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAdapter } from '../src/harness/load.ts'
import { isInMemory, makeRunFolder } from '../src/harness/run-folder.ts'
import type { ServerOfRun } from '../src/harness/served.ts'
import { serving } from '../src/harness/served.ts'
import { unpainted } from '../src/report/paint.ts'
import type { Cell, Row } from '../src/report/table.ts'
import { table } from '../src/report/table.ts'
import type { Bench } from './bench.ts'
import { adapterUrl } from './bench.ts'
import type { Contestant, ContestSize, Figure, Figures, Ground } from './lock-contest.ts'
import { contest, together, works } from './lock-contest.ts'
import { ours } from './lock-ours.ts'
import { advisoryLock, bareRow, bareTransaction, properLockfile } from './lock-peers.ts'

type Opening = (ground: Ground) => Promise<Contestant>

/** By adapter: what else people use on its store. Memory is there for scale. */
const peers: Readonly<Record<string, readonly Opening[]>> = {
  memory: [],
  fs: [properLockfile],
  sqlite: [bareTransaction],
  postgres: [advisoryLock, bareRow],
}

const heads: Row = [
  'lock',
  'acquire + release/s',
  'of ours',
  'renew/s',
  'of ours',
  'busy/s',
  'of ours',
  'freed after a crash',
  'fencing token',
  'outlives restart, power',
  'clock of expiry',
  'taken over by one alone',
]

/** Measures so much on each store. */
export function locksBench(size: ContestSize): Bench {
  return async (tell) => {
    tell(`medians of ${size.rounds} rounds; in brackets the lowest and the highest ratio of a round`)
    for (const [name, others] of Object.entries(peers)) for (const line of await told(name, others, size)) tell(line)
    return true
  }
}

const bench: Bench = locksBench({ rounds: 15, warmRounds: 2, turns: 8, turnMs: 15 })

export default bench

/** What one store gives, in lines. */
async function told(name: string, others: readonly Opening[], size: ContestSize): Promise<readonly string[]> {
  const adapter = await loadAdapter(adapterUrl(name))
  const folder = await makeRunFolder()
  const measured = async ({ at, mode }: ServerOfRun): Promise<readonly string[]> => {
    const grounds = ['ours', 'peers'].map((part): Ground => ({ dir: join(folder.path, part), server: at }))
    await Promise.all(grounds.map(({ dir }) => mkdir(dir)))
    const [own, beside] = grounds as [Ground, Ground]
    const openings = [() => ours(adapter, own), ...others.map((open) => () => open(beside))]
    const rows = await together(openings, async (contestants) => {
      const figures = await contest(contestants, size)
      return contestants.map((one, index) => rowOf(one, figures[index] ?? {}, index === 0))
    })
    return [`${name}, ${whereOf(adapter.claims.sharing, mode)}`, ...table([heads, ...rows], unpainted)]
  }
  try {
    // On the disk: where nothing is synced, a lock that is durable costs no more than one that is not.
    const served = await serving(adapter, undefined, measured, tmpdir())
    if (served.how === 'used') return served.value
    throw new Error('reason' in served ? served.reason : served.how)
  } finally {
    await folder.remove()
  }
}

/** Where the locks of a store lie. */
function whereOf(sharing: string, mode: ServerOfRun['mode']): string {
  if (sharing === 'thread') return 'in this process'
  if (mode !== 'embedded') return `on a server by ${mode}`
  return isInMemory(tmpdir()) ? 'on tmpfs, where a sync costs nothing' : 'on disk'
}

function rowOf({ name, promises }: Contestant, figures: Figures, isOurs: boolean): Row {
  const { crash, fencing, restart, clock, takeover } = promises
  return [name, ...works.flatMap((work) => cellsOf(figures[work], isOurs)), crash, fencing, restart, clock, takeover]
}

/** How often a second, and in terms of ours. */
function cellsOf(figure: Figure | undefined, isOurs: boolean): readonly Cell[] {
  if (!figure) return ['none', '']
  const [middle, lowest, highest] = figure.ratio.map((ratio) => ratio.toFixed(2))
  return [Math.round(figure.perSecond), isOurs ? '1' : `${middle} (${lowest} to ${highest})`]
}
