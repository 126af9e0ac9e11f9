/** `verify`: tries adapters against their laws and writes the report. It is the whole of the main job, without a terminal. */
import { readFileSync } from 'node:fs'
import type { Adapter, AdapterReport, Report } from '../../contracts/index.ts'
import { tiers } from '../../contracts/tier.ts'
import type { AdapterEnd } from './adapter-run.ts'
import { AdapterRun } from './adapter-run.ts'
import { Archive } from './archive.ts'
import { all } from './deadline.ts'
import { reach } from './plan.ts'
import { Registry } from './registry.ts'
import type { VerifyOptions } from './run-options.ts'
import { defaults, set } from './run-options.ts'
import { runVerdict } from './verdict.ts'

/** The version of this package. */
export function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** What takes longer than another has the greater weight: more tiers, and a server. */
function weight({ claims, server }: Adapter): number {
  return reach(claims).length + (server ? tiers.length : 0)
}

/**
 * Tries the adapters, so many at once as the run has jobs: then those that take long begin, so that none of them is left alone
 * at the end. What came of each stands in their order.
 */
async function tryEach(
  { adapters, jobs = defaults.jobs }: VerifyOptions,
  run: (adapter: Adapter) => Promise<AdapterEnd>,
): Promise<readonly AdapterEnd[]> {
  const ends: AdapterEnd[] = []
  const inOrder = [...adapters.entries()]
  const waiting = jobs > 1 ? inOrder.toSorted(([, one], [, other]) => weight(other) - weight(one)) : inOrder
  const job = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, adapter] = next
      ends[index] = await run(adapter)
    }
  }
  await all(Array.from({ length: jobs }, job))
  return ends
}

/** Tries each adapter against the laws of every port that it offers. Rejects only for faults of the call itself. */
export async function verify(options: VerifyOptions): Promise<Report> {
  const registry = new Registry(options.plugins)
  const notes: string[] = []
  const stale: string[] = []
  const warn = (message: string): void => {
    notes.push(message)
  }
  const { projectFolder, pinnedIn = projectFolder } = options
  const archive = new Archive({ findingsIn: projectFolder, pinnedIn }, warn)
  const adapters: AdapterReport[] = []
  for (const run of await tryEach(options, (adapter) => new AdapterRun(options, adapter, registry, archive).run())) {
    if ('leftOut' in run) {
      notes.push(run.leftOut)
      continue
    }
    adapters.push(run.report)
    stale.push(...run.stale)
  }
  const interrupted = options.signal?.aborted === true
  return {
    schema: 1,
    holdfast: version(),
    set,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    seed: options.seed ?? defaults.seed,
    verdict: interrupted ? 'interrupted' : runVerdict(adapters.map(({ verdict }) => verdict)),
    notes: [...stale, ...notes],
    adapters,
  }
}
