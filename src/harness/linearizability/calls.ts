/**
 * The calls of one part as a search needs them. Those whose outcome is known must be placed; those of unknown outcome
 * may be, at any time after their invocation. Calls that no model can tell apart share a **class**, so that a model is
 * asked once for each class and state.
 */
import type { Event, Model } from '../../../contracts/index.ts'
import { byReturn } from './entries.ts'
import type { Numbered } from './split.ts'
import { valueOf } from './split.ts'

/** The calls of one part. */
export class Calls {
  /** how many classes there are */
  readonly classes: number
  readonly known: readonly Numbered[]
  readonly unknown: readonly Numbered[]
  /** by known call */
  readonly classOf: Int32Array
  /** by known call: 1 where it changes no state that allows it */
  readonly isRead: Uint8Array
  /** by known call: the call of its class that returned next before it; -1 where there is none */
  readonly rival: Int32Array
  /** unknown calls by class, each in the order of invocation */
  readonly lost: readonly LostClass[]
  /** by known call: how many unknown calls were invoked before it returned */
  readonly lostReach: Int32Array

  constructor(model: Pick<Model<unknown>, 'reads'>, calls: readonly Numbered[]) {
    this.known = calls.filter(({ event }) => event.outcome.status !== 'unknown')
    this.unknown = calls.filter(({ event }) => event.outcome.status === 'unknown')
    const classes = new Map<string, number>()
    const classify = ({ event }: Numbered): number => {
      const text = classText(event)
      const known = classes.get(text) ?? classes.size
      classes.set(text, known)
      return known
    }
    this.classOf = Int32Array.from(this.known, classify)
    this.isRead = Uint8Array.from(this.known, ({ event }) =>
      event.outcome.status === 'ok' && model.reads?.(event.call, valueOf(event)) ? 1 : 0,
    )
    this.rival = rivals(this.known, this.classOf)
    this.lost = lostClasses(this.unknown, classify)
    this.classes = classes.size
    this.lostReach = Int32Array.from(this.known, ({ event }) => invokedBy(this.unknown, event.returned))
  }
}

/** Calls of unknown outcome that no model can tell apart. */
export interface LostClass {
  readonly class: number
  readonly event: Event
  /** numbers of the unknown calls */
  readonly calls: readonly number[]
}

/** Histories are JSON, so that this text tells apart what a model can. */
function classText({ call, outcome, fromMs, toMs }: Event): string {
  const ended = outcome.status === 'ok' ? [outcome.value] : [outcome.status, 0]
  return JSON.stringify([call.method, call.args, ended, fromMs, toMs, outcome.status === 'ok' && outcome.value === undefined])
}

function rivals(known: readonly Numbered[], classOf: Int32Array): Int32Array {
  const rival = new Int32Array(known.length).fill(-1)
  const last = new Map<number, number>()
  for (const call of byReturn(known.map(({ event }) => event))) {
    const of = classOf[call] as number
    rival[call] = last.get(of) ?? -1
    last.set(of, call)
  }
  return rival
}

function lostClasses(unknown: readonly Numbered[], classify: (numbered: Numbered) => number): readonly LostClass[] {
  const lost = new Map<number, { class: number; event: Event; calls: number[] }>()
  for (const [call, numbered] of unknown.entries()) {
    const of = classify(numbered)
    const same = lost.get(of) ?? { class: of, event: numbered.event, calls: [] }
    same.calls.push(call)
    lost.set(of, same)
  }
  return [...lost.values()]
}

/** How many of the calls, which are in the order of invocation, were invoked by then. */
function invokedBy(calls: readonly Numbered[], position: number): number {
  let [low, high] = [0, calls.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((calls[middle] as Numbered).event.invoked <= position) low = middle + 1
    else high = middle
  }
  return low
}
