/** Laws: one promise each, as data. */
import type { Lab, ServerFault } from './lab.ts'
import type { Guards } from './guard.ts'
import type { Sharing } from './claims.ts'
import type { AnyPortSpec } from './port.ts'
import type { Tier } from './tier.ts'

/** A family of laws; a plugin may add its own. */
export type Suite =
  | 'basics'
  | 'crash-resume'
  | 'ref-walk'
  | 'orphan-cleanup'
  | 'concurrent-writers'
  | 'leases'
  | 'coordination'
  | 'streaming'
  | 'faults'
  | (string & Record<never, never>)

/** What must be there for a law to be tried. */
export interface Needs {
  readonly ports: readonly string[]
  /** the least sharing without which the law means nothing */
  readonly sharing?: Sharing
  /** the least that must be claimed of writes under a guard */
  readonly guards?: Guards
  /** by port: claims that must be answered with yes; where one is a no, the refusal is checked instead */
  readonly claims?: { readonly [port: string]: readonly string[] }
  /** the law turns the clock, so the adapter must go by the clock that it is given */
  readonly clock?: 'turned'
  /** the law counts what is written, so that what the adapter keeps must outlive its process */
  readonly writes?: 'counted'
  /** the law does this to the server of a place, so that there must be one */
  readonly server?: ServerFault
}

/** The ports without which no law of a port or a part can be tried. */
export function portsOf({ name, standsBy = [], over = [] }: AnyPortSpec): readonly string[] {
  return [name, ...standsBy, ...over]
}

/** One promise. */
export interface Law {
  /** `<contract>/<words>`; append-only: never renamed, never reused */
  readonly id: string
  /** the promise in one sentence, in the present tense */
  readonly says: string
  readonly suite: Suite
  readonly level: 'must' | 'should'
  /** the mildest tier at which the promise shows */
  readonly from: Tier
  /** the hardest tier at which trying it again can show more; the adapter's reach where absent */
  readonly to?: Tier
  readonly needs: Needs
  /** catalogue entries that it keeps, qualified: `durability:H1`, `cache:D6`; or a paper or thread */
  readonly source: readonly string[]
  /** ids of the mutants that this law must refuse; at least one */
  readonly mutants: readonly string[]
  /** the version of holdfast that brought it */
  readonly since: string
  /** a broken gate law stops the trials of its contract: nothing after it could be believed */
  readonly gate?: true
  /** states that the trials must reach, or the verdict is `unproven` */
  readonly marks?: readonly string[]
  /** states that only a fault leads to: they too must be reached, where the law is tried at a tier that has faults */
  readonly faultMarks?: readonly string[]
  /** tries the law in the lab; throws nothing of its own: the lab reports what it finds */
  readonly check: (lab: Lab) => Promise<void>
  /** tries that a claim answered with no is refused typed and clean; needed where `needs.claims` is */
  readonly refusal?: (lab: Lab) => Promise<void>
}
