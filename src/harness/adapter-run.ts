/** The run of one adapter: its trial process, again after a death, and the report that comes of it. */
import { join } from 'node:path'
import type { Adapter, AdapterReport, LawResult, RunVerdict, ServedMode, Tier } from '../../contracts/index.ts'
import type { Archive } from './archive.ts'
import type { Counting } from './coverage/files.ts'
import { endCounting } from './coverage/counting.ts'
import type { SavedCase, Saying, VerifyJob } from './jobs.ts'
import type { Filter, Planned } from './plan.ts'
import { deathsMax, planOf, totalMsOf } from './run-bounds.ts'
import type { Registry } from './registry.ts'
import { makeRunFolder } from './run-folder.ts'
import { serving } from './served.ts'
import type { ServerOfRun } from './served.ts'
import type { VerifyOptions } from './run-options.ts'
import { defaults, set } from './run-options.ts'
import { blamed } from './blame.ts'
import type { EarlyEnd } from './supervise.ts'
import { runJob, stallMsFor } from './supervise.ts'
import { untried } from './try-law.ts'
import type { Demands } from './verdict.ts'
import { adapterVerdict, killsPerSecond, levelOf } from './verdict.ts'
import { applyWaivers } from './waivers.ts'

/** What came of an adapter: its report, with the waivers that nothing needs, or why it was left out. */
export type AdapterEnd = Tried | { readonly leftOut: string }

interface Tried {
  readonly report: AdapterReport
  readonly stale: readonly string[]
}

/** An adapter while it is tried. */
export class AdapterRun {
  readonly #options: VerifyOptions
  readonly #adapter: Adapter
  readonly #registry: Registry
  readonly #archive: Archive
  readonly #results = new Map<string, LawResult>()
  readonly #seed: number
  #trying: string | undefined
  #failure: string | undefined
  #unavailable: string | undefined
  /** why the trials were ended though their process lived */
  #late: string | undefined
  #mode: ServedMode = 'embedded'

  constructor(options: VerifyOptions, adapter: Adapter, registry: Registry, archive: Archive) {
    this.#options = options
    this.#adapter = registry.tried(adapter)
    this.#registry = registry
    this.#archive = archive
    this.#seed = options.seed ?? defaults.seed
  }

