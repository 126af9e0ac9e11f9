/** A case: everything that one trial did, as plain data. It is what shrinks, lies in a token and replays. */
import type { Fault, Script, Step, Tier } from '../../contracts/index.ts'
import type { Plan } from './schedules/schedule.ts'

/** One trial of a law. An example has an empty script: its program is the law's own. */
export interface Case {
  readonly tier: Tier
  /** number of actors */
  readonly actors: number
  readonly script: Script<unknown>
  /**
   * How the actors overlap where that is not what the tier does by itself: `calls`, stopped at port calls and replies in
   * one thread (T2 by itself, T3 by choice); `driver`, stopped at the calls of their driver, each in a thread of its own
   * (T2 by choice); `threads` and `processes`, which start together and run freely (T2 and T4 by choice)
   */
  readonly overlap?: 'calls' | 'driver' | 'threads' | 'processes'
  /** which of the actors that can move goes on, by position in their list; 0, the one that moved last, where it ends */
  readonly choices?: readonly number[]
  /** in place of choices, of a case that never ended: how they were being made, round by round of the script */
  readonly plans?: readonly Plan[]
  readonly fault?: Fault
  /** how far the clock of each actor is ahead of that of the place, ms; not at all where there is none */
  readonly skews?: readonly number[]
  /** a fault of the first recoverer, after that of an actor: its `actor` counts for nothing */
  readonly recovery?: Fault
  /** the loss of power after which the place is looked at, of T5 */
  readonly loss?: Loss
}

/** A loss of power: where it comes, and what of the file operations before it is lost. */
export interface Loss {
  readonly profile: 'posix' | 'ext4'
  /** how many of the recorded operations had been made */
  readonly cut: number
  /** those of them that are lost, by position; in ascending order */
  readonly lost: readonly number[]
  /** of one write, the sectors of `bytes` bytes of it that are lost */
  readonly torn?: { readonly operation: number; readonly bytes: 512 | 4096; readonly sectors: readonly number[] }
}

/** Whether nobody decides who goes on, so that the case takes another course each time. */
export function isRace({ overlap }: Pick<Case, 'overlap'>): boolean {
  return overlap === 'threads' || overlap === 'processes'
}

/** The case with the choices that its plan led to; rounds of several stay as they are. */
export function listed({ plans, ...of }: Case, choices: readonly number[]): Case {
  if (!plans) return of
  return plans.length === 1 ? { ...of, choices } : { ...of, plans }
}

/** The steps of a script that `actor` makes. */
export function actorOf(step: Step<unknown>): number | undefined {
  if ('turn' in step) return undefined
  return 'reopen' in step ? step.reopen : step.actor
}

/** How large a case is, for a person who reads it. */
export interface CaseSize {
  /** calls of its script */
  readonly operations: number
  readonly actors: number
  readonly faults: number
}

/** The size of a case; undefined for an example, whose program is the law's own. */
export function sizeOf({ script, actors, fault, loss }: Case): CaseSize | undefined {
  if (script.length === 0) return undefined
  return { operations: script.filter((step) => 'does' in step).length, actors, faults: fault || loss ? 1 : 0 }
}

/** The smallest of these sizes that a share of them does not exceed; 0 of none. */
export function quantile(sizes: readonly number[], share: number): number {
  const sorted = sizes.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}
