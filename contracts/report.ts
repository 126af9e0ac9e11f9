/** The report: one versioned document, of which every form is a pure function. */
import type { Broken, Explanation, History } from './lab.ts'
import type { ServedMode } from './server.ts'
import type { Tier } from './tier.ts'

export type LawVerdict =
  'holds' | 'broken' | 'refused' | 'not-applicable' | 'unproven' | 'unrun' | 'waived' | 'unstable' | 'harness-error'

export type RunVerdict = 'conformant' | 'waived' | 'incomplete' | 'non-conformant' | 'invalid' | 'interrupted'

/** What was done to reach a verdict. */
export interface Evidence {
  readonly cases: number
  readonly operations: number
  /** distinct orders in which the steps of concurrent actors were taken */
  readonly schedules: number
  /**
   * cases of T2 and T3 in which actors overlapped, by where they were stopped: `calls` of a port, in one thread; `driver`, at
   * the calls of their driver too, each in a thread of its own; `threads`, nowhere, each in a thread of its own
   */
  readonly steps: { readonly [kind: string]: number }
  /** lists of choices that were run a second time */
  readonly reruns: number
  /** those of them that took another course: something besides the schedule decides what the adapter does */
  readonly diverged: number
  /** faults that were brought to points of cases whose actors follow each other */
  readonly aimed: number
  /** those of them whose point was not come to again */
  readonly missed: number
  /** SIGKILLs that landed inside an operation */
  readonly kills: number
  /** the same by `<port>.<method> @ <point>` */
  readonly killsByPoint: { readonly [point: string]: number }
  /** points inside calls that change something, where a kill was due at each of them, and those at which one landed */
  readonly sites: number
  readonly killedSites: number
  /** images of a place after a loss of power that were opened */
  readonly images: number
  /** histories that were judged */
  readonly histories: number
  /** pairs of calls that overlapped in time, by method */
  readonly overlap: { readonly [method: string]: number }
  /** how often each mark was reached */
  readonly marks: { readonly [mark: string]: number }
  readonly ms: number
}

/** One law at one tier. */
export interface TierResult {
  readonly tier: Tier
  readonly verdict: LawVerdict
  readonly reason?: string
  readonly evidence: Evidence
}

/** What came of running a shrunk case again. */
export interface Repeats {
  readonly runs: number
  /** in how many of them it failed */
  readonly failed: number
  /** whether calls came and returned in the same order wherever it failed */
  readonly alike: boolean
}

/** One file operation around a loss of power. */
export interface PowerOperation {
  /** its number among all of the run, from 1 */
  readonly number: number
  readonly says: string
  /** durable: synced before the loss. kept: not synced, and there all the same. not made: it would have come later */
  readonly fate: 'durable' | 'kept' | 'lost' | 'torn' | 'not made'
  /** the call in which it was made: its number in the history, from 1, and its name */
  readonly call?: string
}

/** The loss of power after which a law is broken. */
export interface PowerLoss {
  /** where it came and what was lost, in one sentence */
  readonly says: string
  /** whether a file system that writes metadata down in order, as ext4 does, may lose the same */
  readonly ordered: boolean
  readonly operations: readonly PowerOperation[]
}

/** A broken law, with its smallest case. */
export interface Finding {
  readonly token: string
  /** the case as runnable TypeScript */
  readonly program: string
  readonly expected: string
  readonly observed: string
  readonly history: History
  readonly at: Broken['at']
  /** where calls overlap: how far they can be explained */
  readonly explanation?: Explanation
  /** where power was lost */
  readonly power?: PowerLoss
  /** absent where the case is not run again: an example, or calls that never answer */
  readonly repeats?: Repeats
}

export interface LawResult {
  readonly id: string
  readonly says: string
  readonly contract: string
  readonly suite: string
  readonly level: 'must' | 'should'
  readonly verdict: LawVerdict
  readonly reason?: string
  readonly tiers: readonly TierResult[]
  readonly evidence: Evidence
  readonly finding?: Finding
}

/** Which lines of an adapter's own files ran while it was tried. */
export interface CodeCoverage {
  readonly lines: number
  /** lines of which at least a part ran */
  readonly reached: number
  /** the others, in order: `lines` is `45` or `45-47` */
  readonly missed: readonly { readonly file: string; readonly lines: string }[]
  /** why nothing is known, where nothing is */
  readonly reason?: string
}

export interface AdapterReport {
  readonly name: string
  readonly verdict: RunVerdict
  /** e.g. `locks, set 1, T4`; `none` where no tier was kept */
  readonly level: string
  /** how the place was served */
  readonly mode: ServedMode | 'file'
  readonly ms: number
  /** SIGKILLs a second of the trials that kill, over the time that these trials took */
  readonly killsPerSecond: number
  /** why there is no verdict on the laws, where there is none */
  readonly reason?: string
  readonly laws: readonly LawResult[]
  /** where it was asked for */
  readonly coverage?: CodeCoverage
}

export interface Report {
  readonly schema: 1
  readonly holdfast: string
  /** the frozen set of scored laws */
  readonly set: number
  readonly node: string
  readonly platform: string
  readonly seed: number
  readonly verdict: RunVerdict
  /** what a reader must know besides: stale waivers, adapters left out */
  readonly notes: readonly string[]
  readonly adapters: readonly AdapterReport[]
}

/** A way to write a report down. */
export interface ReportForm {
  readonly name: string
  readonly says: string
  render(report: Report): string
}
