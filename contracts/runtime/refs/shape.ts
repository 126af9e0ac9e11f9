/** What is seen of a value: its containers by number, in the order in which they are come to, and what lies in them. */
import type { Seen, SeenNode } from './recipes.ts'
import { placeOf } from './recipes.ts'

/** What an observer knows of a value. */
export interface Knowing {
  /** the word for what is no container, or is known as one thing; undefined where it is to be looked into */
  word(item: unknown): string | undefined
  /** the number of the node that a container still is */
  was(container: object): number | undefined
  /** whether the fields of objects come in the order of their names: a store gives them in any */
  readonly sorted?: true
}

interface Item {
  readonly place: string
  readonly item: unknown
  readonly key?: { readonly item: unknown }
}

function fieldsOf(object: object): readonly Item[] {
  return Reflect.ownKeys(object).map((key): Item => {
    const property = Object.getOwnPropertyDescriptor(object, key)
    const name = typeof key === 'symbol' ? (key.description ?? '') : key
    if (property?.get) return { place: placeOf({ key: name, as: 'accessor' }), item: accessor }
    const as =
      typeof key === 'symbol' ? 'symbol' : property?.enumerable === true || Array.isArray(object) ? undefined : 'hidden'
    const item: unknown = property?.value
    return { place: placeOf(as === undefined ? { key: name } : { key: name, as }), item }
  })
}

/** What stands for the value that an accessor has not. */
const accessor = Symbol('accessor')

function itemsOf(container: object, sorted: boolean): readonly Item[] {
  if (container instanceof Map)
    return [...(container as Map<unknown, unknown>)].map(([key, item], at) => ({
      place: String(at),
      item,
      key: { item: key },
    }))
  if (container instanceof Set) return [...(container as Set<unknown>)].map((item, at) => ({ place: String(at), item }))
  const fields = fieldsOf(container)
  return sorted && !Array.isArray(container)
    ? fields.toSorted((one, other) => (one.place < other.place ? -1 : 1))
    : fields
}

function kindOf(container: object): string {
  if (Array.isArray(container)) return 'list'
  if (container instanceof Map) return 'Map'
  if (container instanceof Set) return 'Set'
  return Object.getPrototypeOf(container) === null ? 'bare' : 'object'
}

/** Whether a walk may look into it: what it has no word for is told by its class. */
function isPlain(item: unknown): item is object {
  if (typeof item !== 'object' || item === null) return false
  const prototypes: readonly unknown[] = [Object.prototype, null, Array.prototype, Map.prototype, Set.prototype]
  return prototypes.includes(Object.getPrototypeOf(item))
}

function strange(item: unknown): string {
  if (item === accessor) return 'accessor'
  if (typeof item !== 'object' || item === null)
    return item === undefined ? 'undefined' : (JSON.stringify(item) ?? typeof item)
  return `another ${item.constructor.name}`
}

/** What is seen of a value. */
export function shapeOf(value: unknown, knowing: Knowing): readonly SeenNode[] {
  const numbers = new Map<object, number>()
  const containers: object[] = []
  const see = (item: unknown): Seen => {
    const word = knowing.word(item)
    if (word !== undefined) return word
    if (!isPlain(item)) return strange(item)
    const known = numbers.get(item) ?? containers.push(item) - 1
    numbers.set(item, known)
    return known
  }
  const root = see(value)
  const nodes: SeenNode[] = typeof root === 'number' ? [] : [{ kind: 'leaf', items: [['', root]] }]
  // Those that are found on the way come after those that are known.
  for (const container of containers) {
    const items = itemsOf(container, knowing.sorted === true).map(({ place, item, key }): SeenNode['items'][number] => {
      const by = key && see(key.item)
      return by === undefined ? [place, see(item)] : [place, see(item), by]
    })
    const was = knowing.was(container)
    nodes.push({ kind: kindOf(container), items, ...(was === undefined ? {} : { was }) })
  }
  return nodes
}
