/**
 * What guards promise of a history: a write is let through only while its token holds its lock, and refused only when it
 * does not. What is let through must have taken effect before the lock changed hands, however late it was answered: so its
 * time is cut there, and the model of the port has to explain the rest.
 */
import type { Guard } from '../guard.ts'
import type { Broken, Event, History, Recast } from '../lab.ts'
import { answered, mayEnd } from '../locks/judges.ts'
import { lockNamed } from '../locks/moves.ts'
import type { AcquireOptions, LockSnapshot } from '../locks/port.ts'

/** The guard of a call: it stands in its last argument, whether that is a scene or options. */
export function guardIn({ call }: Event): Guard | undefined {
  const last = call.args.at(-1)
  const { guard } = (typeof last === 'object' && last !== null ? last : {}) as { readonly guard?: Guard }
  return call.port === 'locks' ? undefined : guard
}

/** Whether a write was refused because of its guard. */
export function isFenced({ outcome }: Event): boolean {
  return outcome.status === 'fail' && outcome.error.name === 'StoreError' && outcome.error.code === 'FENCED'
}

/** The lease that an event granted, with whom it was granted to. */
export function grantedIn(event: Event): (Guard & { readonly to: string }) | undefined {
  const { call, outcome } = event
  if (call.port !== 'locks' || call.method !== 'acquire' || answered(event) !== 'acquired') return undefined
  const { lease } = (outcome.status === 'ok' ? outcome.value : {}) as { readonly lease: LockSnapshot }
  const { owner } = call.args[1] as unknown as AcquireOptions
  return { lock: lockNamed(call) ?? '', token: lease.token, to: owner.instance }
}

/** The token that a call may have given this lock to: any, where nobody saw its answer; undefined where it gave none. */
function givenBy(event: Event, lock: string): number | 'any' | undefined {
  const { call, outcome } = event
  if (call.port !== 'locks' || call.method !== 'acquire' || lockNamed(call) !== lock) return undefined
  return outcome.status === 'unknown' ? 'any' : grantedIn(event)?.token
}

/** Whether a call may have given the lock to a later token, or freed it from this one. */
function endsHold(event: Event, { lock, token }: Guard): boolean {
  const { call, outcome } = event
  if (call.port !== 'locks' || outcome.status === 'fail') return false
  const given = givenBy(event, lock)
  return given === 'any' || (given ?? 0) > token || mayEnd(event, { name: lock, token })
}

/** Whether a call may have given the lock to this token. */
function givesHold(event: Event, { lock, token }: Guard): boolean {
  const given = givenBy(event, lock)
  return given === 'any' || given === token
}

/** What is wrong with a guarded write as such, or by when it has taken effect, as a position in the history. */
function due(history: History, event: Event, guard: Guard): string | number {
  const grants = history.filter((other) => givesHold(other, guard))
  const ends = history.filter((other) => endsHold(other, guard))
  const held = `token ${guard.token} of ${JSON.stringify(guard.lock)}`
  if (isFenced(event)) {
    // A call of unknown outcome never returns, and so proves no grant.
    const isHeld = grants.some(({ returned }) => returned < event.invoked)
    const mayBeLost = ends.some(({ invoked }) => invoked < event.returned)
    return isHeld && !mayBeLost ? `an answer: ${held} was granted, and nobody ended it` : Infinity
  }
  if (event.outcome.status !== 'ok') return Infinity
  if (!grants.some(({ invoked }) => invoked < event.returned)) return `FENCED: ${held} was never granted`
  const ended = ends.filter((other) => answered(other) !== undefined)
  const until = Math.min(...ended.map(({ returned }) => returned))
  return until < event.invoked ? `FENCED: ${held} had lost its lock` : until
}

/** What the model of a port is to explain of a history with guards, or what is wrong with a guard at once. */
export function judgedByGuards(history: History): Broken | Recast {
  const left: Event[] = []
  const places: number[] = []
  for (const [at, event] of history.entries()) {
    const guard = guardIn(event)
    const until = guard ? due(history, event, guard) : Infinity
    if (typeof until === 'string') return { at, expected: until, observed: isFenced(event) ? 'FENCED' : 'let through' }
    if (guard && isFenced(event)) continue
    const isCut = event.outcome.status === 'ok' && until < event.returned
    left.push(isCut ? { ...event, returned: until } : event)
    places.push(at)
  }
  return { history: left, places }
}
