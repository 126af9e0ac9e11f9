/**
 * Resolving: a value in which each ref that is meant is replaced by what it stands for.
 *
 * What leads to no such ref stays the very object that it was, and a value without any is given back as it came
 * (cache:66). Of all else there are copies, one for each container: what was shared is shared in the result, and a cycle
 * leads back into the result (cache:G16). A copy keeps prototype, keys, their order and attributes, hidden properties,
 * symbols, accessors and gaps (cache:76, cache:G18). It does not keep that it was frozen or sealed, nor what somebody put on
 * a Map or a Set besides what is in it.
 *
 * A ref that resolves to undefined leaves undefined in its place (cache:52); two such members of a Set fall together, as
 * they do in any Set. As the key of a Map it stays what it was, so that no entry is lost.
 */
import type { Ref } from '../../../contracts/index.ts'
import type { ResolveOptions, Resolver } from '../../../contracts/runtime/refs/part.ts'
import { StoreError } from '../../../contracts/errors.ts'
import type { Container, Graph } from './graph.ts'
import { containerOf, graphOf, isLookedAt, nameOfRef } from './graph.ts'
import { isRef } from '../../../contracts/repository/refs.ts'

/** What each ref that is meant has come to, by name. */
type Found = ReadonlyMap<string, unknown>

/** The containers that lead to a ref which is meant. */
function leadingTo({ refs, holders }: Graph, names: Iterable<string>): ReadonlySet<Container> {
  const leading = new Set<Container>()
  const due: Container[] = []
  const note = (those: readonly Container[]): void => {
    for (const one of those) {
      if (leading.has(one)) continue
      leading.add(one)
      due.push(one)
    }
  }
  for (const name of names) note(refs.get(name)?.holders ?? [])
  for (let next = due.pop(); next; next = due.pop()) note(holders.get(next) ?? [])
  return leading
}

function emptyLike(container: Container): Container {
  if (Array.isArray(container)) return Array.from({ length: 0 })
  if (container instanceof Map) return new Map()
  return container instanceof Set
    ? new Set()
    : (Object.create(Object.getPrototypeOf(container) as object | null) as Container)
}

/** Puts into a copy what is in a container, each item by way of `taken`. */
function fill(
  copy: Container,
  container: Container,
  taken: (item: unknown, isKey?: true) => unknown,
  isSeen: (key: PropertyKey) => boolean,
): void {
  if (container instanceof Map) {
    for (const [key, item] of container) (copy as Map<unknown, unknown>).set(taken(key, true), taken(item))
  } else if (container instanceof Set) {
    for (const item of container) (copy as Set<unknown>).add(taken(item))
  } else {
    for (const key of Reflect.ownKeys(container)) {
      const property = Object.getOwnPropertyDescriptor(container, key)
      if (property)
        Object.defineProperty(
          copy,
          key,
          'value' in property && isSeen(key) ? { ...property, value: taken(property.value) } : property,
        )
    }
  }
}

/** The value with copies of all containers that lead to what was found. */
function copied(
  value: unknown,
  leading: ReadonlySet<Container>,
  found: Found,
  at: readonly string[] | undefined,
): unknown {
  const copies = new Map([...leading].map((container) => [container, emptyLike(container)]))
  const taken = (item: unknown, isKey?: true): unknown => {
    const container = containerOf(item)
    if (container) return copies.get(container) ?? item
    if (!isRef(item) || !found.has(nameOfRef(item))) return item
    const come = found.get(nameOfRef(item))
    return come === undefined && isKey ? item : come
  }
  for (const [container, copy] of copies) fill(copy, container, taken, (key) => isLookedAt(container, key, value, at))
  return taken(value)
}

function readerOf(resolver: Resolver): (ref: Ref) => unknown {
  // As a method it keeps its receiver.
  return typeof resolver === 'function' ? resolver : (ref) => resolver.byRef(ref)
}

/**
 * What the refs come to, so many at a time. After the first failure, or an abort, nothing is begun, and what has begun is
 * waited for: nothing is left that could fail where nobody listens (cache:75).
 */
async function foundOf(
  refs: readonly Ref[],
  resolver: Resolver,
  { concurrency = Infinity, signal }: ResolveOptions,
): Promise<Found> {
  const read = readerOf(resolver)
  const found = new Map<string, unknown>()
  const waiting = refs.values()
  const failures: unknown[] = []
  const work = async (): Promise<void> => {
    for (const ref of waiting) {
      try {
        if (signal?.aborted === true)
          throw new StoreError('ABORTED', 'the walk was aborted before all refs were resolved')
        const come: unknown = await read(ref)
        found.set(nameOfRef(ref), come)
      } catch (error) {
        failures.push(error)
      }
      if (failures.length > 0) return
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, refs.length) }, work))
  if (failures.length > 0) throw failures[0]
  return found
}

/** The value with what its refs stand for in their place. */
export async function resolveRefs(value: unknown, resolver: Resolver, options: ResolveOptions = {}): Promise<unknown> {
  const { filter = () => true, at } = options
  const graph = graphOf(value, at)
  const meant = [...graph.refs.values()].map(({ ref }) => ref).filter((ref) => filter(ref))
  if (meant.length === 0) return value
  const found = await foundOf(meant, resolver, options)
  return copied(value, leadingTo(graph, found.keys()), found, at)
}
