/** What the lab must know of an adapter before it brings faults of a server, or errors that only a server gives. */
import type { ErrorKind, Fault } from '../../../contracts/index.ts'
import { outlives } from '../../../contracts/claims.ts'
import { eachWithin } from '../deadline.ts'
import { isServerFault } from '../outcomes.ts'
import { seam } from '../seams/seam.ts'
import { noMeans, nothingBeneath } from '../verdict.ts'
import type { Subject } from './subject.ts'

/** So often at least a server is taken away while a call is in flight. */
export const atServerMin = 6

/** Why a fault among these cannot be brought, where it is one of the server and the server is somebody else's. */
export async function lackOf(
  { adapter, places, callMs }: Subject,
  faults: readonly Fault['action'][],
): Promise<string | undefined> {
  const action = faults.find(isServerFault)
  if (!action) return undefined
  const place = await places.makeQuick(eachWithin(callMs))
  try {
    if (adapter.server?.faults?.(place.json)[action]) return undefined
    return `${noMeans}the adapter offers no ${action} of its server here`
  } finally {
    await place.remove()
  }
}

/**
 * Why errors of this kind, or of any, mean nothing to an adapter to which none could be brought: it keeps what it is given
 * in memory, or no error of the kind can come where a seam would know it.
 */
export function meaningless({ adapter: { claims } }: Subject, kind: ErrorKind | undefined): string | undefined {
  if (!outlives(claims.survives, 'process')) return nothingBeneath
  // What a driver without a seam of its own is told by its server is not known at its sockets.
  if (!kind || (seam.touched('net') && !seam.touched('pg'))) return undefined
  return `no error of the kind "${kind}" can come beneath the adapter`
}
