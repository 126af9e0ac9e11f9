/**
 * How long the run of an adapter may take: as long as the most patient trials of its plan. A process that shows no sign of
 * life is ended long before, so that this bound is only for one that lives on and on.
 */
import type { Adapter } from '../../contracts/index.ts'
import type { Filter, Planned } from './plan.ts'
import { planLaws } from './plan.ts'
import { longestMs } from './purse.ts'
import type { Registry } from './registry.ts'
import type { VerifyOptions } from './run-options.ts'
import { defaults } from './run-options.ts'
import { isCounted } from './written.ts'

/** How often a trial process may die before the rest of its laws is left unrun. */
export const deathsMax = 3

/** What a process takes to begin and to end, ms. */
const processMs = 60_000

/** What a broken law takes beside its trials, ms: its case is made smaller and run again, and calls may not answer in it. */
const findingMs = 30_000
const callsUnanswered = 4

/** Where scripts are counted nobody can tell how long they take, ms. */
const countedMs = 24 * 3_600_000

/** What is to be done about each law of an adapter, as far as it can be told before its places are known. */
export function planOf(registry: Registry, adapter: Adapter, filter: Filter): readonly Planned[] {
  const means = { turnable: true, served: adapter.server !== undefined, counted: isCounted() }
  return planLaws([...registry.contracts.values()], adapter.claims, means, filter)
}

/** How long one trial process of the plan may take, ms. */
export function totalMsOf(
  { allowance = {}, callMs = defaults.callMs }: Pick<VerifyOptions, 'allowance' | 'callMs'>,
  adapter: Adapter,
  plan: readonly Planned[],
): number {
  if (allowance.runs !== undefined) return countedMs
  const tried = plan.filter(({ instead }) => !instead)
  const findingsMs = tried.length * (findingMs + callsUnanswered * callMs)
  return processMs + findingsMs + longestMs({ budgetMs: defaults.budgetMs, ...allowance }, tried, adapter)
}

/** How long the run of one adapter may take in all, ms. */
export function runMsMax(options: VerifyOptions, adapter: Adapter, registry: Registry): number {
  const tried = registry.tried(adapter)
  return deathsMax * totalMsOf(options, tried, planOf(registry, tried, options.filter ?? {}))
}
