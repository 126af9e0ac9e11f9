/** The search through one part of a history, which takes turns with the others. */
import type { Broken, Model } from '../../../contracts/index.ts'
import { Calls } from './calls.ts'
import { explain } from './explanation.ts'
import type { MemoryShare } from './memory.ts'
import type { Standing } from './search.ts'
import { Search } from './search.ts'
import type { Part } from './split.ts'
import { States } from './states.ts'

/**
 * The search through one part: two of them by turns where calls were lost. A careful one uses as few lost calls as will
 * do, none at first: what it refuses is refused soonest, for there is the least to try. An eager one uses any: it finds
 * sooner an order that needs many.
 */
export class PartSearch<State> {
  standing: Standing = 'paused'
  readonly #model: Model<State>
  readonly #part: Part
  readonly #initial: State
  readonly #memory: MemoryShare
  #states: States<State> | undefined
  #searches: readonly Search<State>[] = []

  constructor(model: Model<State>, part: Part, initial: State, memory: MemoryShare) {
    this.#model = model
    this.#part = part
    this.#initial = initial
    this.#memory = memory
  }

  /** Goes on for a turn. */
  run(steps: number): void {
    if (!this.#states) this.#begin()
    for (const search of this.#searches) {
      this.standing = search.run(steps / this.#searches.length)
      if (this.standing === 'paused') continue
      this.#searches = [search]
      break
    }
    if (this.standing !== 'accepted' && this.standing !== 'spent') return
    this.#memory.release()
    this.#searches = []
  }

  #begin(): void {
    const calls = new Calls(this.#model, this.#part.calls)
    const states = new States(this.#model, this.#initial, calls.classes, this.#memory)
    const lostMax = calls.lost.length > 0 ? [0, Infinity] : [0]
    this.#states = states
    this.#searches = lostMax.map((most) => new Search(calls, states, this.#memory, most))
  }

  /** What is wrong, once it is refused. */
  explain(): Broken {
    const order = this.#searches[0]?.deepest ?? []
    const state = (id: number): State => this.#states?.state(id) ?? this.#initial
    return explain({ model: this.#model, part: this.#part, initial: this.#initial, order, state })
  }
}
