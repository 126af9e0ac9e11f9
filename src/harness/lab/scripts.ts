/** The scripts that a search is tried with, one after another: drawn in batches, each of a shape of its own. */
import type { Script, Search, Tier } from '../../../contracts/index.ts'
import { seedFor } from '../random.ts'
import { shapeOf } from './shape.ts'
import type { Subject } from './subject.ts'

/** How many scripts are drawn at once. */
const batch = 16

/** What decides on the scripts of a search besides its law. */
interface Drawing {
  readonly tier: Tier
  /** whether the actors overlap */
  readonly races: boolean
  readonly seed: number
}

/** The scripts, without an end. Where faults are to come everywhere the first calls each method that changes something. */
export function* scriptsOf<Command>(
  { adapter, contract, places }: Pick<Subject, 'adapter' | 'contract' | 'places'>,
  { tier, races, seed }: Drawing,
  { scripts, everyPoint }: Pick<Search<Command>, 'scripts' | 'everyPoint'>,
): Iterable<Script<unknown>> {
  const { everyChange = [] } = contract.commands
  const { turnable } = places
  const leads = everyPoint === true && (tier === 'T4' || tier === 'T5')
  if (leads && everyChange.length > 0) yield everyChange.filter((step) => turnable || !('turn' in step))
  const shaping = { tier, claims: adapter.claims, races, turns: turnable }
  for (let drawn = 0; ; drawn += 1) yield* scripts(shapeOf(shaping, drawn), seedFor(seed, String(drawn)), batch)
}
