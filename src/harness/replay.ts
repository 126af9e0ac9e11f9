/** `replay` and `runCase`: one case again, on a new place. */
import type { Adapter, Plugin } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import type { Case } from './case.ts'
import type { ReplayJob, ReplayResult } from './jobs.ts'
import { Registry } from './registry.ts'
import { makeRunFolder } from './run-folder.ts'
import { runJob } from './supervise.ts'
import type { Token } from './token.ts'
import { defaults } from './verify.ts'

/** What to replay. */
export interface ReplayOptions {
  readonly plugins: readonly Plugin[]
  readonly adapter: Adapter
  readonly token: Token
  readonly times?: number
  readonly callMs?: number
  readonly signal?: AbortSignal
}

/** Runs the case of a token `times` times; gives what each time came of it. */
export async function replay(options: ReplayOptions): Promise<readonly ReplayResult[]> {
  const { plugins, adapter, token, times = 1, callMs = defaults.callMs, signal } = options
  const registry = new Registry(plugins)
  registry.law(token.law)
  const folder = await makeRunFolder()
  const results: ReplayResult[] = []
  let failure: string | undefined
  try {
    const job: ReplayJob = {
      do: 'replay',
      adapter: adapter.module,
      plugins: registry.modules,
      root: folder.path,
      seed: defaults.seed,
      allowance: { budgetMs: defaults.budgetMs },
      callMs,
      token,
      times,
    }
    const end = await runJob(job, {
      signal,
      stallMs: defaults.stallMs,
      totalMs: times * 60_000,
      hear(saying) {
        if (saying.say === 'replayed') results.push(saying.result)
        if (saying.say === 'failed') failure = saying.message
        if (saying.say === 'unavailable') failure = saying.reason
      },
    })
    if (end.how === 'died' || end.how === 'hung') failure = end.why
  } finally {
    await folder.remove()
  }
  if (failure !== undefined) throw new HarnessError('ACTOR', `the case could not be run to its end: ${failure}`)
  return results
}

/** What came of a case: nothing wrong, or what was expected and what was seen. */
export type CaseOutcome =
  { readonly verdict: 'holds' } | { readonly verdict: 'broken'; readonly expected: string; readonly observed: string }

/** Runs one case of a law on an adapter, with the contracts of these plugins. */
export async function runCase(
  adapter: Adapter,
  law: string,
  of: Case,
  plugins: readonly Plugin[],
): Promise<CaseOutcome> {
  const [first] = await replay({ plugins, adapter, token: { adapter: adapter.name, law, case: of } })
  const finding = first?.result.finding
  return finding ? { verdict: 'broken', expected: finding.expected, observed: finding.observed } : { verdict: 'holds' }
}
