/**
 * The search for an order of the calls of one part (Wing and Gong 1993, with the memory of Lowe 2017): place a call that
 * may come next, go on, and take it back where nothing can follow. It can be stopped and gone on with.
 *
 * Five rules leave orders out, and none leaves out the only one. Call a configuration alive if some order of what is
 * left ends with every known call placed.
 *
 * 1. A known call that reads (`Model.reads`) and may come next is placed at once. In any order from here it stands
 *    somewhere; it can as well stand first, since it changes nothing there or here, and only makes others free to come.
 * 2. Of known calls of one class that may come next only the one that returns first is tried: where another came first,
 *    the two can change places, for the later return allows whatever the earlier one does.
 * 3. Calls of unknown outcome and of one class are used in the order of their invocation: the earlier one may come
 *    wherever the later one may.
 * 4. A configuration is not gone into if it is no better than one that was: the same known calls and state, and every
 *    call of unknown outcome used that the other used (`Visited`). What is alive here is alive there by the same order.
 *    States are taken for one where no read left may come before the next call that overwrites (`Outlook`): until then
 *    only calls follow that are allowed in every state, lost ones can be left out, and then the state is the same.
 * 5. A configuration is not gone into if some read can never be placed from it (`Outlook`): it is not alive.
 *
 * Suppose now that the search ends without an order though there is one, and take of all configurations gone into that
 * are alive the one with the shortest order left. By rules 1 to 3 some order as short begins with a call that was tried;
 * the configuration behind it is alive with a shorter order. It was gone into, or one was that is as good: either way
 * there was one with a shorter order, which cannot be.
 *
 * A search that is told to use few lost calls goes in rounds, each with more of them, and knows in each what was gone
 * into in the rounds before. That is as good a reason to leave out what uses more: the round comes to it again by the
 * same calls, or to one that is no worse. The last round is the first in which no lost call was one too many.
 */
import type { Calls, LostClass } from './calls.ts'
import { Entries } from './entries.ts'
import type { MemoryShare } from './memory.ts'
import type { Outlook } from './outlook.ts'
import type { Numbered } from './split.ts'
import type { States } from './states.ts'
import { Trail } from './trail.ts'
import { spread } from './transitions.ts'
import type { Configuration } from './visited.ts'
import { Visited } from './visited.ts'

/** How a search stands. */
export type Standing = 'accepted' | 'refused' | 'paused' | 'spent'

/** A call in an order, with the state behind it. */
export interface Placed<State> {
  readonly numbered: Numbered
  readonly state: State
}

/** What is searched, and what helps to: the outlook where the model has foresight. */
export interface Sought<State> {
  readonly calls: Calls
  readonly states: States<State>
  readonly outlook: Outlook<State> | undefined
  readonly memory: MemoryShare
}

/** Stands for every state that nothing left can tell from others. */
const blank = -1

/** The search through the calls of one part. */
export class Search<State> {
  readonly #calls: Calls
  readonly #states: States<State>
  readonly #memory: MemoryShare
  readonly #entries: Entries
  readonly #visited: Visited
  readonly #outlook: Outlook<State> | undefined
  readonly #trail: Trail
  /** bits of the known calls placed, and of those of unknown outcome */
  readonly #placed: Int32Array
  readonly #used: Int32Array
  /** by class of lost calls: how many are placed */
  readonly #taken: Int32Array
  readonly #cost = { compared: 0 }
  #lostMax: number
  /** whether a lost call was left out for there were enough */
  #isCut = false
  /** how many known calls are placed, and the hash of which */
  #known = 0
  #hash = 0
  #state = 0
  /** the first return that is not placed: nothing that was invoked after it may come next; -1 where all is placed */
  #first = -1
  /** what is tried next: an entry of a known call, or from then on a class of lost calls and one of its states */
  #entry = 0
  #class = 0
  #alternative = 0

  /** With so many lost calls at most; where these do not do, with twice as many, and so on. */
  constructor({ calls, states, outlook, memory }: Sought<State>, lostMax: number) {
    this.#calls = calls
    this.#states = states
    this.#outlook = outlook
    this.#memory = memory
    this.#lostMax = lostMax
    const [known, unknown] = [calls.known.length, calls.unknown.length]
    this.#entries = new Entries(calls)
    this.#placed = new Int32Array((known + 31) >>> 5)
    this.#used = new Int32Array((unknown + 31) >>> 5)
    this.#taken = new Int32Array(calls.lost.length)
    this.#visited = new Visited(this.#used.length, memory)
    this.#trail = new Trail(known + unknown)
    this.#settle()
    this.#restart()
  }

