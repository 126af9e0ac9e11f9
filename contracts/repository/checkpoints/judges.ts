/**
 * Judges of one promise each, which need no model: a second, independent path to the same facts, and one that names
 * the promise. Calls may overlap; a judge condemns only what no order of the overlapping calls can explain.
 */
import type { Broken, Event, History, Judge } from '../../lab.ts'
import { itemsOf, keyOf } from './moves.ts'

function answerOf({ outcome }: Event): { readonly [key: string]: unknown } {
  const value = outcome.status === 'ok' ? outcome.value : undefined
  return typeof value === 'object' && value !== null ? (value as { readonly [key: string]: unknown }) : {}
}

function statusOf(event: Event): unknown {
  return event.outcome.status === 'ok' ? answerOf(event)['status'] : event.outcome.status
}

/** The epoch that a call was made by; undefined for one that is made by none. */
function epochUsed({ call }: Event): number | undefined {
  return ['append', 'fail', 'replace', 'finish'].includes(call.method) ? (call.args[1] as number) : undefined
}

/** The epoch that an answer shows; 0 where it shows none. */
function epochShown(event: Event): number {
  const epoch = answerOf(event)['epoch']
  return typeof epoch === 'number' ? epoch : 0
}

/** The set that an answer shows, empty where no run is known; undefined where the answer shows no set. */
function doneShown(event: Event): readonly string[] | undefined {
  if (statusOf(event) === 'none') return []
  const done = answerOf(event)['done']
  return Array.isArray(done) ? (done as readonly string[]) : undefined
}

function onKeyOf(history: History, event: Event): History {
  return history.filter((other) => other !== event && keyOf(other) === keyOf(event))
}

/** The first event with something wrong about it. */
function first(history: History, fault: (event: Event) => Omit<Broken, 'at'> | undefined): Broken | undefined {
  for (const [at, event] of history.entries()) {
    const found = fault(event)
    if (found) return { at, ...found }
  }
  return undefined
}

/** Each begin of a key has an epoch of its own, greater than every one that anyone saw before. */
export const epochsRise: Judge = (history) =>
  first(history, (event) => {
    if (event.call.method !== 'begin' || event.outcome.status !== 'ok') return undefined
    const seen = onKeyOf(history, event).filter(({ returned }) => returned < event.invoked)
    const highest = Math.max(0, ...seen.map(epochShown))
    const begun = onKeyOf(history, event).filter(({ call }) => call.method === 'begin')
    const own = epochShown(event)
    if (begun.some((other) => epochShown(other) === own && other.invoked < event.invoked))
      return { expected: 'an epoch that no other begin was given', observed: `epoch ${own} again` }
    return epochShown(event) > highest
      ? undefined
      : { expected: `an epoch greater than ${highest}`, observed: `epoch ${String(answerOf(event)['epoch'])}` }
  })

/** What ended the run with this epoch before a call was made: a later begin, or its own finish. */
function endedBefore(history: History, event: Event, epoch: number): Event | undefined {
  return onKeyOf(history, event).find((other) => {
    if (other.returned >= event.invoked) return false
    if (other.call.method === 'begin') return epochShown(other) > epoch
    return other.call.method === 'finish' && epochUsed(other) === epoch && statusOf(other) === 'finished'
  })
}

/** What is asked for by an epoch that is over is answered with `superseded`. */
const supersededIsTold: Judge = (history) =>
  first(history, (event) => {
    const epoch = epochUsed(event)
    if (epoch === undefined || event.outcome.status === 'unknown' || statusOf(event) === 'superseded') return undefined
    const ended = endedBefore(history, event, epoch)
    if (!ended) return undefined
    return { expected: `superseded: epoch ${epoch} ended by ${ended.call.method}`, observed: String(statusOf(event)) }
  })

/** Whether a call may have put this item into the set. */
function mayAdd(event: Event, item: string): boolean {
  const { method } = event.call
  if (method !== 'append' && method !== 'replace') return false
  return itemsOf(event).includes(item) && ['appended', 'replaced', 'unknown'].includes(String(statusOf(event)))
}

