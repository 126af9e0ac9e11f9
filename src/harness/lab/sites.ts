/** The sites of a search: where in the calls that change something, and right after them, a kill can land, and where one has. */
import type { AnyContract, Claims, Fault } from '../../../contracts/index.ts'
import { isNo } from '../../../contracts/claims.ts'
import { isBeneath, isInFlight } from '../tracer.ts'
import type { Ran } from './subject.ts'

/** How many sites were seen, and at how many of them a kill landed. */
export interface SiteCounts {
  readonly seen: number
  readonly killed: number
}

/** A point that an actor came to. */
interface Seen {
  readonly point: string
  /** `<port>.<method> @ <point>`; undefined outside of calls */
  readonly site: string | undefined
  /** how many calls the actor had begun by then */
  readonly begun: number
}

/**
 * The points that an actor came to, with their sites. An acknowledgement is the last of its call: who tells it too early
 * loses what was to come.
 */
function* seenOf(points: readonly string[]): Generator<Seen> {
  let call: string | undefined
  let begun = 0
  for (const point of points) {
    // What a wrapper calls beneath itself is a part of the call that it answers.
    const began = /^([^ ]+):call$/.exec(point)?.[1]
    if (began !== undefined) begun += 1
    call = began ?? call
    const inside = call !== undefined && (isInFlight(point) || point === `${call}:acked`)
    yield { point, site: inside ? `${call} @ ${point}` : undefined, begun }
    if (point === `${call}:acked`) call = undefined
  }
}

/** Of each point how many calls of the port its actor had begun by then, its own among them. */
export function begunAt(points: readonly string[]): readonly number[] {
  return Array.from(seenOf(points), ({ begun }) => begun)
}

/** Where a fault comes. */
function seenAt({ point: wanted, hit }: Fault, points: readonly string[]): Seen | undefined {
  let hits = 0
  for (const seen of seenOf(points)) {
    if (seen.point === wanted) hits += 1
    if (seen.point === wanted && hits === hit) return seen
  }
  return undefined
}

/** The call of the port in which a fault comes: its method, and how many its actor had begun by then. */
export function callAt(
  fault: Fault,
  points: readonly string[],
): { readonly method: string; readonly begun: number } | undefined {
  const { site, begun = 0 } = seenAt(fault, points) ?? {}
  return site === undefined ? undefined : { method: methodOf(site), begun }
}

/** Which sites there are: of calls of these methods, where this is done to their actor. */
interface SitesOptions {
  readonly methods: readonly string[]
  readonly action?: Fault['action'] | undefined
  /** whether those beneath the adapter are left out */
  readonly skipsBeneath?: boolean
  /** whether the first script calls each method that the adapter serves */
  readonly isLed?: boolean
  /** whether the adapter may refuse some of the methods by its claims, so that nothing calls them */
  readonly mayRefuse?: boolean
}

/** After so many faults that did not come to its point again a site is given up: it stays without its kill. */
const missesMax = 2

/** Counts sites. */
export class Sites {
  readonly #methods: ReadonlySet<string>
  readonly #action: Fault['action']
  readonly #skipsBeneath: boolean
  readonly #mayRefuse: boolean
  /** the methods that are to be met; undefined until the first script has told them */
  #served: ReadonlySet<string> | undefined
  readonly #killed = new Map<string, boolean>()
  readonly #siteOf = new Map<Fault, string>()
  readonly #misses = new Map<string, number>()

  constructor({ methods, action = 'kill', skipsBeneath = false, isLed = false, mayRefuse = false }: SitesOptions) {
    this.#methods = new Set(methods)
    this.#served = isLed ? undefined : this.#methods
    this.#action = action
    this.#skipsBeneath = skipsBeneath
    this.#mayRefuse = mayRefuse && !isLed
  }

  /**
   * Of the methods of a port that change something. What lies beneath the ports that a part stands on is killed at by the
   * laws of those ports: of a part there are the calls that it makes of them.
   */
  static of(
    { port, commands }: Pick<AnyContract, 'port' | 'commands'>,
    { ports }: Pick<Claims, 'ports'>,
    action?: Fault['action'],
  ): Sites {
    const methods = Object.keys(port.methods).filter((method) => !commands.observers.includes(method))
    const isLed = (commands.everyChange ?? []).length > 0
    const mayRefuse = Object.values(ports[port.name] ?? {}).some(isNo)
    return new Sites({ methods, action, skipsBeneath: port.over !== undefined, isLed, mayRefuse })
  }

  /** The faults of a recorded run, those first that bring one kill to each site which has had none. */
  freshFirst(faults: readonly Fault[], { points }: Pick<Ran, 'points'>): readonly Fault[] {
    this.#served ??= this.#calledIn(points)
    const fresh = new Map<string, Fault>()
    for (const fault of faults) {
      const isMeant = fault.action === this.#action && !(this.#skipsBeneath && isBeneath(fault.point))
      const site = isMeant ? seenAt(fault, points[fault.actor] ?? [])?.site : undefined
      if (site === undefined || !this.#methods.has(methodOf(site))) continue
      this.#siteOf.set(fault, site)
      if (this.#killed.get(site) === true) continue
      this.#killed.set(site, false)
      if (!fresh.has(site)) fresh.set(site, fault)
    }
    const first = new Set(fresh.values())
    return [...first, ...faults.filter((fault) => !first.has(fault))]
  }

  #calledIn(points: Ran['points']): ReadonlySet<string> {
    const sites = points.flatMap((seen) => [...seenOf(seen)].flatMap(({ site }) => site ?? []))
    return new Set(sites.map(methodOf).filter((method) => this.#methods.has(method)))
  }

  /** Notes that a fault happened, or that its point was not come to again. */
  note(fault: Fault, fired: boolean): void {
    const site = this.#siteOf.get(fault)
    if (site === undefined) return
    if (fired) this.#killed.set(site, true)
    else this.#misses.set(site, 1 + (this.#misses.get(site) ?? 0))
  }

  get counts(): SiteCounts {
    return { seen: this.#killed.size, killed: [...this.#killed.values()].filter(Boolean).length }
  }

  /** the methods that the adapter serves, and of which no site was seen yet */
  get unmet(): readonly string[] {
    const met = new Set([...this.#killed.keys()].map(methodOf))
    return [...(this.#served ?? this.#methods)].filter((method) => !met.has(method))
  }

  /** why kills prove nothing of all calls that change something, where that is so */
  get lacking(): string | undefined {
    const { seen, killed } = this.counts
    if (killed < seen) return `a kill landed at ${killed} of ${seen} points of calls that change something`
    // Which methods are refused no claim tells: where some may be, one that was never called is not missed.
    const { unmet } = this
    return unmet.length === 0 || this.#mayRefuse ? undefined : `no kill landed in a call of ${unmet.join(', ')}`
  }

  /** whether a site was seen at which no kill has landed yet, and one still may */
  get isOpen(): boolean {
    const isGivenUp = (site: string): boolean => (this.#misses.get(site) ?? 0) >= missesMax
    return [...this.#killed].some(([site, killed]) => !killed && !isGivenUp(site))
  }
}

function methodOf(site: string): string {
  return site.slice(site.indexOf('.') + 1, site.indexOf(' '))
}
