/** Containers taken apart: what they hold, in the order in which it is written, and what stands between. */
import { types } from 'node:util'
import { isExactly, stringText } from './leaves.ts'

/** Refuses what is no value; `step` leads on from the place where the walk is. */
export type Refuse = (expected: string, got: string, step?: string) => never

/** A container that is to be written. */
export interface Container {
  readonly kind: Kind
  readonly holds: readonly unknown[]
  /** the keys of an object, as many as it holds values; none for other kinds */
  readonly keys: readonly string[]
}

/** How one kind of container is written, and what a place in it is called. */
export interface Kind {
  readonly opens: string
  readonly closes: string
  before(index: number, keys: readonly string[]): string
  step(index: number, keys: readonly string[]): string
}

function comma(index: number): string {
  return index === 0 ? '' : ','
}

function keyText(key: string): string {
  return stringText(key.startsWith('$') ? `$${key}` : key)
}

const arrays: Kind = { opens: '[', closes: ']', before: comma, step: (index) => `[${index}]` }

const objects: Kind = {
  opens: '{',
  closes: '}',
  before: (index, keys) => `${comma(index)}${keyText(keys[index] ?? '')}:`,
  step: (index, keys) => `[${JSON.stringify(keys[index])}]`,
}

const sets: Kind = { opens: '{"$Set":[', closes: ']}', before: comma, step: (index) => `<item ${index}>` }

/** Keys and values by turns. */
const maps: Kind = {
  opens: '{"$Map":[[',
  closes: ']]}',
  before: (index) => (index % 2 === 0 && index > 0 ? '],[' : comma(index)),
  step: (index) => (index % 2 === 0 ? `<key ${index / 2}>` : `<entry ${(index - 1) / 2}>`),
}

const emptyMap: Kind = { ...maps, opens: '{"$Map":[', closes: ']}' }

/** What stands at a key of its own. It is never asked for by a read, which would run an accessor. */
function dataAt(object: object, key: string | number, refuse: Refuse): unknown {
  const property = Object.getOwnPropertyDescriptor(object, key)
  if (property?.enumerable && 'value' in property) return property.value
  const step = `[${JSON.stringify(key)}]`
  return refuse('an enumerable data property', property ? 'another kind of property' : 'none', step)
}

function openArray(list: readonly unknown[], refuse: Refuse): Container {
  // Every position is looked at below, so that besides them and `length` there can be nothing.
  const names = Object.getOwnPropertyNames(list)
  if (names.length !== list.length + 1 || hasSymbols(list))
    return refuse('a list without holes and without keys of its own', 'one that has some')
  return { kind: arrays, holds: Array.from(list.keys(), (index) => dataAt(list, index, refuse)), keys: [] }
}

function openObject(object: object, refuse: Refuse): Container {
  if (hasSymbols(object)) return refuse('keys that are strings', 'a symbol among them')
  // Sorted without a comparison, strings go by their code units.
  const keys = Object.getOwnPropertyNames(object).toSorted()
  return { kind: objects, holds: keys.map((key) => dataAt(object, key, refuse)), keys }
}

/** Names and symbols are asked for apart: together, by `Reflect.ownKeys`, they take twice the time. */
function hasSymbols(object: object): boolean {
  return Object.getOwnPropertySymbols(object).length > 0
}

/** A value that holds others, taken apart. */
export function opened(value: object, refuse: Refuse): Container {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value) && prototype === Array.prototype) return openArray(value, refuse)
  if (prototype === Object.prototype || prototype === null) return openObject(value, refuse)
  if (isExactly(value, Set) && types.isSet(value)) return { kind: sets, holds: [...value], keys: [] }
  if (isExactly(value, Map) && types.isMap(value))
    return { kind: value.size === 0 ? emptyMap : maps, holds: [...value].flat(1), keys: [] }
  const isOfKind = [Map, Set, Date, ArrayBuffer, DataView, Blob].some((maker) => maker.prototype === prototype)
  const more = isOfKind && Reflect.ownKeys(value).length > 0 ? ' with keys of its own' : ''
  return refuse('a value', `an instance of ${value.constructor?.name ?? 'a class'}${more}`)
}
