/**
 * Judges of one promise each, which need no model: a second, independent path to the same facts, and one that names
 * the promise. Calls may overlap; a judge condemns only what no order of the overlapping calls can explain.
 */
import type { Broken, Event, History, Judge } from '../lab.ts'
import type { LockSnapshot } from './port.ts'
import { snapshotsIn } from './snapshots.ts'

interface Grant {
  readonly at: number
  readonly event: Event
  readonly lease: LockSnapshot
}

/** The status that a call was answered, if it was. */
export function answered({ outcome }: Event): string | undefined {
  return outcome.status === 'ok' ? (outcome.value as { readonly status?: string } | null)?.status : undefined
}

/** The lease that a call gave or extended. */
function leaseOf(event: Event): LockSnapshot | undefined {
  const given = ['acquired', 'held'].includes(answered(event) ?? '') && event.call.method !== 'inspect'
  return given && event.outcome.status === 'ok' ? snapshotsIn(event.call, event.outcome.value)[0] : undefined
}

function grants(history: History): readonly Grant[] {
  return history.flatMap((event, at) => {
    const lease = event.call.method === 'acquire' ? leaseOf(event) : undefined
    return lease ? [{ at, event, lease }] : []
  })
}

/** Whether a call may have ended the lease: it named its token, and was not told that it changed nothing. */
export function mayEnd(event: Event, lease: Pick<LockSnapshot, 'name' | 'token'>): boolean {
  const { call } = event
  const [first, token] = call.args
  const status = answered(event)
  if (call.method === 'release') return first === lease.name && token === lease.token && status !== 'not-held'
  if (call.method !== 'evict') return false
  const judged = first as unknown as LockSnapshot
  return judged.name === lease.name && judged.token === lease.token && status !== 'changed'
}

/** What gave or extended a lease before a call: the grant, and the renewals that had effect or may have had. */
function extensions(history: History, { event, lease }: Grant, until: Event): readonly Event[] {
  const renewals = history.filter((other) => {
    const { call, outcome } = other
    if (call.method !== 'renew' || call.args[0] !== lease.name || call.args[1] !== lease.token) return false
    return other.invoked < until.returned && (outcome.status !== 'ok' || leaseOf(other) !== undefined)
  })
  return [event, ...renewals]
}

/** From when the lease is open to takeover, as far as is certain before `until`; 0 where a renewal makes it uncertain. */
function takeableFrom(history: History, grant: Grant, until: Event): number {
  const all = extensions(history, grant, until)
  // Of renewals that overlap any may have been the last.
  const last = all.filter((one) => !all.some((other) => one.returned < other.invoked))
  const certain = (one: Event): boolean => one === grant.event || one.returned < until.invoked
  const times = last.map((one) => (certain(one) ? (leaseOf(one)?.takeableAtMs ?? 0) : 0))
  return Math.min(...times)
}

/** Whether nothing that named the lease's token can have ended it, and it was not open to takeover. */
function outlasts(history: History, first: Grant, second: Grant): boolean {
  const ended = history.some((event) => event.invoked < second.event.returned && mayEnd(event, first.lease))
  return !ended && second.event.toMs < takeableFrom(history, first, second.event)
}

/** Whether `second` cannot have been granted after `first`, not even by way of a third who took over in between. */
function excludes(history: History, first: Grant, second: Grant): boolean {
  if (!outlasts(history, first, second)) return false
  const between = grants(history).filter(({ at, event, lease }) => {
    if (at === first.at || at === second.at || lease.name !== first.lease.name) return false
    return event.invoked < second.event.returned && event.returned > first.event.invoked
  })
  const lost = history.filter(({ call, outcome, invoked }) => {
    const asked = call.method === 'acquire' && call.args[0] === first.lease.name && outcome.status === 'unknown'
    return asked && invoked < second.event.returned
  })
  return (
    between.every((third) => outlasts(history, first, third)) &&
    lost.every((event) => event.toMs < takeableFrom(history, first, event))
  )
}

function clash(history: History, first: Grant, second: Grant): boolean {
  const orders: (readonly [Grant, Grant])[] = []
  if (first.event.invoked < second.event.returned) orders.push([first, second])
  if (second.event.invoked < first.event.returned) orders.push([second, first])
  return orders.every(([one, other]) => excludes(history, one, other))
}

function holders(history: History, concerns: (first: Grant, second: Grant) => boolean): Broken | undefined {
  const all = grants(history)
  for (const [index, second] of all.entries()) {
    const first = all
      .slice(0, index)
      .find(
        (grant) => grant.lease.name === second.lease.name && concerns(grant, second) && clash(history, grant, second),
      )
    if (!first) continue
    const held = `token ${first.lease.token} of ${first.lease.owner.instance}`
    return {
      at: second.at,
      expected: `busy: ${held} holds ${JSON.stringify(first.lease.name)} until ${first.lease.takeableAtMs}`,
      observed: `acquired by ${second.lease.owner.instance} with token ${second.lease.token}`,
    }
  }
  return undefined
}

