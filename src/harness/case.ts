/** A case: everything that one trial did, as plain data. It is what shrinks, lies in a token and replays. */
import type { Fault, Script, Step, Tier } from '../../contracts/index.ts'

/** One trial of a law. An example has an empty script: its program is the law's own. */
export interface Case {
  readonly tier: Tier
  /** number of actors */
  readonly actors: number
  readonly script: Script<unknown>
  /** T2: which of the actors that can move goes on, by position in their list; 0, the one that moved last, where it ends */
  readonly choices?: readonly number[]
  readonly fault?: Fault
}

/** The steps of a script that `actor` makes. */
export function actorOf(step: Step<unknown>): number | undefined {
  if ('turn' in step) return undefined
  return 'reopen' in step ? step.reopen : step.actor
}