  /** Goes on for about so many steps. */
  run(steps: number): Standing {
    this.#cost.compared = 0
    for (let step = 0; step + this.#cost.compared < steps; step += 1) {
      if (this.#first < 0) return 'accepted'
      if (this.#memory.isSpent) return 'spent'
      if (!this.#placeKnown() && !this.#placeLost() && !this.#takeBack() && !this.#allowMore()) return 'refused'
    }
    return 'paused'
  }

  /** The longest order that was found, once the search has refused. */
  get deepest(): readonly Placed<State>[] {
    const { calls, states } = this.#trail.deepest
    return Array.from(calls, (call, position) => ({
      numbered: this.#numbered(call),
      state: this.#states.state(states[position] as number),
    }))
  }

  #numbered(call: number): Numbered {
    const { known, unknown } = this.#calls
    return (call < known.length ? known[call] : unknown[call - known.length]) as Numbered
  }

  #restart(): void {
    this.#entry = this.#entries.first
    this.#class = 0
    this.#alternative = 0
  }

  /** Places the next known call that the model allows. */
  #placeKnown(): boolean {
    const { next } = this.#entries
    for (; this.#entries.isInvocation(this.#entry); this.#entry = next[this.#entry] as number) {
      const call = this.#entry - 1
      const state = this.#after(call)
      if (state < 0 || this.#waitsForRival(call)) continue
      this.#trail.choose(this.#first)
      this.#place(call, state)
      if (this.#enter()) return true
    }
    return false
  }

  #after(call: number): number {
    const { known, classOf, isRead } = this.#calls
    const { event } = known[call] as Numbered
    return this.#states.after(this.#state, classOf[call] as number, event, isRead[call] === 1)
  }

  /** Whether a call of the same class may come next that returns before it. */
  #waitsForRival(call: number): boolean {
    const rival = this.#calls.rival[call] as number
    return rival >= 0 && !isSet(this.#placed, rival) && rival < (this.#entries.reach[this.#first] as number)
  }

  /** Begins anew with more lost calls, if that could make a difference. */
  #allowMore(): boolean {
    if (!this.#isCut) return false
    this.#isCut = false
    this.#lostMax = Math.max(1, 2 * this.#lostMax)
    this.#visited.beginRound()
    this.#restart()
    return true
  }

  /** Places the next lost call that may have taken effect. */
  #placeLost(): boolean {
    const isFull = this.#trail.length - this.#known >= this.#lostMax
    for (; this.#class < this.#calls.lost.length; this.#class += 1) {
      const lost = this.#calls.lost[this.#class] as LostClass
      const call = lost.calls[this.#taken[this.#class] as number] ?? Infinity
      if (call < (this.#entries.lostReach[this.#first] as number)) {
        if (isFull) this.#isCut = true
        else if (this.#use(lost, call)) return true
      }
      this.#alternative = 0
    }
    return false
  }

  /** Places a lost call with the next of the states that it may have left. */
  #use(lost: LostClass, call: number): boolean {
    const states = this.#states.afterLost(this.#state, lost.class, lost.event)
    for (; this.#alternative < states.length; this.#alternative += 1) {
      this.#trail.choose(this.#first, this.#class, this.#alternative)
      this.#taken[this.#class] = (this.#taken[this.#class] as number) + 1
      flip(this.#used, call)
      this.#state = states[this.#alternative] as number
      this.#trail.add(this.#calls.known.length + call, this.#state)
      if (this.#enter()) return true
    }
    return false
  }

  #place(call: number, state: number): void {
    this.#entries.lift(call)
    flip(this.#placed, call)
    this.#hash ^= spread(call + 1)
    this.#known += 1
    this.#state = state
    this.#trail.add(call, state)
  }

  /** Settles behind the call that was placed; takes it back where the configuration is no better than an earlier one. */
  #enter(): boolean {
    this.#settle()
    if (this.#first < 0 || (!this.#isHopeless() && this.#visited.note(this.#configuration(), this.#cost))) {
      this.#restart()
      return true
    }
    this.#undo()
    return false
  }

  #isHopeless(): boolean {
    return this.#outlook?.isHopeless(this.#state, this.#entries, (call) => isSet(this.#placed, call)) ?? false
  }

  #configuration(): Configuration {
    const state = this.#outlook?.isBlank(this.#state, this.#entries) ? blank : this.#state
    return {
      hash: this.#hash ^ Math.imul(state + 1, 0x9e3779b1),
      state,
      placed: this.#placed,
      from: (this.#entries.first - 1) >>> 5,
      to: ((this.#entries.reach[this.#first] as number) + 31) >>> 5,
      used: this.#used,
    }
  }

  /** Places every read that may come next, and finds the first return that is left. */
  #settle(): void {
    const { next } = this.#entries
    let entry = this.#entries.first
    for (; this.#entries.isInvocation(entry); entry = next[entry] as number) {
      const call = entry - 1
      if (this.#calls.isRead[call] === 1 && this.#after(call) >= 0) this.#place(call, this.#state)
    }
    this.#first = entry === 0 ? -1 : this.#entries.returnOf(entry)
  }

  /** Takes the last choice back and stands before the next one; false where there is none left. */
  #takeBack(): boolean {
    this.#trail.keepDeepest(this.#known)
    if (this.#trail.choices === 0) return false
    const call = this.#undo()
    if (call >= this.#calls.known.length) this.#alternative += 1
    else {
      this.#restart()
      this.#entry = this.#entries.next[1 + call] as number
    }
    return true
  }

  /** Undoes the last choice with all that followed from it, and gives the call that was chosen. */
  #undo(): number {
    const lost = this.#calls.known.length
    let chosen = -1
    for (let call = this.#trail.takeBack(); call >= 0; call = this.#trail.takeBack()) {
      chosen = call
      if (call < lost) this.#unplace(call)
      else flip(this.#used, call - lost)
    }
    const choice = this.#trail.forget()
    this.#state = this.#trail.state
    this.#first = choice.first
    if (chosen >= lost) {
      this.#entry = 0
      this.#class = choice.class
      this.#alternative = choice.alternative
      this.#taken[choice.class] = (this.#taken[choice.class] as number) - 1
    }
    return chosen
  }

  #unplace(call: number): void {
    this.#entries.unlift(call)
    flip(this.#placed, call)
    this.#hash ^= spread(call + 1)
    this.#known -= 1
  }
}

function isSet(bits: Int32Array, at: number): boolean {
  return ((bits[at >>> 5] as number) & (1 << (at & 31))) !== 0
}

function flip(bits: Int32Array, at: number): void {
  bits[at >>> 5] = (bits[at >>> 5] as number) ^ (1 << (at & 31))
}