/** An item is in the set only by a call that was not refused. */
const nothingFromNowhere: Judge = (history) =>
  first(history, (event) => {
    const stray = doneShown(event)?.find(
      (item) => !onKeyOf(history, event).some((other) => other.invoked < event.returned && mayAdd(other, item)),
    )
    return stray === undefined
      ? undefined
      : { expected: `a set without ${stray}: no call that was let through added it`, observed: `it is in the set` }
  })

/** Whether a call may have taken this item out of the set. */
function mayRemove(event: Event, item: string): boolean {
  const { method, args } = event.call
  const status = String(statusOf(event))
  if (method === 'purge') return true
  if (method === 'begin') return (args[1] as { readonly discard?: string }).discard !== undefined
  if (method === 'finish') return ['finished', 'unknown'].includes(status)
  return method === 'replace' && !itemsOf(event).includes(item) && ['replaced', 'unknown'].includes(status)
}

/** An item that was certainly added before a set was shown, and that nothing can have taken out, and is not shown. */
function missing(history: History, shown: Event, done: readonly string[]): string | undefined {
  const others = onKeyOf(history, shown)
  const purges = history.filter(({ call }) => call.method === 'purge')
  const removers = [shown, ...others, ...purges].filter(({ invoked }) => invoked < shown.returned)
  const adders = others.filter((event) => event.returned < shown.invoked && event.outcome.status === 'ok')
  return adders
    .flatMap((adder) =>
      itemsOf(adder).flatMap((item) => {
        const certain = typeof item === 'string' && mayAdd(adder, item) && !done.includes(item)
        const removed = removers.some(
          (one) => one !== adder && one.returned > adder.invoked && mayRemove(one, String(item)),
        )
        return certain && !removed ? [item] : []
      }),
    )
    .at(0)
}

/** What was added is there until something takes it out, each item once, whatever the order in which items came. */
export const progressIsASet: Judge = (history) =>
  first(history, (event) => {
    const done = doneShown(event)
    if (!done) return undefined
    const twice = done.find((item, at) => done.indexOf(item) !== at)
    if (twice !== undefined) return { expected: 'each item once', observed: `${twice} is listed twice` }
    const lost = missing(history, event, done)
    return lost === undefined
      ? undefined
      : { expected: `a set with ${lost}, which was added`, observed: `${done.length} items without it` }
  }) ?? nothingFromNowhere(history)

/** What was refused is told and leaves no trace: it neither adds an item nor takes one away. */
export const supersededChangesNothing: Judge = (history) => supersededIsTold(history) ?? progressIsASet(history)

/** Whether a call that was answered touched the run of its key. */
function touches(event: Event): boolean {
  const { method } = event.call
  if (method === 'begin' || statusOf(event) === 'replaced') return true
  return ['appended', 'recorded'].includes(String(statusOf(event))) && itemsOf(event).length > 0
}

/** The runs that a purge ended for certain, and those that it may have ended: the store's times are known as ranges. */
function idleIn(
  alive: ReadonlyMap<string, Event>,
  purge: Event,
): { readonly must: readonly string[]; readonly may: readonly string[] } {
  const { idleMs } = purge.call.args[0] as unknown as { readonly idleMs: number }
  const leftAlone = (fromMs: (touch: Event) => number, toMs: number): readonly string[] =>
    [...alive].filter(([, touch]) => toMs - fromMs(touch) >= idleMs).map(([name]) => name)
  return { must: leftAlone((touch) => touch.toMs, purge.fromMs), may: leftAlone((touch) => touch.fromMs, purge.toMs) }
}

/**
 * The runs that a purge ends, in a history of one call after another: those left alone for so long, one for each key.
 * Where the clock ran on during calls and it is open which these are, nothing is condemned from there on.
 */
export const purgeCountsRuns: Judge = (history) => {
  const alive = new Map<string, Event>()
  let isOpen = false
  return first(history, (event) => {
    const key = keyOf(event)
    if (key !== undefined) {
      if (statusOf(event) === 'finished') alive.delete(key)
      else if (touches(event)) alive.set(key, event)
      return undefined
    }
    const { must, may } = idleIn(alive, event)
    isOpen ||= must.length !== may.length
    if (isOpen) return undefined
    for (const name of must) alive.delete(name)
    const observed = answerOf(event)['runs']
    return observed === must.length
      ? undefined
      : { expected: `${must.length} runs: so many were left alone for so long`, observed: String(observed) }
  })
}
