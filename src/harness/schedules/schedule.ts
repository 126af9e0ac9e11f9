/**
 * A schedule: who goes on next, decided one step at a time and written down as it is decided. It lives in one array of
 * whole numbers, which threads may share: whoever stands at a point decides there, and no thread is woken to be asked.
 *
 * A choice is a position among the actors that can move, counted from the one that moved last; so 0 means go on, and a
 * list of choices that ends early goes on without a switch. Where only one can move there is no choice.
 */

/** How a schedule decides. */
export type Plan =
  /** as it was written down; 0 where the list has ended */
  | { readonly kind: 'list'; readonly choices: readonly number[] }
  /** each way as likely as any; with `pauses` an actor that goes on is left before it stands, half of the time */
  | { readonly kind: 'random'; readonly seed: number; readonly pauses: boolean }
  /**
   * by priority, lowered at depth - 1 steps among the first `length` (Burckhardt et al. 2010, A Randomized Scheduler with
   * Probabilistic Guarantees of Finding Bugs): finds what needs one actor to sleep through many steps of another
   */
  | { readonly kind: 'pct'; readonly seed: number; readonly depth: number; readonly length: number }

/** The most actors that a schedule tells apart. */
export const actorsMax = 16

/** The most demotions of a plan by priority. */
const demotionsMax = 4

/** Decisions that are kept; after these nobody is preempted any more. */
const decisionsMax = 4_000

const kinds = { list: 0, random: 1, pct: 2 } as const

/** Where things lie in the array. */
const cell = {
  kind: 0,
  random: 1,
  pauses: 2,
  listed: 3,
  steps: 4,
  decisions: 5,
  last: 6,
  demotions: 7,
  priorities: 7 + demotionsMax,
  choices: 7 + demotionsMax + actorsMax,
  options: 7 + demotionsMax + actorsMax + decisionsMax,
} as const

const cells = cell.options + decisionsMax

/** The next state of Marsaglia's xorshift (2003). */
function scrambled(state: number): number {
  let x = state
  x ^= x << 13
  x ^= x >>> 17
  x ^= x << 5
  return x | 0
}

/** Seeds that are alike begin with states that are not (the finaliser of MurmurHash3). */
function spread(seed: number): number {
  let x = seed ^ 0x9e3779b9
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16) || 1
}

function countOf(movable: number): number {
  let count = 0
  for (let left = movable; left !== 0; left &= left - 1) count += 1
  return count
}

/** Decides who goes on next. */
export class Schedule {
  /** the array; threads that are given the same one decide the same schedule, one at a time */
  readonly memory: Int32Array

  constructor(memory: Int32Array = new Int32Array(cells)) {
    this.memory = memory
  }

