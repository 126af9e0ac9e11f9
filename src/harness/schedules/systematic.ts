/**
 * The systematic search: for a short script every schedule, so that none is left; for a longer one those with at most one
 * preemption, then those with two (Musuvathi and Qadeer 2007, Iterative Context Bounding).
 */

/** Scripts whose first schedule has at most so many choices are searched through without a bound: up to 3,432 schedules. */
const shortMax = 7

/** The most preemptions for longer ones. */
const preemptionsMax = 2

function preemptions(choices: readonly number[], options: readonly number[]): number {
  return choices.filter((choice, at) => choice !== 0 && (options[at] ?? 0) > 0).length
}

/** Walks through the schedules of one script. */
export class Systematic {
  #prefix: readonly number[] | undefined = []
  #bound: number | undefined
  #cut = false

  /** whether nothing is left within the bounds */
  get isOver(): boolean {
    return this.#prefix === undefined
  }

  /** whether nothing is left at all */
  get isComplete(): boolean {
    return this.isOver && !this.#cut
  }

  /** Choices that lead to a schedule which was not tried yet. */
  next(): readonly number[] {
    return this.#prefix ?? []
  }

  /** Moves on from a schedule: the deepest choice that has another way left takes it, and what follows starts at 0. */
  note(choices: readonly number[], options: readonly number[]): void {
    this.#bound ??= options.filter((ways) => Math.abs(ways) > 1).length <= shortMax ? Infinity : 1
    this.#prefix = this.#after(choices, options, this.#bound) ?? this.#deeper(this.#bound)
  }

  #after(choices: readonly number[], options: readonly number[], bound: number): readonly number[] | undefined {
    for (let at = choices.length - 1; at >= 0; at -= 1) {
      const next = (choices[at] ?? 0) + 1
      if (next >= Math.abs(options[at] ?? 1)) continue
      const prefix = [...choices.slice(0, at), next]
      if (preemptions(prefix, options) <= bound) return prefix
      this.#cut = true
    }
    return undefined
  }

  /** Starts again with one preemption more, where that may show more. */
  #deeper(bound: number): readonly number[] | undefined {
    if (!this.#cut || bound >= preemptionsMax) return undefined
    this.#bound = bound + 1
    this.#cut = false
    return []
  }
}
