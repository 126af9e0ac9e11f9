/** How large the scripts of a search are at each tier, and how far the clocks of their actors are apart. */
import type { Claims, Shape, Tier } from '../../../contracts/index.ts'
import { admits } from '../../../contracts/claims.ts'
import type { Case } from '../case.ts'
import type { Random } from '../random.ts'

/** What decides it. */
interface Shaping {
  readonly tier: Tier
  readonly claims: Claims
  /** whether the actors overlap */
  readonly races: boolean
  readonly turns: boolean
}

/** The shape of the `drawn`-th scripts of a search. */
export function shapeOf({ tier, claims: { sharing }, races, turns }: Shaping, drawn: number): Shape {
  const rest = { reopen: tier === 'T3' || tier === 'T5', turns }
  if (races && tier === 'T4') return { actors: 2 + (drawn % 3), steps: 6 + ((drawn * 3) % 7), ...rest }
  // File operations have one order where they are one actor's.
  const many = tier !== 'T5' && admits(sharing, tier === 'T4' ? 'host' : 'thread')
  const actors = many ? (tier === 'T2' ? 2 + (drawn % 2) : 1 + ((drawn + 1) % 3)) : 1
  const steps = { T0: 1, T1: 12, T2: 6, T3: 8, T4: 1 + ((drawn * 3 + 3) % 8), T5: 4 + ((drawn * 3 + 3) % 8) }[tier]
  return { actors, steps, ...rest }
}

/** How far a clock may be ahead of that of its place, ms: up to an hour either way. */
const skewsMs = [0, 1, -1, 60, -60, 3_600_000, -3_600_000]

/** How far the clocks of the actors are apart, where a search asks for it. */
export function skewsOf(actors: number, random: Random): Pick<Case, 'skews'> {
  return { skews: Array.from({ length: actors }, () => skewsMs[random.below(skewsMs.length)] ?? 0) }
}
