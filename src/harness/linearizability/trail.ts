/**
 * What a search has placed, in order, and where it chose: known calls by their number, calls of unknown outcome by
 * theirs plus the count of the known ones. The trail with the most known calls is kept, to explain a refusal.
 */

/** An order of calls, each with the number of the state behind it. */
export interface Order {
  readonly calls: Int32Array
  readonly states: Int32Array
}

/** The trail of one search. */
export class Trail {
  length = 0
  choices = 0
  readonly #calls: Int32Array
  readonly #states: Int32Array
  /** by choice: the length of the trail before it, and the first return that was left then */
  readonly #starts: Int32Array
  readonly #firsts: Int32Array
  /** by choice of a lost call: its class, and which of the states behind it was taken */
  readonly #classes: Int32Array
  readonly #alternatives: Int32Array
  #deepest = -1
  #keptLength = 0
  readonly #kept: Order

  constructor(calls: number) {
    this.#kept = { calls: new Int32Array(calls), states: new Int32Array(calls) }
    this.#calls = new Int32Array(calls)
    this.#states = new Int32Array(calls)
    this.#starts = new Int32Array(calls)
    this.#firsts = new Int32Array(calls)
    this.#classes = new Int32Array(calls)
    this.#alternatives = new Int32Array(calls)
  }

  /** Notes a choice: the next call is placed because it was tried, and the ones behind it follow from it. */
  choose(first: number, classOf = 0, alternative = 0): void {
    this.#starts[this.choices] = this.length
    this.#firsts[this.choices] = first
    this.#classes[this.choices] = classOf
    this.#alternatives[this.choices] = alternative
    this.choices += 1
  }

  /** Places a call. */
  add(call: number, state: number): void {
    this.#calls[this.length] = call
    this.#states[this.length] = state
    this.length += 1
  }

  /** Takes back the call that was placed last, if the last choice or what followed from it placed it; else -1. */
  takeBack(): number {
    if (this.length === this.#starts[this.choices - 1]) return -1
    this.length -= 1
    return this.#calls[this.length] as number
  }

  /** Ends the last choice, whose calls are all taken back. */
  forget(): { readonly first: number; readonly class: number; readonly alternative: number } {
    this.choices -= 1
    return {
      first: this.#firsts[this.choices] as number,
      class: this.#classes[this.choices] as number,
      alternative: this.#alternatives[this.choices] as number,
    }
  }

  /** The state behind the last call; that with the number 0 at the start. */
  get state(): number {
    return this.length === 0 ? 0 : (this.#states[this.length - 1] as number)
  }

  /** Keeps the trail if it has more known calls than any before. */
  keepDeepest(known: number): void {
    if (known <= this.#deepest) return
    this.#deepest = known
    this.#keptLength = this.length
    this.#kept.calls.set(this.#calls.subarray(0, this.length))
    this.#kept.states.set(this.#states.subarray(0, this.length))
  }

  get deepest(): Order {
    const { calls, states } = this.#kept
    return { calls: calls.subarray(0, this.#keptLength), states: states.subarray(0, this.#keptLength) }
  }
}
