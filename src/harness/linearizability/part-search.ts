/** The search through one part of a history, which takes turns with the others. */
import type { Broken, Model } from '../../../contracts/index.ts'
import { Calls } from './calls.ts'
import { explain } from './explanation.ts'
import type { MemoryShare } from './memory.ts'
import { Outlook } from './outlook.ts'
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
  #searches: readonly Search<State>[] | undefined

  constructor(model: Model<State>, part: Part, initial: State, memory: MemoryShare) {
    this.#model = model
    this.#part = part
    this.#initial = initial
    this.#memory = memory
  }

  /** Goes on for a turn. */
  run(steps: number): void {
    const searches = this.#searches ?? this.#begin()
    for (const search of searches) {
      this.standing = search.run(steps / searches.length)
      if (this.standing === 'paused') continue
      this.#searches = [search]
      break
    }
    if (this.standing !== 'accepted' && this.standing !== 'spent') return
    this.#memory.release()
    this.#searches = []
  }

  #begin(): readonly Search<State>[] {
    const memory = this.#memory
    const calls = new Calls(this.#model, this.#part.calls)
    const states = new States(this.#model, this.#initial, calls.classes, memory)
    const { foresight } = this.#model
    const outlook = foresight && new Outlook(foresight, calls, states, memory)
    const lostMax = calls.lost.length > 0 ? [0, Infinity] : [0]
    this.#searches = lostMax.map((most) => new Search({ calls, states, outlook, memory }, most))
    return this.#searches
  }

  /** What is wrong, once it is refused. */
  explain(): Broken {
    const order = this.#searches?.[0]?.deepest ?? []
    return explain({ model: this.#model, part: this.#part, initial: this.#initial, order })
  }
}
