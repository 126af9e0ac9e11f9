/** A table from a state and a class of calls to a number: open addressing in one array, for it is asked at every step. */
import type { MemoryShare } from './memory.ts'

const empty = -1
const bytesPerSlot = 16

/** The table. */
export class Transitions {
  readonly #classes: number
  readonly #memory: MemoryShare
  /** key and number by turns; keys are state x classes + class, exact far beyond any number of states */
  #slots = new Float64Array(2 * 64).fill(empty)
  #used = 0

  constructor(classes: number, memory: MemoryShare) {
    this.#classes = classes
    this.#memory = memory
  }

  get(state: number, classOf: number): number | undefined {
    const at = this.#find(state * this.#classes + classOf)
    return this.#slots[at] === empty ? undefined : this.#slots[at + 1]
  }

  set(state: number, classOf: number, to: number): void {
    if (4 * this.#used >= this.#slots.length) this.#grow()
    this.#put(state * this.#classes + classOf, to)
  }

  /** Where a key stands, or would stand. */
  #find(key: number): number {
    const mask = (this.#slots.length >> 1) - 1
    let at = spread(key) & mask
    while (this.#slots[2 * at] !== empty && this.#slots[2 * at] !== key) at = (at + 1) & mask
    return 2 * at
  }

  #put(key: number, to: number): void {
    const at = this.#find(key)
    this.#slots[at] = key
    this.#slots[at + 1] = to
    this.#used += 1
  }

  /** Beyond the bound the table grows this once more, and the search ends before the next step. */
  #grow(): void {
    const old = this.#slots
    this.#memory.take(bytesPerSlot * old.length)
    this.#slots = new Float64Array(2 * old.length).fill(empty)
    this.#used = 0
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== empty) this.#put(old[at] as number, old[at + 1] as number)
    }
  }
}

/** Mixes the bits of a number (the finalizer of MurmurHash3), so that neighbours do not collide. */
export function spread(value: number): number {
  let bits = (value ^ (value / 0x100000000)) | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
