/**
 * A case as milder tiers would run it. What broke a law with processes may break it in one thread, where it is smaller,
 * quicker and the same each time.
 */
import type { Fault, Tier } from '../../../contracts/index.ts'
import { tiers } from '../../../contracts/tier.ts'
import type { Case } from '../case.ts'
import { scheduled } from './schedules.ts'

/** The same steps, and nothing besides. */
function plain({ actors, script }: Case, tier: Tier): Case {
  return { tier, actors, script: tier === 'T3' ? script : script.filter((step) => !('reopen' in step)) }
}

/** What the case is at a tier below its own. */
function* at(tier: Tier, of: Case): Generator<Case> {
  const { fault, overlap } = of
  if (tier === 'T1') yield plain(of, tier)
  // An actor that is parked while others go on is one that is not chosen.
  if (tier === 'T2' && (overlap !== undefined || fault?.action === 'park')) yield* scheduled(plain(of, tier))
  if (tier === 'T3') yield fault?.action === 'kill' ? { ...plain(of, tier), fault: dropped(fault) } : plain(of, tier)
}

/** What a kill is in one thread. */
function dropped(fault: Fault): Fault {
  return { ...fault, action: 'drop' }
}

/** The case at the tiers at which its law is tried, the mildest first, up to its own. */
export function* milderCases(of: Case, tried: readonly Tier[]): Generator<Case> {
  for (const tier of tiers.slice(0, tiers.indexOf(of.tier))) if (tried.includes(tier)) yield* at(tier, of)
}
