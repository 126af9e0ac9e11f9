/**
 * The configurations that a search was in: which calls are placed, and the state. One that comes again is not gone into
 * again, nor is one that can do no more than one of these: with the same known calls placed and in the same state, who
 * has used fewer calls of unknown outcome can do whatever the other can, for such a call never has to be placed.
 *
 * Known calls before the first that is not placed are placed, and none is that was invoked after the first return which
 * is not: so a configuration is told by the few words of bits between the two. They are compared in full; a hash only
 * finds them.
 */
import type { MemoryShare } from './memory.ts'

/** A configuration, as a search has it in its hands. */
export interface Configuration {
  /** of the known calls placed, and the state */
  readonly hash: number
  readonly state: number
  /** bits of the known calls placed, of which the words from `from` to `to` (exclusive) tell it apart */
  readonly placed: Int32Array
  readonly from: number
  readonly to: number
  /** bits of the calls of unknown outcome that are placed */
  readonly used: Int32Array
}

/** Where the parts of a record stand: the next one of its bucket, hash, state, from, to, round; then both runs of words. */
const headWords = 6

/** The configurations of one search. */
export class Visited {
  readonly #memory: MemoryShare
  readonly #usedWords: number
  #buckets = new Int32Array(64).fill(-1)
  #records = new Int32Array(64 * 8)
  #round = 0
  #end = 0
  #count = 0

  constructor(usedWords: number, memory: MemoryShare) {
    this.#memory = memory
    this.#usedWords = usedWords
  }

  /** From now on configurations of before may come again, but none that is no better than another one. */
  beginRound(): void {
    this.#round += 1
  }

  /** Notes a configuration; false where it can do no more than one that was noted. `compared` counts what it cost. */
  note(one: Configuration, cost: { compared: number }): boolean {
    const bucket = one.hash & (this.#buckets.length - 1)
    for (let at = this.#buckets[bucket] as number; at >= 0; at = this.#records[at] as number) {
      cost.compared += 1
      if (!this.#isSame(at, one)) continue
      const used = at + headWords + one.to - one.from
      const isFirst = this.#records[at + 5] !== this.#round
      if (this.#contains(used, one.used)) {
        if (!isFirst && this.#isWithin(used, one.used)) return false
        this.#records[at + 5] = this.#round
        this.#records.set(one.used, used)
        return true
      }
      if (this.#isWithin(used, one.used)) return false
    }
    this.#add(one)
    return true
  }

  /** Whether a record has the same known calls placed and the same state. */
  #isSame(at: number, { hash, state, placed, from, to }: Configuration): boolean {
    const records = this.#records
    if (records[at + 1] !== hash || records[at + 2] !== state) return false
    if (records[at + 3] !== from || records[at + 4] !== to) return false
    for (let word = from; word < to; word += 1) {
      if (records[at + headWords + word - from] !== placed[word]) return false
    }
    return true
  }

  /** Whether all that a record used is used. */
  #isWithin(at: number, used: Int32Array): boolean {
    for (let word = 0; word < this.#usedWords; word += 1) {
      if (((this.#records[at + word] as number) & ~(used[word] as number)) !== 0) return false
    }
    return true
  }

  /** Whether a record used all that is used. */
  #contains(at: number, used: Int32Array): boolean {
    for (let word = 0; word < this.#usedWords; word += 1) {
      if ((~(this.#records[at + word] as number) & (used[word] as number)) !== 0) return false
    }
    return true
  }

  #add({ hash, state, placed, from, to, used }: Configuration): void {
    if (!this.#makeRoom(headWords + to - from + this.#usedWords)) return
    const records = this.#records
    const at = this.#end
    const bucket = hash & (this.#buckets.length - 1)
    records[at] = this.#buckets[bucket] as number
    records[at + 1] = hash
    records[at + 2] = state
    records[at + 3] = from
    records[at + 4] = to
    records[at + 5] = this.#round
    let end = at + headWords
    for (let word = from; word < to; word += 1) records[end++] = placed[word] as number
    for (let word = 0; word < this.#usedWords; word += 1) records[end++] = used[word] as number
    this.#buckets[bucket] = at
    this.#end = end
    this.#count += 1
  }

  /** Whether there is room for a record; where there is none the memory says that it is spent. */
  #makeRoom(words: number): boolean {
    if (this.#count >= this.#buckets.length && !this.#spreadBuckets()) return false
    if (this.#end + words <= this.#records.length) return true
    const length = Math.max(2 * this.#records.length, this.#end + words)
    if (!this.#memory.take(Int32Array.BYTES_PER_ELEMENT * length)) return false
    const records = new Int32Array(length)
    records.set(this.#records)
    this.#records = records
    return true
  }

  #spreadBuckets(): boolean {
    const length = 4 * this.#buckets.length
    if (!this.#memory.take(Int32Array.BYTES_PER_ELEMENT * length)) return false
    this.#buckets = new Int32Array(length).fill(-1)
    const records = this.#records
    for (let at = 0; at < this.#end;) {
      const bucket = (records[at + 1] as number) & (length - 1)
      records[at] = this.#buckets[bucket] as number
      this.#buckets[bucket] = at
      at += headWords + (records[at + 4] as number) - (records[at + 3] as number) + this.#usedWords
    }
    return true
  }
}
