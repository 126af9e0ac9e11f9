/**
 * What the foresight of a model (`Model.foresight`) says of the configurations of one part: from which some read that is
 * left can never be placed, and in which nothing that is left can tell the state.
 *
 * A read has **origins**: the calls that overwrite, may be placed before it, and leave a state from which it may come.
 */
import type { Event, Foresight } from '../../../contracts/index.ts'
import type { Calls } from './calls.ts'
import type { Entries } from './entries.ts'
import type { MemoryShare } from './memory.ts'
import type { States } from './states.ts'
import type { Numbered } from './split.ts'
import { valueOf } from './split.ts'
import { Transitions } from './transitions.ts'

/** The outlook of one part. */
export class Outlook<State> {
  readonly #foresight: Foresight<State>
  readonly #calls: Calls
  readonly #states: States<State>
  /** by state and class: 1 where a read may come by calls that do not overwrite */
  readonly #comes: Transitions
  /** by known call that reads: its origins; undefined where a lost call may be one, so that nothing can be said */
  readonly #origins: readonly (readonly number[] | undefined)[]
  /** by state: when the last read returned that may come from it; -1 where none may */
  readonly #ends: number[] = []

  constructor(foresight: Foresight<State>, calls: Calls, states: States<State>, memory: MemoryShare) {
    this.#foresight = foresight
    this.#calls = calls
    this.#states = states
    this.#comes = new Transitions(calls.classes, memory)
    this.#origins = this.#findOrigins()
  }

  /**
   * Whether the next read to return can never be placed. It is not allowed here nor where calls lead that do not
   * overwrite; an overwriting call that is left leads to it no more than these do, or comes too late.
   */
  isHopeless(state: number, entries: Entries, isPlaced: (call: number) => boolean): boolean {
    const read = this.#nextRead(entries, entries.first)
    if (read < 0 || this.#mayCome(state, read)) return false
    return this.#origins[read]?.every(isPlaced) ?? false
  }

  /** Whether no read that is left may come before the next call that overwrites. */
  isBlank(state: number, entries: Entries): boolean {
    const end = this.#endOf(state)
    let read = end < 0 ? -1 : this.#nextRead(entries, entries.first)
    while (read >= 0 && this.#event(read).returned <= end) {
      if (this.#mayCome(state, read)) return false
      read = this.#nextRead(entries, entries.next[entries.entryOfReturn(read)] as number)
    }
    return true
  }

  #findOrigins(): readonly (readonly number[] | undefined)[] {
    const { known, unknown, isRead } = this.#calls
    const overwrites = ({ event }: Numbered): boolean => this.#foresight.overwrites(event.call)
    const overwriting = [...known.keys()].filter((call) => isRead[call] !== 1 && overwrites(known[call] as Numbered))
    const lostSince = unknown.find(overwrites)?.event.invoked ?? Infinity
    return known.map(({ event }, read) =>
      isRead[read] === 1 && event.returned < lostSince
        ? overwriting.filter((call) => this.#isOrigin(call, read))
        : undefined,
    )
  }

  /** Whether a call that overwrites is an origin of a read; where it is refused at first, it may be. */
  #isOrigin(call: number, read: number): boolean {
    if (this.#event(call).invoked > this.#event(read).returned) return false
    const state = this.#states.after(0, this.#calls.classOf[call] as number, this.#event(call), false)
    return state < 0 || this.#mayCome(state, read)
  }

  /** The read that returns next, from an entry on; -1 where none is left. */
  #nextRead(entries: Entries, from: number): number {
    for (let entry = from; entry !== 0; entry = entries.next[entry] as number) {
      if (entries.isInvocation(entry)) continue
      const call = entries.returnOf(entry)
      if (this.#calls.isRead[call] === 1) return call
    }
    return -1
  }

  #mayCome(state: number, read: number): boolean {
    const of = this.#calls.classOf[read] as number
    const met = this.#comes.get(state, of)
    if (met !== undefined) return met === 1
    const may = this.#foresee(state, read)
    this.#comes.set(state, of, may ? 1 : 0)
    return may
  }

  /** Asked from the last read on: of those behind it most are refused at a glance, and it is remembered for none. */
  #endOf(state: number): number {
    const { byReturn, isRead } = this.#calls
    const known = this.#ends[state]
    if (known !== undefined) return known
    const last = byReturn.findLast((call) => isRead[call] === 1 && this.#foresee(state, call))
    const end = last === undefined ? -1 : this.#event(last).returned
    this.#ends[state] = end
    return end
  }

  #foresee(state: number, read: number): boolean {
    const event = this.#event(read)
    return this.#foresight.mayCome(this.#states.state(state), event.call, valueOf(event))
  }

  #event(call: number): Event {
    return (this.#calls.known[call] as Numbered).event
  }
}
