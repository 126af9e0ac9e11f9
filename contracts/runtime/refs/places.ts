/** Places of values, for mutants that spoil the result of a sound walk: they are found by recursion, which small values bear. */

/** A place of a container: what lies there, and how something else is put there. */
export interface Place {
  readonly item: unknown
  readonly holder: object
  readonly put: (item: unknown) => void
}

/** Whether a value is an object that a walk looks into; a ref is one too. */
export function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototypes: readonly unknown[] = [Object.prototype, null, Array.prototype, Map.prototype, Set.prototype]
  return prototypes.includes(Object.getPrototypeOf(value))
}

/** What kind of container it is. */
export function kindOf(container: object): 'list' | 'Map' | 'Set' | 'object' {
  if (Array.isArray(container)) return 'list'
  if (container instanceof Map) return 'Map'
  return container instanceof Set ? 'Set' : 'object'
}

function setPlace(holder: Set<unknown>, item: unknown): Place {
  return {
    item,
    holder,
    put(other) {
      const members = [...holder].map((member) => (member === item ? other : member))
      holder.clear()
      for (const member of members) holder.add(member)
    },
  }
}

/** The places of one container; not the keys of a Map. */
export function placesOf(holder: object): readonly Place[] {
  if (holder instanceof Map) {
    const map = holder as Map<unknown, unknown>
    return [...map].map(([key, item]) => ({ item, holder, put: (other) => void map.set(key, other) }))
  }
  if (holder instanceof Set) return [...(holder as Set<unknown>)].map((item) => setPlace(holder as Set<unknown>, item))
  return Reflect.ownKeys(holder).flatMap((key): readonly Place[] => {
    const property = Object.getOwnPropertyDescriptor(holder, key)
    if (!property || !('value' in property) || (key === 'length' && Array.isArray(holder))) return []
    const put = (value: unknown): void => void Object.defineProperty(holder, key, { ...property, value })
    return [{ item: property.value as unknown, holder, put }]
  })
}

/** Every container of a value, each once. */
export function containersOf(value: unknown, seen: Set<object> = new Set()): ReadonlySet<object> {
  if (!isContainer(value) || seen.has(value)) return seen
  seen.add(value)
  for (const { item } of placesOf(value)) containersOf(item, seen)
  return seen
}

/** Every place of a value. */
export function allPlaces(value: unknown): readonly Place[] {
  return [...containersOf(value)].flatMap(placesOf)
}

/** The containers of a result that are not those of the value: copies, which may be spoilt. */
export function copiesIn(value: unknown, result: unknown): readonly object[] {
  const own = containersOf(value)
  return [...containersOf(result)].filter((container) => !own.has(container))
}
