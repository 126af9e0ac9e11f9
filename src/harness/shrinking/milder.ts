/**
 * A case as milder tiers would run it. What broke a law with processes may break it in one thread, where it is smaller,
 * quicker and the same each time.
 */
import type { Fault, Tier } from '../../../contracts/index.ts'
import { tiers } from '../../../contracts/tier.ts'
import type { Case } from '../case.ts'
import { isBeneath } from '../tracer.ts'
import { scheduled } from './schedules.ts'

/** The same steps by the same clocks, and nothing besides. */
function plain({ actors, script, skews }: Case, tier: Tier): Case {
  const same = { tier, actors, script: tier === 'T3' ? script : script.filter((step) => !('reopen' in step)) }
  return skews ? { ...same, skews } : same
}

/** What the case is at a tier below its own. */
function* at(tier: Tier, of: Case): Generator<Case> {
  const { fault, overlap } = of
  if (tier === 'T1') yield plain(of, tier)
  // An actor that is parked while others go on is one that is not chosen.
  const pauses = fault?.action === 'park' || fault?.action === 'stop'
  if (tier === 'T2' && (overlap !== undefined || pauses)) yield* scheduled(plain(of, tier))
  if (tier === 'T3') yield { ...plain(of, tier), ...inThread(fault) }
}

/** What a fault is in one thread: a kill is a session that is dropped, where it can be. */
function inThread(fault: Fault | undefined): Pick<Case, 'fault'> {
  if (fault?.action === 'throw') return { fault }
  return fault?.action === 'kill' && !isBeneath(fault.point) ? { fault: { ...fault, action: 'drop' } } : {}
}

/** The case at the tiers at which its law is tried, the mildest first, up to its own. */
export function* milderCases(of: Case, tried: readonly Tier[]): Generator<Case> {
  for (const tier of tiers.slice(0, tiers.indexOf(of.tier))) if (tried.includes(tier)) yield* at(tier, of)
}
