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

function answered({ outcome }: Event): string | undefined {
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
function mayEnd(event: Event, lease: LockSnapshot): boolean {
  const { call } = event
  const [first, token] = call.args
  const status = answered(event)
  if (call.method === 'release') return first === lease.name && token === lease.token && status !== 'not-held'
  if (call.method !== 'evict') return false
  const judged = first as unknown as LockSnapshot
  return judged.name === lease.name && judged.token === lease.token && status !== 'changed'
}

/** From when the lease is open to takeover, as far as is certain before `until`; 0 where a renewal makes it uncertain. */
function takeableFrom(history: History, { event, lease }: Grant, until: Event): number {
  let latest = { returned: event.returned, takeableAtMs: lease.takeableAtMs }
  for (const other of history) {
    const { call } = other
    if (call.method !== 'renew' || call.args[0] !== lease.name || call.args[1] !== lease.token) continue
    const renewed = leaseOf(other)
    if (other.outcome.status === 'ok' && !renewed) continue
    if (other.invoked > until.returned) continue
    if (!renewed || other.returned > until.invoked) return 0
    if (other.returned > latest.returned) latest = { returned: other.returned, takeableAtMs: renewed.takeableAtMs }
  }
  return latest.takeableAtMs
}

/** Whether `second` cannot have been granted after `first`: nothing ended the first, nor was it open to takeover. */
function excludes(history: History, first: Grant, second: Grant): boolean {
  const ended = history.some((event) => event.invoked < second.event.returned && mayEnd(event, first.lease))
  return !ended && second.event.toMs < takeableFrom(history, first, second.event)
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
