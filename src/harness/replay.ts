/** `replay` and `runCase`: one case again, on a new place. */
import type { Adapter, Plugin } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import type { Case } from './case.ts'
import { sum } from './evidence.ts'
import type { ReplayJob, ReplayResult, Saying } from './jobs.ts'
import type { KnownLaw } from './registry.ts'
import { Registry } from './registry.ts'
import { makeRunFolder } from './run-folder.ts'
import { serving } from './served.ts'
import type { EarlyEnd } from './supervise.ts'
import { isEarly, runJob, stallMsFor } from './supervise.ts'
import type { Token } from './token.ts'
import { lawResult } from './try-law.ts'
import { defaults } from './run-options.ts'

/** What to replay. */
export interface ReplayOptions {
  readonly plugins: readonly Plugin[]
  readonly adapter: Adapter
  readonly token: Token
  readonly times?: number
  readonly callMs?: number
  readonly signal?: AbortSignal
  /** told of each run as it ends */
  readonly onResult?: (result: ReplayResult) => void
}

/** How long one run may take beside its calls, ms. */
const runMs = 60_000

/** How many calls a run makes at most beside those of its script: sessions that open and close, and reads at the end. */
const callsBeside = 16

/** How long so many runs of a case may take, ms, where each call may take `callMs`. */
function totalMsOf({ script }: Case, times: number, callMs: number): number {
  return times * (runMs + (script.length + callsBeside) * callMs)
}

/** Runs the case of a token `times` times; gives what each time came of it. */
export async function replay(options: ReplayOptions): Promise<readonly ReplayResult[]> {
  const { token, times = 1, signal, onResult } = options
  const registry = new Registry(options.plugins)
  const known = registry.law(token.law)
  const folder = await makeRunFolder()
  const results: ReplayResult[] = []
  const failures: string[] = []
  const keep = (result: ReplayResult): void => {
    results.push(result)
    onResult?.(result)
  }
  const hear = (saying: Saying): void => {
    if (saying.say === 'replayed') keep(saying.result)
    if (saying.say === 'failed') failures.push(saying.message)
    if (saying.say === 'unavailable') failures.push(saying.reason)
  }
  try {
    const came = await serving(options.adapter, signal, async (server) => {
      for (let left = times; left > 0 && failures.length === 0; left = times - results.length) {
        const job = jobOf(options, { plugins: registry.modules, root: folder.path, server, times: left })
        const { callMs } = job
        const totalMs = totalMsOf(token.case, left, callMs)
        const end = await runJob(job, { signal, stallMs: stallMsFor(callMs), totalMs, hear })
        if (!isEarly(end)) break
        // A process that ended before it began the case says nothing of the case.
        if (end.during) keep(ended(known, end))
        else failures.push(end.why)
        if (end.how === 'late') break
      }
    })
    if ('reason' in came) failures.push(came.reason)
  } finally {
    await folder.remove()
  }
  const [failure] = failures
  if (failure !== undefined) throw new HarnessError('ACTOR', `the case could not be run to its end: ${failure}`)
  return results
}

function jobOf(
  { adapter, token, callMs = defaults.callMs }: ReplayOptions,
  given: Pick<ReplayJob, 'plugins' | 'root' | 'server' | 'times'>,
): ReplayJob {
  const { seed, budgetMs } = defaults
  return { ...given, do: 'replay', adapter: adapter.module, seed, allowance: { budgetMs }, callMs, token }
}

/** A case in which the process died or hung has failed by that, as it has in `verify`; that it took too long tells nothing. */
function ended(known: KnownLaw, { how, why: reason }: EarlyEnd): ReplayResult {
  const verdict = how === 'late' ? 'unproven' : 'broken'
  return { verdict, result: lawResult(known, { verdict, reason, tiers: [], evidence: sum([]) }) }
}

/** What came of a case: nothing wrong, what was expected and what was seen, or why it was not tried by this run. */
export type CaseOutcome =
  | { readonly verdict: 'holds' }
  | { readonly verdict: 'broken'; readonly expected: string; readonly observed: string }
  | { readonly verdict: 'unproven'; readonly reason: string }

/** Runs one case of a law on an adapter, with the contracts of these plugins. */
export async function runCase(
  adapter: Adapter,
  law: string,
  of: Case,
  plugins: readonly Plugin[],
): Promise<CaseOutcome> {
  const [first] = await replay({ plugins, adapter, token: { adapter: adapter.name, law, case: of } })
  const { finding, reason = 'the run was ended' } = first?.result ?? {}
  if (first?.verdict === 'holds') return { verdict: 'holds' }
  if (first?.verdict !== 'broken') return { verdict: 'unproven', reason }
  const { expected, observed } = finding ?? { expected: 'calls that answer in a process that lives', observed: reason }
  return { verdict: 'broken', expected, observed }
}