  #hear(saying: Saying): void {
    const { name } = this.#adapter
    if (saying.say === 'law') this.#keep(saying.result)
    if (saying.say === 'trying') {
      this.#trying = saying.law
      this.#options.onProgress?.({ adapter: name, law: saying.law })
    }
    if (saying.say === 'failed') this.#failure = saying.message
    if (saying.say === 'unavailable') this.#unavailable = saying.reason
  }

  #keep(result: LawResult): void {
    this.#results.set(result.id, result)
    this.#trying = undefined
    this.#options.onProgress?.({ adapter: this.#adapter.name, result })
  }

  #job(root: string, server: ServerOfRun, saved: readonly SavedCase[], leftMs: number): VerifyJob {
    const { filter = {}, allowance, callMs = defaults.callMs } = this.#options
    return {
      do: 'verify',
      adapter: this.#adapter.module,
      plugins: this.#registry.modules,
      root,
      server,
      seed: this.#seed,
      allowance: { ...allowance, budgetMs: leftMs },
      callMs,
      filter,
      done: [...this.#results.keys()],
      gates: this.#brokenGates(),
      saved,
      counting: this.#counting(root),
    }
  }

  #counting(root: string): Counting | undefined {
    return this.#options.coverage ? { adapter: this.#adapter.module, folder: join(root, 'coverage') } : undefined
  }

  /** Runs the trial process, again after a death, until every law has a result or it died too often. */
  async run(): Promise<AdapterEnd> {
    const startedAt = performance.now()
    const folder = await makeRunFolder()
    const { name } = this.#adapter
    try {
      const saved = await this.#archive.cases(this.#adapter, this.#plan({}))
      const aborted = await this.#served((server) => this.#trials(folder.path, server, saved))
      const ms = Math.round(performance.now() - startedAt)
      if (this.#unavailable !== undefined && this.#options.optional?.includes(name))
        return { leftOut: `${name} was left out: ${this.#unavailable}` }
      return await this.#report(ms, aborted, await endCounting(this.#counting(folder.path)))
    } finally {
      await folder.remove()
    }
  }

  /** Has the server of the adapter while the trials run; says whether they were interrupted. */
  async #served(trials: (server: ServerOfRun) => Promise<boolean>): Promise<boolean> {
    const came = await serving(this.#adapter, this.#options.signal, (server) => {
      this.#mode = server.mode
      return trials(server)
    })
    if (came.how === 'unavailable') this.#unavailable = came.reason
    if (came.how === 'failed') this.#failure = came.reason
    return came.how === 'used' ? came.value : came.how === 'aborted'
  }

  async #trials(root: string, server: ServerOfRun, saved: readonly SavedCase[]): Promise<boolean> {
    const { allowance, signal } = this.#options
    const startedAt = performance.now()
    const budgetMs = allowance?.budgetMs ?? defaults.budgetMs
    const plan = this.#plan(this.#options.filter ?? {})
    for (let deaths = 0; deaths < deathsMax; deaths += 1) {
      const leftMs = Math.max(1_000, budgetMs - (performance.now() - startedAt))
      const totalMs = totalMsOf(
        { ...this.#options, allowance: { ...allowance, budgetMs: leftMs } },
        this.#adapter,
        plan,
      )
      const hear = (saying: Saying): void => {
        this.#hear(saying)
      }
      const end = await runJob(this.#job(root, server, saved, leftMs), {
        signal,
        stallMs: stallMsFor(this.#options.callMs ?? defaults.callMs),
        totalMs,
        hear,
      })
      if (end.how === 'done') return false
      if (end.how === 'aborted') return true
      const law = end.during?.law ?? this.#trying
      this.#blame(law ?? this.#firstLaw(), end)
      if (end.how === 'late') this.#late = end.why
      // Where no law came to be tried, none will; and the time is over for all of them at once.
      if (law === undefined || end.how === 'late') return false
    }
    return false
  }

  #blame(id: string | undefined, end: EarlyEnd): void {
    // Time that is over takes no result away.
    if (end.how === 'late' && id !== undefined && this.#results.has(id)) return
    if (id === undefined) this.#failure = end.why
    else this.#keep(blamed(this.#registry.law(id), this.#adapter, end))
  }

  #brokenGates(): readonly string[] {
    const broken = [...this.#results.values()].filter(({ verdict }) => verdict === 'broken')
    return broken.map(({ id }) => id).filter((id) => this.#registry.law(id).law.gate)
  }

  /** Before it is tried, a session is opened to see whose clock the adapter goes by. */
  #firstLaw(): string | undefined {
    return this.#registry.laws().find(({ contract }) => this.#adapter.offers.includes(contract.name))?.law.id
  }

  #plan(filter: Filter): readonly Planned[] {
    return planOf(this.#registry, this.#adapter, filter)
  }

  /** Every law of the plan: those without a result were not run. */
  #all(aborted: boolean): readonly LawResult[] {
    const plan = this.#plan(this.#options.filter ?? {})
    const broken = [...this.#results.values()].find(({ verdict }) => verdict === 'broken')
    const why = aborted
      ? 'interrupted'
      : (this.#unavailable ??
        this.#failure ??
        this.#late ??
        (broken ? `the trial process ended during ${broken.id}` : 'not reached'))
    return plan.map((planned) => {
      const result = this.#results.get(planned.law.id)
      if (result) return result
      return planned.instead
        ? untried(planned, planned.instead.verdict, planned.instead.reason)
        : untried(planned, 'unrun', why)
    })
  }

  async #report(ms: number, aborted: boolean, coverage: AdapterReport['coverage']): Promise<Tried> {
    const { waivers = [], today = new Date().toISOString().slice(0, 10), demands = { laws: [] } } = this.#options
    const { results, stale } = applyWaivers(this.#adapter.name, this.#all(aborted), waivers, today)
    await this.#remember(results)
    const failed = this.#failure ?? this.#unavailable
    const verdict = this.#verdict(results, demands, aborted, stale)
    const report: AdapterReport = {
      name: this.#adapter.name,
      verdict,
      level: levelOf(results, set),
      mode: this.#mode,
      ms,
      killsPerSecond: killsPerSecond(results),
      ...(failed === undefined ? {} : { reason: failed }),
      laws: results,
      ...(coverage ? { coverage } : {}),
    }
    return { report, stale }
  }

  #verdict(results: readonly LawResult[], demands: Demands, aborted: boolean, stale: readonly string[]): RunVerdict {
    if (aborted) return 'interrupted'
    const verdict = adapterVerdict(results, demands)
    if (verdict === 'non-conformant' || stale.length > 0) return 'non-conformant'
    return this.#failure === undefined ? verdict : 'invalid'
  }

  async #remember(results: readonly LawResult[]): Promise<void> {
    const holds = (law: string, tier: Tier): boolean => {
      const tried = results.find(({ id }) => id === law)?.tiers ?? []
      return tried.some((result) => result.tier === tier && result.verdict === 'holds')
    }
    const found = results.flatMap(({ id, finding }) =>
      finding ? [{ finding, contract: this.#registry.law(id).contract }] : [],
    )
    await this.#archive.remember(this.#adapter, found, holds)
  }
}
