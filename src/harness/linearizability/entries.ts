/**
 * The invocations and returns of calls that are not placed yet, in order of time: a doubly linked list in two arrays.
 * Calls are numbered from 0 in the order of invocation; the entry of an invocation is 1 + call, that of a return is
 * 1 + calls + call, and 0 stands before the first and behind the last.
 */
import type { Calls } from './calls.ts'
import type { Numbered } from './split.ts'

/** The list. Where positions are equal an invocation comes first: calls that touch are taken to overlap. */
export class Entries {
  readonly next: Int32Array
  /** by call: how many calls were invoked before it returned, and how many of unknown outcome */
  readonly reach: Int32Array
  readonly lostReach: Int32Array
  readonly #prev: Int32Array
  readonly #calls: number

  constructor({ known, unknown, byReturn }: Calls) {
    const calls = known.length
    this.#calls = calls
    this.next = new Int32Array(2 * calls + 1)
    this.#prev = new Int32Array(2 * calls + 1)
    this.reach = new Int32Array(calls)
    this.lostReach = new Int32Array(calls)
    let [last, invoked, lost] = [0, 0, 0]
    for (const call of byReturn) {
      const { returned } = (known[call] as Numbered).event
      for (; isBy(known[invoked], returned); invoked += 1) last = this.#append(last, 1 + invoked)
      while (isBy(unknown[lost], returned)) lost += 1
      this.reach[call] = invoked
      this.lostReach[call] = lost
      last = this.#append(last, 1 + calls + call)
    }
    this.#append(last, 0)
  }

  #append(last: number, entry: number): number {
    this.next[last] = entry
    this.#prev[entry] = last
    return entry
  }

  /** The earliest entry; 0 where every call is placed. */
  get first(): number {
    return this.next[0] as number
  }

  /** Whether an entry is an invocation; of the others only returns are met before the end. */
  isInvocation(entry: number): boolean {
    return entry <= this.#calls && entry !== 0
  }

  /** The call whose return an entry is. */
  returnOf(entry: number): number {
    return entry - 1 - this.#calls
  }

  /** The entry of the return of a call. */
  entryOfReturn(call: number): number {
    return 1 + this.#calls + call
  }

  /** Takes a call out. What follows its invocation stays readable there: the return goes first. */
  lift(call: number): void {
    this.#unlink(this.entryOfReturn(call))
    this.#unlink(1 + call)
  }

  /** Puts the call back that was taken out last. */
  unlift(call: number): void {
    this.#link(1 + call)
    this.#link(this.entryOfReturn(call))
  }

  #unlink(entry: number): void {
    const before = this.#prev[entry] as number
    const after = this.next[entry] as number
    this.next[before] = after
    this.#prev[after] = before
  }

  #link(entry: number): void {
    this.next[this.#prev[entry] as number] = entry
    this.#prev[this.next[entry] as number] = entry
  }
}

/** Whether a call was invoked by then. */
function isBy(call: Numbered | undefined, position: number): boolean {
  return call !== undefined && call.event.invoked <= position
}
