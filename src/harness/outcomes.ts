/** What follows from how a call ended, where an error was brought to it on purpose. */
import type { Broken, Event, Fault, History, Outcome, ServerFault, StoreCode } from '../../contracts/index.ts'
import { storeCodes } from '../../contracts/errors.ts'

/** Whether a fault is one of the server of a place, and of no actor. */
export function isServerFault(action: Fault['action'] | undefined): action is ServerFault {
  return action === 'restart' || action === 'disconnect'
}

/** The code by which a store tells what went wrong; undefined for an answer, and for a failure that tells nothing. */
export function codeOf(outcome: Outcome): StoreCode | undefined {
  if (outcome.status !== 'fail') return undefined
  const { name, code = '' } = outcome.error
  const known = name === 'StoreError' && Object.hasOwn(storeCodes, code) && code !== 'UNCLASSIFIED'
  return known ? (code as StoreCode) : undefined
}

/** A history in which a call that failed stands for what its code says of it, and how to find its events in the first. */
export interface Settled {
  readonly history: History
  /** the same fault by the events of the history as it was */
  readonly original: (broken: Broken) => Broken
}

/**
 * The history in which the call at an index, which failed by this code, counts as one of unknown outcome, or as one that
 * was never made: what the code says.
 */
export function settled(history: History, index: number, code: StoreCode): Settled {
  if (storeCodes[code].outcome === 'unknown') {
    const event = history[index] as Event
    const lost: Event = { ...event, outcome: { status: 'unknown', why: code }, returned: Infinity }
    return { history: history.with(index, lost), original: (broken) => broken }
  }
  const shift = (at: number): number => (at >= index ? at + 1 : at)
  return { history: history.toSpliced(index, 1), original: (broken) => shifted(broken, shift) }
}

/** The same for each failed call of these, by their codes. */
export function settledAll(history: History, codes: ReadonlyMap<number, StoreCode>): Settled {
  let all: Settled = { history, original: (broken) => broken }
  // From the last to the first, so that the positions of those before stay.
  for (const [index, code] of [...codes].toSorted(([one], [other]) => other - one)) {
    const { history: before, original } = all
    const next = settled(before, index, code)
    all = { history: next.history, original: (broken) => original(next.original(broken)) }
  }
  return all
}

/** The same fault by other positions of the events. */
export function shifted({ explanation, ...broken }: Broken, shift: (at: number) => number): Broken {
  const moved = { ...broken, at: shift(broken.at) }
  if (!explanation) return moved
  const order = explanation.order.map((placed) => ({ ...placed, at: shift(placed.at) }))
  const stuck = explanation.stuck.map((refused) => ({ ...refused, at: shift(refused.at) }))
  return { ...moved, explanation: { ...explanation, order, stuck } }
}
