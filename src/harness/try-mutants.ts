/** `mutants`: whether each mutant dies by the law that it names, and each control by none. */
import type { Adapter, Plugin } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import type { MutantResult, MutantsJob, Saying } from './jobs.ts'
import { loadAdapter } from './load.ts'
import { Registry } from './registry.ts'
import { makeRunFolder } from './run-folder.ts'
import { serving } from './served.ts'
import { isEarly, runJob, stallMsFor } from './supervise.ts'
import { defaults } from './run-options.ts'

/** Which mutants to try, and on what. */
export interface MutantsOptions {
  readonly plugins: readonly Plugin[]
  /** tried in this order; a mutant that is inapplicable to one goes on to the next */
  readonly adapters: readonly Adapter[]
  /** every mutant on every adapter, in place of the first to which it applies */
  readonly all?: boolean
  readonly ids?: readonly string[]
  readonly shard?: { readonly index: number; readonly of: number }
  readonly seed?: number
  /** how long a call of an adapter may take, ms */
  readonly callMs?: number
  /** scripts for each law and tier, in place of a budget of wall time */
  readonly runs?: number
  /** cases for each law and tier at most */
  readonly cases?: number
  /** the law that a mutant names is tried and no other: whether another would refuse it is not asked */
  readonly onlyNamed?: boolean
  readonly signal?: AbortSignal
  /** told of each row as it comes */
  readonly onResult?: (result: MutantResult) => void
}

/** Wall time for one mutant at most, ms: more where calls may take so long that it is the time of a few. */
const mutantMsMax = 300_000
const callsMax = 30

function jobOf(
  options: MutantsOptions,
  registry: Registry,
  adapter: Adapter,
  ids: readonly string[],
  where: Pick<MutantsJob, 'root' | 'server'>,
): MutantsJob {
  const { runs, cases, callMs = defaults.callMs } = options
  return {
    ...where,
    do: 'mutants',
    adapter: adapter.module,
    plugins: registry.modules,
    seed: options.seed ?? defaults.seed,
    allowance: {
      budgetMs: defaults.budgetMs,
      ...(runs === undefined ? {} : { runs }),
      ...(cases === undefined ? {} : { cases }),
    },
    callMs,
    ids,
    onlyNamed: options.onlyNamed === true,
  }
}

async function tryOn(
  options: MutantsOptions,
  registry: Registry,
  adapter: Adapter,
  ids: readonly string[],
  settles: (row: MutantResult) => boolean = () => true,
): Promise<readonly MutantResult[]> {
  const folder = await makeRunFolder()
  const results: MutantResult[] = []
  let failure: string | undefined
  let unavailable = false
  try {
    const hear = (saying: Saying): void => {
      if (saying.say === 'failed') failure = saying.message
      if (saying.say === 'unavailable') unavailable = true
      if (saying.say !== 'mutant' || !settles(saying.result)) return
      results.push(saying.result)
      options.onResult?.(saying.result)
    }
    const came = await serving(adapter, options.signal, (server) => {
      const job = jobOf(options, registry, adapter, ids, { root: folder.path, server })
      const totalMs = ids.length * Math.max(mutantMsMax, callsMax * job.callMs)
      return runJob(job, { signal: options.signal, stallMs: stallMsFor(job.callMs), totalMs, hear })
    })
    if (came.how === 'failed') failure = came.reason
    if (came.how === 'unavailable') unavailable = true
    if (came.how === 'used' && isEarly(came.value)) failure = came.value.why
  } finally {
    await folder.remove()
  }
  if (failure !== undefined) throw new HarnessError('ACTOR', `mutants on ${adapter.name}: ${failure}`)
  return unavailable ? ids.map((id) => inapplicable(registry, adapter, id)) : results
}

/** The row of a mutant on an adapter that cannot be tried here: its driver is missing. */
function inapplicable(registry: Registry, { name }: Adapter, id: string): MutantResult {
  const mutant = registry.mutants().find((known) => known.mutant.id === id)?.mutant
  const { kind, law } = mutant ?? { kind: 'control' as const, law: 'every law' }
  return { id, kind, law, adapter: name, verdict: 'inapplicable', cases: 0, ms: 0 }
}

function selected(options: MutantsOptions, registry: Registry): readonly string[] {
  const known = [
    ...registry.mutants().map(({ mutant }) => mutant.id),
    ...registry.controls().map(({ control }) => control.id),
  ]
  const wanted = options.ids ?? known
  const { shard } = options
  return wanted.filter((_, index) => !shard || index % shard.of === shard.index - 1)
}

/** The backends among the mutants, each an adapter of its own. */
async function tryBackends(
  options: MutantsOptions,
  registry: Registry,
  ids: readonly string[],
): Promise<readonly MutantResult[]> {
  const results: MutantResult[] = []
  for (const { mutant } of registry.mutants()) {
    if (mutant.kind !== 'backend' || !ids.includes(mutant.id)) continue
    results.push(...(await tryOn(options, registry, await loadAdapter(mutant.module), [mutant.id])))
  }
  return results
}

/** Tries mutants and controls and gives a row for each, on each adapter where that was asked for. */
export async function tryMutants(options: MutantsOptions): Promise<readonly MutantResult[]> {
  const registry = new Registry(options.plugins)
  const ids = selected(options, registry)
  const backends = new Set(registry.mutants().flatMap(({ mutant }) => (mutant.kind === 'backend' ? [mutant.id] : [])))
  const rows: MutantResult[] = [...(await tryBackends(options, registry, ids))]
  let open = ids.filter((id) => !backends.has(id))
  for (const adapter of options.adapters) {
    const last = adapter === options.adapters.at(-1)
    const settles = ({ verdict }: MutantResult): boolean => options.all === true || last || verdict !== 'inapplicable'
    const settled = open.length === 0 ? [] : await tryOn(options, registry, adapter, open, settles)
    rows.push(...settled)
    if (options.all !== true) open = open.filter((id) => !settled.some((row) => row.id === id))
  }
  return rows
}

/** Whether a row is as it should be: mutants die by their law, controls pass. */
export function isExpected({ kind, verdict }: MutantResult): boolean {
  if (verdict === 'inapplicable') return true
  return kind === 'control' ? verdict === 'survived' : verdict === 'killed'
}
