// What tests of the shrinker share: commands that are numbers, and cases that are run by asking a predicate.
import type { Commands, Step } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import type { Failed } from '../../../../src/harness/shrinking/shrink.ts'
import { shrink } from '../../../../src/harness/shrinking/shrink.ts'

/** Commands are numbers; the simpler ones of a number are zero and its half. */
export const commands: Commands<unknown> = {
  scripts: () => [],
  resolve: () => undefined,
  simpler: (command) => [0, Math.trunc(Number(command) / 2)].filter((simple) => simple !== command),
  marks: () => [],
  observers: [],
  probes: () => [],
}

export const bounds = { triesMax: 5_000, msMax: 60_000 }

/** A step of an actor. */
export function does(actor: number, command: number): Step<unknown> {
  return { actor, does: command }
}

/** A case that failed, with the points of its actors. */
export function failed(of: Case, points: Failed['points'] = []): Failed {
  return { case: of, points }
}

/** The commands of a script. */
export function commandsOf(of: Case): readonly number[] {
  return of.script.flatMap((step) => ('does' in step ? [Number(step.does)] : []))
}

/** The smallest case found, by a predicate that stands for running it. */
export async function smallest(of: Case, fails: (of: Case) => boolean, within = bounds): Promise<Case> {
  const run = async (some: Case): Promise<Failed | undefined> => (fails(some) ? failed(some) : undefined)
  return (await shrink(failed(of), commands, run, within)).case
}
