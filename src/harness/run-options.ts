/** What a run is told, and the defaults of what it is not told. */
import type { Adapter, LawResult, Plugin } from '../../contracts/index.ts'
import type { Allowance } from './budget.ts'
import type { Filter } from './plan.ts'
import type { Demands } from './verdict.ts'
import type { Waiver } from './waivers.ts'

/** The requirement set in force: the laws that are scored are those of this set. */
export const set = 1

/** What happens while a run goes on. */
export type Progress =
  { readonly adapter: string; readonly law: string } | { readonly adapter: string; readonly result: LawResult }

/** What to verify, and how hard. Every default has its home in `defaults`. */
export interface VerifyOptions {
  readonly plugins: readonly Plugin[]
  readonly adapters: readonly Adapter[]
  /** adapters that may be left out with a note when their driver is missing */
  readonly optional?: readonly string[]
  readonly filter?: Filter
  readonly allowance?: Partial<Allowance>
  readonly seed?: number
  readonly demands?: Demands
  readonly waivers?: readonly Waiver[]
  /** today as YYYY-MM-DD, for the waivers */
  readonly today?: string
  readonly callMs?: number
  /** how many adapters are tried at once */
  readonly jobs?: number
  /** whether to tell which lines of an adapter's own files ran */
  readonly coverage?: boolean
  readonly signal?: AbortSignal
  /** folder under which findings are kept; none are kept where absent */
  readonly projectFolder?: string
  /** folder of the project whose pinned cases are tried first; `projectFolder` where absent */
  readonly pinnedIn?: string
  readonly onProgress?: (progress: Progress) => void
}

/** The defaults of a run, with their bounds in the command line and the configuration. */
export const defaults: {
  readonly budgetMs: number
  readonly seed: number
  readonly callMs: number
  readonly jobs: number
} = {
  budgetMs: 30_000,
  seed: 1,
  callMs: 10_000,
  jobs: 1,
}
