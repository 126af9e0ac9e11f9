/**
 * What guards promise of a history: a write is let through only while its token holds its lock, and refused only when it
 * does not. What is let through must have taken effect before the lock changed hands, however late it was answered: so its
 * time is cut there, and the model of the port has to explain the rest.
 */
import type { Guard } from '../guard.ts'
import type { Broken, Event, History, Recast } from '../lab.ts'
import type { LockSnapshot } from '../locks/port.ts'

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

function statusOf({ outcome }: Event): string | undefined {
  return outcome.status === 'ok' ? (outcome.value as { readonly status?: string } | null)?.status : undefined
}

/** Whether a call may have given the lock to a later token, or freed it from this one. */
function mayEnd(event: Event, { lock, token }: Guard): boolean {
  const { call, outcome } = event
  const [first, by] = call.args
  if (call.port !== 'locks' || outcome.status === 'fail') return false
  const status = statusOf(event)
  if (call.method === 'release') return first === lock && by === token && status !== 'not-held'
  if (call.method === 'evict') {
    const judged = first as unknown as LockSnapshot
    return judged.name === lock && judged.token === token && status !== 'changed'
  }
  if (call.method !== 'acquire' || first !== lock) return false
  return status === undefined || (status === 'acquired' && tokenOf(event) > token)
}

/** Whether a call may have given the lock to this token. */
function mayGrant(event: Event, { lock, token }: Guard): boolean {
  const { call, outcome } = event
  if (call.port !== 'locks' || call.method !== 'acquire' || call.args[0] !== lock || outcome.status === 'fail')
    return false
  return statusOf(event) === undefined || (statusOf(event) === 'acquired' && tokenOf(event) === token)
}

function tokenOf({ outcome }: Event): number {
  const lease = outcome.status === 'ok' ? (outcome.value as Partial<{ lease: LockSnapshot }>).lease : undefined
  return lease?.token ?? 0
}

/** What is wrong with a guarded write as such, or by when it has taken effect, as a position in the history. */
function due(history: History, event: Event, guard: Guard): string | number {
  const grants = history.filter((other) => mayGrant(other, guard))
  const ends = history.filter((other) => mayEnd(other, guard))
  const held = `token ${guard.token} of ${JSON.stringify(guard.lock)}`
  if (isFenced(event)) {
    // A call of unknown outcome never returns, and so proves no grant.
    const isHeld = grants.some(({ returned }) => returned < event.invoked)
    const mayBeLost = ends.some(({ invoked }) => invoked < event.returned)
    return isHeld && !mayBeLost ? `an answer: ${held} was granted, and nobody ended it` : Infinity
  }
  if (event.outcome.status !== 'ok') return Infinity
  if (!grants.some(({ invoked }) => invoked < event.returned)) return `FENCED: ${held} was never granted`
  const ended = ends.filter((other) => statusOf(other) !== undefined)
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
