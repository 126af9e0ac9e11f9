/**
 * A look at short histories, which a lab makes by the thousand: most are legal and show it at once, without any memory
 * of what was tried. Whatever is not seen here to be legal is left to the search.
 */
import type { Claims, Event, History, Model } from '../../../contracts/index.ts'
import { valueOf } from './split.ts'

/** The longest history that is looked at: the calls left to place are the bits of a number. */
const callsMax = 30

/** How often the model is asked for one partition before the search takes over. */
const askedMax = 96

type Concern = ReturnType<Model<unknown>['concerns']>

/** Sees that short histories are legal. */
export class ShortLook<State> {
  readonly #model: Model<State>
  readonly #claims: Claims
  #history: History = []
  /** bits of the calls whose outcome is known */
  #known = 0
  #asked = 0

  constructor(model: Model<State>, claims: Claims) {
    this.#model = model
    this.#claims = claims
  }

  /** Whether the history is seen to be legal. Where it is not, nothing is said. */
  isLegal(history: History): boolean {
    if (history.length > callsMax) return false
    this.#history = history
    this.#known = 0
    for (const [index, { outcome }] of history.entries()) {
      if (outcome.status === 'fail') return false
      if (outcome.status === 'ok') this.#known |= 1 << index
    }
    try {
      const about = history.map((event) => this.#model.concerns(event.call, valueOf(event)))
      return partitionsOf(about).every((partition) => this.#explains(partition, callsOn(partition, about)))
    } catch {
      // An answer that the model cannot read: the check says which.
      return false
    }
  }

  #explains(partition: string, calls: number): boolean {
    this.#asked = 0
    return this.#place(this.#model.initial(partition, this.#claims), calls)
  }

  /** Places the calls that are left, each a bit, in some order that the model allows from this state. */
  #place(state: State, left: number): boolean {
    const due = left & this.#known
    if (due === 0) return true
    const first = this.#firstReturn(due)
    return this.#placeAny(state, left, due, first) || this.#placeAny(state, left, left & ~due, first)
  }

  /** Places one of the calls that are tried, and then all that is left. */
  #placeAny(state: State, left: number, tried: number, first: number): boolean {
    for (let rest = tried; rest !== 0; rest &= rest - 1) {
      const bit = rest & -rest
      const event = this.#history[31 - Math.clz32(bit)] as Event
      if (event.invoked <= first && this.#placeOne(event, state, left & ~bit)) return true
    }
    return false
  }

  #firstReturn(calls: number): number {
    let first = Infinity
    for (let rest = calls; rest !== 0; rest &= rest - 1) {
      const { returned } = this.#history[31 - Math.clz32(rest & -rest)] as Event
      if (returned < first) first = returned
    }
    return first
  }

  #placeOne(event: Event, state: State, left: number): boolean {
    this.#asked += 1
    if (this.#asked > askedMax) return false
    if (event.outcome.status === 'unknown')
      return this.#model.unseen(state, event.call, event).some((after) => this.#place(after, left))
    const judged = this.#model.step(state, event.call, valueOf(event), event)
    return judged.legal && this.#place(judged.state, left)
  }
}

function partitionsOf(about: readonly Concern[]): readonly string[] {
  const names: string[] = []
  for (const { partitions } of about) {
    for (const name of partitions) if (!names.includes(name)) names.push(name)
  }
  return names
}

/** The calls that concern a partition, each a bit. */
function callsOn(partition: string, about: readonly Concern[]): number {
  let calls = 0
  for (const [index, { everywhere, partitions }] of about.entries()) {
    if (everywhere || partitions.includes(partition)) calls |= 1 << index
  }
  return calls
}
