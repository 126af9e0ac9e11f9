/**
 * The calls of one part as a search needs them. Those whose outcome is known must be placed; those of unknown outcome
 * may be, at any time after their invocation. Calls that no model can tell apart share a **class**, so that a model is
 * asked once for each class and state.
 */
import type { Event, Model } from '../../../contracts/index.ts'
import type { Numbered } from './split.ts'
import { valueOf } from './split.ts'

/** The calls of one part. */
export class Calls {
  readonly known: readonly Numbered[]
  readonly unknown: readonly Numbered[]
  /** known calls in the order of their returns */
  readonly byReturn: readonly number[]
  /** how many classes there are, and by known call which is its own */
  readonly classes: number
  readonly classOf: Int32Array
  /** by known call: 1 where it changes no state that allows it */
  readonly isRead: Uint8Array
  /** by known call: the call of its class that returned next before it; -1 where there is none */
  readonly rival: Int32Array
  /** unknown calls by class, each in the order of invocation */
  readonly lost: readonly LostClass[]

  constructor(model: Pick<Model<unknown>, 'reads'>, calls: readonly Numbered[]) {
    this.known = calls.filter(({ event }) => event.outcome.status !== 'unknown')
    this.unknown = calls.filter(({ event }) => event.outcome.status === 'unknown')
    const { length } = this.known
    const classes = new Map<string, number>()
    this.classOf = new Int32Array(length)
    this.isRead = new Uint8Array(length)
    for (let call = 0; call < length; call += 1) {
      const { event } = this.known[call] as Numbered
      this.classOf[call] = classify(classes, event)
      if (event.outcome.status === 'ok' && model.reads?.(event.call, valueOf(event))) this.isRead[call] = 1
    }
    this.byReturn = orderOfReturns(this.known)
    this.rival = rivals(this.byReturn, this.classOf)
    this.lost = lostClasses(this.unknown, classes)
    this.classes = classes.size
  }
}

/** Calls of unknown outcome that no model can tell apart. */
export interface LostClass {
  readonly class: number
  readonly event: Event
  /** numbers of the unknown calls */
  readonly calls: readonly number[]
}

function classify(classes: Map<string, number>, event: Event): number {
  const text = classText(event)
  const known = classes.get(text)
  if (known !== undefined) return known
  classes.set(text, classes.size)
  return classes.size - 1
}

/** Histories are JSON, so that this text tells apart what a model can. */
function classText({ call, outcome, fromMs, toMs }: Event): string {
  let text = `${call.method} ${outcome.status} ${fromMs} ${toMs}`
  for (const argument of call.args) text += ` ${textOf(argument)}`
  return outcome.status === 'ok' ? `${text} -> ${textOf(outcome.value)}` : text
}

/** Strings stand with their length: no two values share a text, and none is written anew. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return `${value.length}:${value}`
  return value === undefined ? 'undefined' : JSON.stringify(value)
}

function orderOfReturns(known: readonly Numbered[]): readonly number[] {
  const order: number[] = []
  for (let call = 0; call < known.length; call += 1) order.push(call)
  return order.toSorted(
    (one, other) => (known[one] as Numbered).event.returned - (known[other] as Numbered).event.returned,
  )
}

function rivals(order: readonly number[], classOf: Int32Array): Int32Array {
  const rival = new Int32Array(order.length)
  const last = new Int32Array(order.length).fill(-1)
  for (const call of order) {
    const of = classOf[call] as number
    rival[call] = last[of] as number
    last[of] = call
  }
  return rival
}

function lostClasses(unknown: readonly Numbered[], classes: Map<string, number>): readonly LostClass[] {
  const lost = new Map<number, { class: number; event: Event; calls: number[] }>()
  for (const [call, { event }] of unknown.entries()) {
    const of = classify(classes, event)
    const same = lost.get(of) ?? { class: of, event, calls: [] }
    same.calls.push(call)
    lost.set(of, same)
  }
  return [...lost.values()]
}
