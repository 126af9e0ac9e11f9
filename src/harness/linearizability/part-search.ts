/** The search through one part of a history, which takes turns with the others. */
import type { Broken, Model } from '../../../contracts/index.ts'
import { Calls } from './calls.ts'
import { explain } from './explanation.ts'
import type { MemoryShare } from './memory.ts'
import type { Standing } from './search.ts'
import { Search } from './search.ts'
import type { Part } from './split.ts'
import { States } from './states.ts'

/** How far calls without an outcome are left out, in steps. */
const withoutLostSteps = 2_000

/** The search through one part. */
export class PartSearch<State> {
  standing: Standing = 'paused'
  readonly #model: Model<State>
  readonly #part: Part
  readonly #initial: State
  readonly #memory: MemoryShare
  #states: States<State> | undefined
  #search: Search<State> | undefined

  constructor(model: Model<State>, part: Part, initial: State, memory: MemoryShare) {
    this.#model = model
    this.#part = part
    this.#initial = initial
    this.#memory = memory
  }

  /** Goes on for a turn. */
  run(steps: number): void {
    this.#search ??= this.#begin()
    if (this.standing === 'paused') this.standing = this.#search.run(steps)
    if (this.standing !== 'accepted' && this.standing !== 'spent') return
    this.#memory.release()
    this.#search = undefined
  }

  /**
   * Prepares the search. Where the calls with an outcome explain each other, those without one may be left out: that
   * they never happened is one of the things that may be. Where they do not, nothing follows.
   */
  #begin(): Search<State> {
    const calls = new Calls(this.#model, this.#part.calls)
    this.#states = new States(this.#model, this.#initial, calls.classes, this.#memory)
    if (calls.lost.length > 0) {
      const without = new Search(calls, this.#states, this.#memory, false)
      if (without.run(withoutLostSteps) === 'accepted') this.standing = 'accepted'
    }
    return new Search(calls, this.#states, this.#memory, true)
  }

  /** What is wrong, once it is refused. */
  explain(): Broken {
    const { deepest = [] } = this.#search ?? {}
    const state = (id: number): State => this.#states?.state(id) ?? this.#initial
    return explain({ model: this.#model, part: this.#part, initial: this.#initial, order: deepest, state })
  }
}
