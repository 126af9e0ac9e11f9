/** The faults that a case can be run with: found by running it once without any. */
import type { Fault, Tier } from '../../../contracts/index.ts'
import { isInFlight } from '../tracer.ts'
import type { Ran } from './subject.ts'

/** The faults that a tier has; below T4 a kill is a session that is dropped. */
const faultsAt: { readonly [tier in Tier]?: readonly Fault['action'][] } = { T3: ['drop'], T4: ['park', 'kill'] }

/** Every fault that a recorded run offers at this tier: each (actor, point, hit) with each action that fits. */
export function faultsOf(ran: Ran, tier: Tier, wanted: readonly Fault['action'][], actors: number): readonly Fault[] {
  const actions = faultsAt[tier]?.filter((action) => wanted.includes(action)) ?? []
  return actions.flatMap((action) => {
    const points = ran.points.flatMap((seen, actor) =>
      addressed(seen).map(({ point, hit }) => ({ actor, point, hit, action })),
    )
    // Who stands before a call or after it does nothing: beside it there is nothing to see.
    return action === 'park' ? points.filter(({ point }) => actors > 1 && isInFlight(point)) : points
  })
}

/** Points with the number of times that each was come to. */
function addressed(points: readonly string[]): readonly { readonly point: string; readonly hit: number }[] {
  const hits = new Map<string, number>()
  return points.map((point) => {
    const hit = (hits.get(point) ?? 0) + 1
    hits.set(point, hit)
    return { point, hit }
  })
}
