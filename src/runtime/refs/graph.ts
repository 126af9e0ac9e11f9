/**
 * The one walk over a value with refs: what it looks into and where it stops is said here, for whoever collects refs and
 * for whoever resolves them (cache:73).
 *
 * Containers are arrays, plain objects (with the usual prototype or none), Maps and Sets. A ref is a leaf, and so is all
 * else: bytes, dates, promises, and the instances of classes, whose state may lie where no walk can see it (cache:69,
 * cache:70). Of objects and arrays every own property that has a value is looked at, whatever its key is and whether or not
 * it is enumerable; accessors are not run. Of Maps the keys are looked at as the values are.
 *
 * Each container is looked at once, however many paths lead to it, and none is looked at from within another: a walk takes
 * time and memory linear in the edges, and no stack (cache:71, cache:72, cache:G17).
 */
import { types } from 'node:util'
import type { Ref } from '../../../contracts/index.ts'
import { isRef } from '../../../contracts/repository/refs.ts'
import { scopeText } from '../../../contracts/repository/scopes.ts'

/** What a walk looks into. */
export type Container = unknown[] | Map<unknown, unknown> | Set<unknown> | { [key: PropertyKey]: unknown }

/** A ref by name: two refs to one blob of one scope are the same, whatever else they say of it. */
export function nameOfRef({ scope, id }: Ref): string {
  return `${scopeText(scope)}\n${id}`
}

/** The container that a value is; undefined where it is a leaf. */
export function containerOf(value: unknown): Container | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  switch (Object.getPrototypeOf(value)) {
    case Array.prototype:
      return Array.isArray(value) ? value : undefined
    case Map.prototype:
      return types.isMap(value) ? value : undefined
    case Set.prototype:
      return types.isSet(value) ? value : undefined
    case Object.prototype:
    case null:
      return isRef(value) ? undefined : (value as Container)
    default:
      return undefined
  }
}

/** What lies in a container, in its order, where it is looked at. */
function itemsOf(container: Container, isSeen: (key: PropertyKey) => boolean): readonly unknown[] {
  if (container instanceof Map) return isSeen(0) ? [...container.entries()].flatMap((entry) => entry) : []
  if (container instanceof Set) return isSeen(0) ? [...container] : []
  const keys = Reflect.ownKeys(container).filter(isSeen)
  return keys.map((key) => Object.getOwnPropertyDescriptor(container, key)?.value as unknown)
}

/** A value as a walk has seen it. */
export interface Graph {
  /** each distinct ref once, in the order in which the walk came to it, with the containers that hold it */
  readonly refs: ReadonlyMap<string, { readonly ref: Ref; readonly holders: readonly Container[] }>
  /** by container, those that hold it */
  readonly holders: ReadonlyMap<Container, readonly Container[]>
}

/** What a walk looks at in a container: of the value itself, where fields are named, only those. */
export function isLookedAt(
  container: Container,
  key: PropertyKey,
  value: unknown,
  at: readonly string[] | undefined,
): boolean {
  if (at === undefined || container !== value) return true
  return !Array.isArray(container) && typeof key === 'string' && at.includes(key)
}

/** Walks a value; where fields are named, only what they hold. */
export function graphOf(value: unknown, at?: readonly string[]): Graph {
  const refs = new Map<string, { readonly ref: Ref; readonly holders: Container[] }>()
  const holders = new Map<Container, Container[]>()
  const due: Container[] = []
  const see = (item: unknown, holder: Container | undefined): void => {
    const container = containerOf(item)
    const known = container && holders.get(container)
    if (container && !known) due.push(container)
    if (container) holders.set(container, withOne(known, holder))
    else if (isRef(item)) {
      const name = nameOfRef(item)
      const seen = refs.get(name)
      refs.set(name, { ref: seen?.ref ?? item, holders: withOne(seen?.holders, holder) })
    }
  }
  see(value, undefined)
  // The container that was found last comes first: its holders are whole once all have had their turn.
  for (let next = due.pop(); next; next = due.pop())
    for (const item of itemsOf(next, (key) => isLookedAt(next, key, value, at))) see(item, next)
  return { refs, holders }
}

/** A list with one more in it, if there is one. */
function withOne(list: Container[] = [], one: Container | undefined): Container[] {
  if (one) list.push(one)
  return list
}
