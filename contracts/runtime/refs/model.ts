/**
 * What must come of a graph, told from its recipe alone: nothing here makes a value or walks one. The graphs are small, and
 * what leads where is found by looking at all nodes until nothing changes.
 */
import type { Field, GraphRecipe, Node, Seen, SeenNode, Slot } from './recipes.ts'
import { placeOf, wordOf } from './recipes.ts'

/** What is asked of a graph. */
export interface Asked {
  readonly graph: GraphRecipe
  /** the refs that are meant, by number; all where absent */
  readonly meant?: readonly number[]
  /** the fields of the first node that may hold refs; all where absent */
  readonly at?: readonly string[]
}

/** A place of a node. */
interface Place {
  readonly place: string
  readonly slot: Slot
  readonly key?: Slot
  /** whether a walk looks there */
  readonly isLookedAt: boolean
}

function fieldPlace(field: Field, at: readonly string[] | undefined): Place {
  const isLookedAt = field.as !== 'accessor' && (at === undefined || (field.as !== 'symbol' && at.includes(field.key)))
  return { place: placeOf(field), slot: field.slot, isLookedAt }
}

function placesOf(node: Node, at: readonly string[] | undefined): readonly Place[] {
  const isLookedAt = at === undefined
  if ('entries' in node)
    return node.entries.map(([key, slot], index) => ({ place: String(index), slot, key, isLookedAt }))
  if ('items' in node) return node.items.map((slot, index) => ({ place: String(index), slot, isLookedAt }))
  const fields = node.fields.map((field) => fieldPlace(field, at))
  // Keys that are symbols come after those that are text.
  const isSymbol = ({ place }: Place): boolean => place.startsWith('symbol ')
  return [...fields.filter((place) => !isSymbol(place)), ...fields.filter(isSymbol)]
}

/** The graph as the model looks at it. */
export class Expected {
  readonly #asked: Asked
  readonly #leading = new Set<number>()
  readonly #reached = new Set<number>()

  constructor(asked: Asked) {
    this.#asked = asked
    this.#reach(0)
    this.#lead()
  }

  #places(number: number): readonly Place[] {
    const node = this.#asked.graph.nodes[number]
    return node ? placesOf(node, number === 0 ? this.#asked.at : undefined) : []
  }

  /** the slots of a node at which a walk looks */
  #looked(number: number): readonly Slot[] {
    return this.#places(number).flatMap(({ slot, key, isLookedAt }) =>
      isLookedAt ? [...(key === undefined ? [] : [key]), slot] : [],
    )
  }

  #numberOf(slot: number): number {
    return slot % this.#asked.graph.nodes.length
  }

  #reach(number: number): void {
    if (this.#reached.has(number)) return
    this.#reached.add(number)
    for (const slot of this.#looked(number)) if (typeof slot === 'number') this.#reach(this.#numberOf(slot))
  }

  #isMeant(slot: Slot): slot is { readonly ref: number } {
    if (typeof slot === 'number' || !('ref' in slot) || 'like' in slot) return false
    return this.#asked.meant?.includes(slot.ref) ?? true
  }

  #lead(): void {
    for (let before = -1; before < this.#leading.size;) {
      before = this.#leading.size
      for (const number of this.#reached) {
        const leads = this.#looked(number).some((slot) =>
          typeof slot === 'number' ? this.#leading.has(this.#numberOf(slot)) : this.#isMeant(slot),
        )
        if (leads) this.#leading.add(number)
      }
    }
  }

  /** every ref that a walk comes to, by number, each once */
  get collected(): readonly number[] {
    const all = [...this.#reached].flatMap((number) => this.#looked(number))
    return [
      ...new Set(
        all.flatMap((slot) => (typeof slot === 'object' && 'ref' in slot && !('like' in slot) ? [slot.ref] : [])),
      ),
    ]
  }

  /** those of them that are resolved */
  get resolved(): readonly number[] {
    return this.collected.filter((ref) => this.#isMeant({ ref }))
  }

  /** whether the value must come back as it was given */
  get isUntouched(): boolean {
    return !this.#leading.has(0)
  }

  #word(slot: Exclude<Slot, number>, isKey: boolean): string {
    if (!this.#isMeant(slot)) return 'gap' in slot ? 'undefined' : wordOf(slot)
    if (this.#asked.graph.refs[slot.ref] === 'there') return `got ${slot.ref}`
    return isKey ? wordOf(slot) : 'undefined'
  }

  /** the result, as it is to be seen; `unfolds` where a store gives each occurrence of a container as one of its own */
  result(unfolds: boolean): readonly SeenNode[] {
    const due: { readonly number: number; readonly isCopy: boolean }[] = []
    const numbers = new Map<string, number>()
    const see = (slot: Slot, isWithin: boolean, isKey: boolean): Seen => {
      if (typeof slot === 'object')
        return isWithin ? this.#word(slot, isKey) : 'gap' in slot ? 'undefined' : wordOf(slot)
      const number = this.#numberOf(slot)
      const isCopy = isWithin && this.#leading.has(number)
      const name = `${number} ${isCopy}`
      const known = unfolds ? undefined : numbers.get(name)
      const seen = known ?? due.push({ number, isCopy }) - 1
      numbers.set(name, seen)
      return seen
    }
    see(0, true, false)
    const nodes: SeenNode[] = []
    for (const { number, isCopy } of due) nodes.push(this.#seenNode(number, isCopy, unfolds, see))
    return nodes
  }

  #seenNode(
    number: number,
    isCopy: boolean,
    unfolds: boolean,
    see: (slot: Slot, isWithin: boolean, isKey: boolean) => Seen,
  ): SeenNode {
    const node = this.#asked.graph.nodes[number]
    const kind = node?.kind ?? ''
    const places = this.#places(number)
    const sorted =
      unfolds && kind === 'object' ? places.toSorted((one, other) => (one.place < other.place ? -1 : 1)) : places
    const items = sorted.flatMap(({ place, slot, key, isLookedAt }): readonly SeenNode['items'][number][] => {
      if (kind === 'list' && typeof slot === 'object' && 'gap' in slot) return []
      if (place.startsWith('accessor ')) return [[place, 'accessor']]
      const isWithin = isCopy && isLookedAt
      const by = key === undefined ? undefined : see(key, isWithin, true)
      return [by === undefined ? [place, see(slot, isWithin, false)] : [place, see(slot, isWithin, false), by]]
    })
    const length = kind === 'list' ? [['length', String(places.length)] as const] : []
    return { kind, items: [...falling(kind, items), ...length], ...(isCopy || unfolds ? {} : { was: number }) }
  }
}

/** Whether two of it are one member of a Set, or one key of a Map: leaves and refs are objects of their own. */
function isOne(seen: Seen): boolean {
  return typeof seen === 'number' || !/^(?:leaf|like|ref) /.test(seen)
}

/** What stays of members and keys that fall together: the first place, and the last value. */
function falling(kind: string, items: SeenNode['items']): SeenNode['items'] {
  if (kind !== 'Set' && kind !== 'Map') return items
  const by = new Map<unknown, SeenNode['items'][number]>()
  for (const item of items) {
    const seen = item[kind === 'Set' ? 1 : 2] ?? ''
    by.set(isOne(seen) ? seen : item, item)
  }
  return [...by.values()].map(([, slot, key], at) => (key === undefined ? [String(at), slot] : [String(at), slot, key]))
}
