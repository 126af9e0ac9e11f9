/** Orders in which items of several kinds are taken. */

/** The first items, `max` at most. */
export function* taken<Item>(items: Iterable<Item>, max: number): Generator<Item> {
  let left = max
  for (const item of items) {
    if (left <= 0) return
    left -= 1
    yield item
  }
}

/** One item of each kind in turn, and the rest of those that are longer. */
export function* takingTurns<Item>(...kinds: readonly Iterable<Item>[]): Generator<Item> {
  let turns = kinds.map((items) => items[Symbol.iterator]())
  while (turns.length > 0) {
    const next = turns.map((items) => ({ items, result: items.next() })).filter(({ result }) => result.done !== true)
    for (const { result } of next) yield result.value
    turns = next.map(({ items }) => items)
  }
}
