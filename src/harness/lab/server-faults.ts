/** What the lab must know of an adapter before it brings faults of a server, or errors that only a server gives. */
import type { ErrorKind, Fault } from '../../../contracts/index.ts'
import { outlives } from '../../../contracts/claims.ts'
import { eachWithin } from '../deadline.ts'
import { isServerFault } from '../outcomes.ts'
import { seam } from '../seams/seam.ts'
import { noMeans, nothingBeneath } from '../verdict.ts'
import { Sites } from './sites.ts'
import type { Subject } from './subject.ts'

/** So often at least a server is taken away while a call is in flight. */
const timesMin = 6

/** What one search does to a server. */
export class ServerTrial {
  /** points in calls that change something: what each costs admits a sample of them only */
  readonly sites: Sites
  readonly #relays: Subject['relays']
  readonly #lostBefore: number

  private constructor({ adapter, contract, relays }: Subject, action: Fault['action']) {
    this.sites = Sites.of(contract, adapter.claims, action)
    this.#relays = relays
    this.#lostBefore = relays?.lost ?? 0
  }

  /** Of a search that brings one of these faults to a server, if it does. */
  static of(subject: Subject, faults: readonly Fault['action'][]): ServerTrial | undefined {
    const action = faults.find(isServerFault)
    return action && new ServerTrial(subject, action)
  }

  /** Whether the server was taken away as often as it must be. */
  isMet(faults: number): boolean {
    return faults >= timesMin
  }

  /** Why so many faults of the server show nothing, where they do not. */
  spared(faults: number): string | undefined {
    if (faults === 0) return 'the server was never taken away while a call was in flight'
    // Where sessions go by no relay nobody saw what became of their connections.
    const { lost } = this.#relays ?? {}
    return lost === this.#lostBefore ? 'the server was to be taken away, and ended no connection' : undefined
  }
}

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
