/** Seeded choice: the only randomness of the harness. */

/** A generator of whole numbers from a 32-bit seed (Marsaglia's xorshift, 2003): the same seed, the same numbers. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0 || 0x9e3779b9
  }

  /** a whole number from 0 to `below` - 1 */
  below(below: number): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x >>> 0
    return this.#state % below
  }
}

/** The items in another order, each order as likely as any (Fisher and Yates 1938). */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items]
  const order: Item[] = []
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1))
  return order
}

/** A 31-bit seed from another and a text (FNV-1a): trials of one run are independent of each other's order. */
export function seedFor(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash ^ (hash >>> 15)) & 0x7fffffff
}
