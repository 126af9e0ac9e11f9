/** The faults that a case can be run with: found by running it once without any. */
import type { Claims, ErrorKind, Fault, StruckCall, Tier } from '../../../contracts/index.ts'
import { admits } from '../../../contracts/claims.ts'
import { canStop } from '../actors/kernel.ts'
import type { Case } from '../case.ts'
import { Random, seedFor, shuffled } from '../random.ts'
import { errorKindOf, errorsAt } from '../seams/failures.ts'
import { isSilence } from '../seams/relay-errors.ts'
import { isBeneath, isOpening, showsStanding } from '../tracer.ts'
import { begunAt } from './sites.ts'
import type { Ran } from './subject.ts'

/** What a search asks for where it does not say. Errors that a store gives are the matter of one law of each port. */
export const usualFaults: readonly Fault['action'][] = ['kill', 'park', 'stop', 'drop', 'delay']

/** The faults that a tier has; below T4 a kill is a session that is dropped. */
const faultsAt: { readonly [tier in Tier]?: readonly Fault['action'][] } = {
  T3: ['drop', 'throw', 'delay', 'restart', 'disconnect'],
  T4: ['park', 'stop', 'kill', 'throw', 'delay'],
}

/** A dropped session stays open: where one at a time is admitted, nobody could look at what it left. */
export function droppable({ sharing }: Claims): boolean {
  return admits(sharing, 'thread')
}

/** Those of these faults that mean anything to an adapter with these claims. */
export function possible(faults: readonly Fault['action'][], claims: Claims): readonly Fault['action'][] {
  return faults.filter((action) => action !== 'drop' || droppable(claims))
}

/**
 * Why sessions that are to end at any point mean nothing to an adapter with these claims at this tier, where that is all that
 * these faults are and none of them can come.
 */
export function unendable(tier: Tier, faults: readonly Fault['action'][], claims: Claims): string | undefined {
  const areEnds = faults.length > 0 && faults.every((action) => action === 'kill' || action === 'drop')
  const canCome = possible(faults, claims).some((action) => faultsAt[tier]?.includes(action))
  if (!areEnds || !faultsAt[tier] || canCome) return undefined
  return 'a dropped session stays open, and where one at a time is admitted nobody can look at what it left'
}

/** Of the faults while a session opens there is one for so many others: every case opens, and most open alike. */
const perOpening = 8

/** One kill in so many is followed by one of whoever recovers from it. */
const perRecovery = 16

/** What of a recorded run decides which faults it offers. */
export interface Offering {
  readonly tier: Tier
  readonly wanted: readonly Fault['action'][]
  readonly actors: number
  /** the only kind of error that is wanted */
  readonly errors?: ErrorKind | undefined
  /** the only call in which they come */
  readonly struck?: StruckCall | undefined
}

/** A place in the points of an actor. */
interface Address {
  readonly point: string
  readonly hit: number
  /** the points that the actor came to before */
  readonly earlier: readonly string[]
}

/**
 * The faults that a recorded run offers at this tier, in no order of theirs, so that a budget which ends in the middle has
 * seen points of every kind: each (actor, point, hit) of its calls with each action that fits, and some of its openings.
 */
export function faultsOf(
  ran: Ran,
  { tier, wanted, actors, errors, struck }: Offering,
  random: Random,
): readonly Fault[] {
  const actions = faultsAt[tier]?.filter((action) => wanted.includes(action)) ?? []
  const all = ran.points.flatMap((seen, actor) => {
    const isMeant = meant(struck, actor, seen)
    return addressed(seen).flatMap((address, at) =>
      (isMeant(at) ? actions : [])
        .filter((action) => fits(action, address, { actions, actors, at, awaited: ran.awaited }))
        .flatMap((action) => brought(actor, address, action, errors)),
    )
  })
  const inside = all.filter(({ point }) => !isOpening(point))
  const opening = shuffled(
    all.filter(({ point }) => isOpening(point)),
    random,
  )
  return silenceLast(shuffled([...inside, ...opening.slice(0, Math.ceil(inside.length / perOpening))], random))
}

/** Which points of an actor faults may come to, by position: all, or those of one call, up to the next and in no opening. */
function meant(struck: StruckCall | undefined, actor: number, points: readonly string[]): (at: number) => boolean {
  if (!struck) return () => true
  if (actor !== struck.actor) return () => false
  const begun = begunAt(points)
  return (at) => begun[at] === struck.call && !isOpening(points[at] ?? '')
}

/** The faults with one silence, the last: it costs as long as the adapter waits, in which others show more. */
function silenceLast(faults: readonly Fault[]): readonly Fault[] {
  const silences = faults.filter(({ error }) => error !== undefined && isSilence(error))
  return [...faults.filter((fault) => !silences.includes(fault)), ...silences.slice(0, 1)]
}

/** Points with the number of times that each was come to. */
function addressed(points: readonly string[]): readonly Address[] {
  const hits = new Map<string, number>()
  return points.map((point, at) => {
    const hit = (hits.get(point) ?? 0) + 1
    hits.set(point, hit)
    return { point, hit, earlier: points.slice(0, at) }
  })
}

/** What else decides whether an action fits. */
interface Beside {
  readonly actions: readonly Fault['action'][]
  readonly actors: number
  /** position of the address */
  readonly at: number
  readonly awaited: ReadonlySet<string> | undefined
}

function fits(action: Fault['action'], { point }: Address, { actions, actors, at, awaited }: Beside): boolean {
  switch (action) {
    case 'drop':
      return !isBeneath(point)
    case 'park':
    case 'stop': {
      if (actors === 1 || !showsStanding(point) || (action === 'stop' && !canStop)) return false
      // The two show the same: where both are wanted they take turns, by calls, for the points of a call come in pairs.
      const both = actions.includes('park') && actions.includes('stop') && canStop
      return !both || (Math.floor(at / 2) % 2 === 0) === (action === 'park')
    }
    case 'delay':
      return point.endsWith(':after') && awaited?.has(point) === true
    case 'restart':
    case 'disconnect':
      // It takes its time, and who cannot be waited for would be gone by then.
      return !isOpening(point) && (!isBeneath(point) || awaited?.has(point) === true)
    case 'kill':
    case 'throw':
      return true
  }
}

/** A fault, or for an error one with each code that could come there and is wanted. */
function brought(
  actor: number,
  { point, hit, earlier }: Address,
  action: Fault['action'],
  errors: ErrorKind | undefined,
): readonly Fault[] {
  const fault = { actor, point, hit, action }
  if (action !== 'throw') return [fault]
  return errorsAt(point, earlier)
    .filter((code) => (errors === undefined ? errorKindOf(code) !== 'rolled-back' : errorKindOf(code) === errors))
    .map((error) => ({ ...fault, error }))
}

/**
 * A case that ends with a kill, followed by a kill in its recovery: of some of them, at any point of the recovery. Which
 * hangs on the case and the seed, and not on the order in which cases end that run at once.
 */
export function recoveryOf(of: Case, { recovered = [] }: Ran, seed: number): Case | undefined {
  if (of.fault?.action !== 'kill' || of.recovery) return undefined
  const random = new Random(seedFor(seed, JSON.stringify([of.script, of.fault])))
  if (random.below(perRecovery) > 0) return undefined
  const address = addressed(recovered)[random.below(Math.max(1, recovered.length))]
  if (!address) return undefined
  const { point, hit } = address
  return { ...of, recovery: { actor: 0, point, hit, action: 'kill' } }
}
