/** What the process that tries an adapter is asked to do, and what it says. Plain data, both ways. */
import type { LawResult } from '../../contracts/index.ts'
import type { Allowance } from './budget.ts'
import type { Case, CaseSize } from './case.ts'
import type { Counting } from './coverage/files.ts'
import type { Filter } from './plan.ts'
import type { ServerOfRun } from './served.ts'
import type { Token } from './token.ts'

/** A case that broke a law. */
export interface SavedCase {
  readonly law: string
  readonly case: Case
}

/** What every job names. */
export interface JobBase {
  /** URL of the adapter's module */
  readonly adapter: string
  /** URLs of the plugins whose contracts are known */
  readonly plugins: readonly string[]
  /** folder for places; made and removed by whoever gives the job */
  readonly root: string
  readonly server: ServerOfRun
  readonly seed: number
  readonly allowance: Allowance
  /** how long a call of the adapter may take, ms */
  readonly callMs: number
  /** what every process counts of the adapter's code, where that was asked for */
  readonly counting?: Counting | undefined
}

/** Try the laws of an adapter. */
export interface VerifyJob extends JobBase {
  readonly do: 'verify'
  readonly filter: Filter
  /** laws that were tried already */
  readonly done: readonly string[]
  /** the gate laws among them that are broken */
  readonly gates: readonly string[]
  readonly saved: readonly SavedCase[]
}

/** Try whether mutants die by the law that they name, and controls by none. */
export interface MutantsJob extends JobBase {
  readonly do: 'mutants'
  readonly ids: readonly string[]
  /** the law that a mutant names is tried and no other */
  readonly onlyNamed: boolean
}

/** Run one case again. */
export interface ReplayJob extends JobBase {
  readonly do: 'replay'
  readonly token: Token
  readonly times: number
}

export type Job = VerifyJob | MutantsJob | ReplayJob

/** What became of a mutant or control on an adapter; with the size of the shrunk case where one was found. */
export interface MutantResult extends Partial<CaseSize> {
  readonly id: string
  readonly kind: 'port' | 'seam' | 'backend' | 'control'
  /** the law that the mutant names; for a control, every law */
  readonly law: string
  readonly adapter: string
  readonly verdict: 'killed' | 'survived' | 'wrong-law' | 'inapplicable'
  readonly refusedBy?: string
  readonly cases: number
  readonly ms: number
}

/** What one replay gave: `unproven` where the case was not tried by it, with the reason in the result. */
export interface ReplayResult {
  readonly verdict: 'broken' | 'holds' | 'unproven'
  readonly result: LawResult
}

/** What the trial process says. */
export type Saying =
  | { readonly say: 'beat' }
  | { readonly say: 'unavailable'; readonly reason: string }
  | { readonly say: 'law'; readonly result: LawResult }
  | { readonly say: 'trying'; readonly law: string }
  | { readonly say: 'mutant'; readonly result: MutantResult }
  | { readonly say: 'replayed'; readonly result: ReplayResult }
  | { readonly say: 'failed'; readonly code: string; readonly message: string }
  | { readonly say: 'done' }