  /** A schedule in memory that threads can share. */
  static shared(): Schedule {
    return new Schedule(new Int32Array(new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT)))
  }

  /** Starts anew by this plan. */
  begin(plan: Plan): void {
    const { memory } = this
    memory.fill(0, 0, cell.choices)
    memory[cell.kind] = kinds[plan.kind]
    if (plan.kind === 'list') {
      const listed = plan.choices.slice(0, decisionsMax)
      memory.set(listed, cell.choices)
      memory[cell.listed] = listed.length
    } else {
      memory[cell.random] = spread(plan.seed)
      if (plan.kind === 'random') memory[cell.pauses] = plan.pauses ? 1 : 0
      else this.#prioritise(plan.depth, plan.length)
    }
  }

  /** Priorities above all demotions, in random order; and the steps at which one is lowered. */
  #prioritise(depth: number, length: number): void {
    const { memory } = this
    for (let actor = 0; actor < actorsMax; actor += 1) {
      const other = this.#below(actor + 1)
      memory[cell.priorities + actor] = this.#cell(cell.priorities + other)
      memory[cell.priorities + other] = demotionsMax + actor
    }
    // Uniform over all steps, or over the first half, quarter, eighth: where actors differ in length, most of it is idle.
    const scale = length >> this.#below(Math.max(1, 32 - Math.clz32(length) - 2))
    for (let index = 0; index < Math.min(depth - 1, demotionsMax); index += 1)
      memory[cell.demotions + index] = 1 + this.#below(Math.max(1, scale))
  }

  #cell(at: number): number {
    return this.memory[at] ?? 0
  }

  #below(below: number): number {
    const next = scrambled(this.#cell(cell.random))
    this.memory[cell.random] = next
    return (next >>> 0) % below
  }

  /** Who goes on, of the actors whose bits are set; at least one is. */
  pick(movable: number): number {
    const { memory } = this
    memory[cell.steps] = this.#cell(cell.steps) + 1
    const count = countOf(movable)
    const actor = count === 1 ? this.#forced(movable) : this.#chosen(movable, count)
    memory[cell.last] = actor
    return actor
  }

  #forced(movable: number): number {
    const actor = 31 - Math.clz32(movable)
    if (this.#cell(cell.kind) === kinds.pct) this.#demote(actor)
    return actor
  }

  #chosen(movable: number, count: number): number {
    // What is not written down could not be chosen again.
    if (this.#cell(cell.decisions) >= decisionsMax) return this.#at(movable, 0)
    const kind = this.#cell(cell.kind)
    if (kind !== kinds.pct) {
      const position = kind === kinds.random ? this.#below(count) : this.#listed() % count
      const actor = this.#at(movable, position)
      this.#write(position, this.#signed(movable, count))
      return actor
    }
    this.#demote(this.#first(movable))
    const actor = this.#first(movable)
    this.#write(this.#positionOf(movable, actor), this.#signed(movable, count))
    return actor
  }

  /** So many ways; less than 0 where none of them preempts anybody: who moved last has ended, or nobody moved yet. */
  #signed(movable: number, count: number): number {
    const goesOn = this.#cell(cell.steps) > 1 && (movable & (1 << this.#cell(cell.last))) !== 0
    return goesOn ? count : -count
  }

  /** The movable actor of the highest priority. */
  #first(movable: number): number {
    let best = -1
    for (let actor = 0; actor < actorsMax; actor += 1) {
      if ((movable & (1 << actor)) === 0) continue
      if (best < 0 || this.#cell(cell.priorities + actor) > this.#cell(cell.priorities + best)) best = actor
    }
    return best
  }

  /** Lowers the priority of who is about to go on, if this is a step of the plan. */
  #demote(actor: number): void {
    const steps = this.#cell(cell.steps)
    for (let index = 0; index < demotionsMax; index += 1)
      if (this.#cell(cell.demotions + index) === steps) this.memory[cell.priorities + actor] = index
  }

  /** The movable actor at a position, counted from the one that moved last. */
  #at(movable: number, position: number): number {
    let left = position
    for (let step = 0; step < actorsMax; step += 1) {
      const actor = (this.#cell(cell.last) + step) % actorsMax
      if ((movable & (1 << actor)) === 0) continue
      if (left === 0) return actor
      left -= 1
    }
    return this.#forced(movable)
  }

  #positionOf(movable: number, actor: number): number {
    let position = 0
    for (let from = this.#cell(cell.last); from % actorsMax !== actor; from += 1)
      if ((movable & (1 << (from % actorsMax))) !== 0) position += 1
    return position
  }

  #listed(): number {
    const at = this.#cell(cell.decisions)
    return at < this.#cell(cell.listed) ? this.#cell(cell.choices + at) : 0
  }

  #write(choice: number, options: number): void {
    const at = this.#cell(cell.decisions)
    if (at >= decisionsMax) return
    this.memory[cell.choices + at] = choice
    this.memory[cell.options + at] = options
    this.memory[cell.decisions] = at + 1
  }

  /**
   * How to go on after an actor was let go, one of `ways`: 0 waits until it stands or has ended. A choice like any other,
   * but no plan searches it through.
   */
  pause(ways: number): number {
    const kind = this.#cell(cell.kind)
    let way = kind === kinds.list ? this.#listed() % ways : 0
    if (this.#cell(cell.pauses) === 1 && this.#below(2) === 1) way = this.#below(ways)
    this.#write(way, 1)
    return way
  }

  /** Forgets who moved last: whoever goes on from a barrier starts anew. */
  rest(): void {
    this.memory[cell.last] = 0
  }

  /** how many steps were taken */
  get steps(): number {
    return this.#cell(cell.steps)
  }

  /** The choices that were made: a list that makes them again. */
  choices(): readonly number[] {
    return this.#read(cell.choices)
  }

  /** How many ways there were to choose from, by choice; less than 0 where none of them preempted an actor. */
  options(): readonly number[] {
    return this.#read(cell.options)
  }

  #read(from: number): readonly number[] {
    const read: number[] = []
    for (let at = from; at < from + this.#cell(cell.decisions); at += 1) read.push(this.#cell(at))
    return read
  }
}