/** At any time of the store a name has at most one holder. */
export const oneHolder: Judge = (history) => holders(history, () => true)

/** The owner of a lock that asks for it again is busy like anyone else. */
export const notReentrant: Judge = (history) =>
  holders(history, (first, second) => first.lease.owner.instance === second.lease.owner.instance)

/** A lock that is held is an answer, never an error. */
export const busyIsAValue: Judge = (history) => {
  const at = history.findIndex(({ call, outcome }) => {
    if (call.method !== 'acquire') return false
    if (outcome.status === 'fail') return true
    return (
      outcome.status === 'ok' &&
      !['acquired', 'busy'].includes(String((outcome.value as { status?: unknown } | null)?.status))
    )
  })
  const failed = history[at]?.outcome
  if (!failed || failed.status === 'unknown') return undefined
  const observed =
    failed.status === 'fail'
      ? `${failed.error.name} ${failed.error.code ?? ''}: ${failed.error.message}`
      : JSON.stringify(failed.value)
  return { at, expected: '{ status: "acquired" } or { status: "busy" }', observed }
}

/** Each acquisition of a name has a token greater than every token that anyone saw before. */
export const tokensRise: Judge = (history) => {
  const refused = history.findIndex(({ call, outcome }) => call.method === 'acquire' && outcome.status === 'fail')
  if (refused >= 0) return { at: refused, expected: 'an answer: fencing tokens are claimed', observed: 'a rejection' }
  for (const { at, event, lease } of grants(history)) {
    for (const earlier of history) {
      if (earlier.returned >= event.invoked || earlier.outcome.status !== 'ok') continue
      const shown = snapshotsIn(earlier.call, earlier.outcome.value).filter(({ name }) => name === lease.name)
      const highest = shown.reduce((max, { token }) => Math.max(max, token), 0)
      if (highest >= lease.token)
        return { at, expected: `a token greater than ${highest}`, observed: `token ${lease.token}` }
    }
  }
  return undefined
}

/** The name and token by which a call asked for a change, where it was let through. */
function changedBy({ call, outcome }: Event): { readonly name: unknown; readonly token: number } | undefined {
  const [first, token] = call.args
  const status = outcome.status === 'ok' ? (outcome.value as { readonly status?: string } | null)?.status : undefined
  if (['held', 'released'].includes(status ?? '') && ['renew', 'release'].includes(call.method))
    return { name: first, token: Number(token) }
  if (call.method !== 'evict' || status !== 'evicted') return undefined
  const judged = first as unknown as LockSnapshot
  return { name: judged.name, token: judged.token }
}

/** A call that was let through, or a row that was shown, by a token that had been superseded before. */
function stale(history: History, event: Event): Omit<Broken, 'at'> | undefined {
  const changed = changedBy(event)
  const value = event.outcome.status === 'ok' ? event.outcome.value : undefined
  for (const { event: given, lease } of grants(history)) {
    if (given.returned >= event.invoked) continue
    const expected = `nothing by a token below ${lease.token}, which was given before`
    if (changed?.name === lease.name && changed.token < lease.token)
      return { expected, observed: `${event.call.method} by token ${changed.token} was let through` }
    const shown = value === undefined ? [] : snapshotsIn(event.call, value)
    const old = shown.find(({ name, token }) => name === lease.name && token < lease.token)
    if (old) return { expected, observed: `token ${old.token} holds the lock` }
  }
  return undefined
}

/** A lock that is shown to be free though nobody who was let through had ended the last lease that was given. */
function vanished(history: History, event: Event): Omit<Broken, 'at'> | undefined {
  if (event.call.method !== 'inspect' || answered(event) !== 'free') return undefined
  const given = grants(history).filter(({ lease, event: { returned } }) => {
    return lease.name === event.call.args[0] && returned < event.invoked
  })
  const last = given.toSorted((one, other) => one.lease.token - other.lease.token).at(-1)
  if (!last) return undefined
  const { lease } = last
  const ended = history.some((other) => {
    const [first, token] = other.call.args
    const by = other.call.method === 'evict' ? (first as unknown as LockSnapshot).token : Number(token)
    return other.invoked < event.returned && by >= lease.token && mayEnd(other, { ...lease, token: by })
  })
  return ended ? undefined : { expected: `held by token ${lease.token}`, observed: 'free: nobody ended that lease' }
}

/** Tokens rise, and a token that was superseded changes nothing, whatever the time is for anyone. */
export const fenceHolds: Judge = (history) => {
  const falling = tokensRise(history)
  if (falling) return falling
  for (const [at, event] of history.entries()) {
    const found = stale(history, event) ?? vanished(history, event)
    if (found) return { at, ...found }
  }
  return undefined
}
