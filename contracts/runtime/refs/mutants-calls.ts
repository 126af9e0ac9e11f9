/** Walks that ask too much of a resolver, of the stack, or of the time; and those that trust what a row says. */
import type { PortMutant } from '../../contract.ts'
import { isRef } from '../../repository/refs.ts'
import type { Ref } from '../../values.ts'
import { blobsOf } from '../beside.ts'
import { rejectsDangling } from './mutants-results.ts'
import type { Resolver } from './part.ts'
import { allPlaces, isContainer, placesOf } from './places.ts'
import { collectingWith, reading, refMutant, resolvingWith, spoiling, without, withOptions } from './wrap.ts'

/** The refs that a value has in places of containers, each as often as it occurs. */
function occurrences(value: unknown): readonly Ref[] {
  return allPlaces(value).flatMap(({ item }) => (isRef(item) ? [item] : []))
}

function isInstance(item: unknown): item is object {
  return typeof item === 'object' && item !== null && !isContainer(item)
}

function withRefsOfInstances(refs: readonly Ref[], value: unknown): readonly Ref[] {
  const inside = allPlaces(value).flatMap(({ item }) => (isInstance(item) ? (Object.values(item) as unknown[]) : []))
  return [...refs, ...inside.filter((item) => isRef(item))]
}

function withoutKeys(refs: readonly Ref[], value: unknown): readonly Ref[] {
  const placed = new Set(occurrences(value).map(({ id }) => id))
  return refs.filter(({ id }) => placed.has(id))
}

/** Each occurrence is read by itself. */
const readsEach = resolvingWith(async (inner, value, resolver, options) => {
  const names = new Set<string>()
  for (const ref of occurrences(value)) {
    const isMeant = options?.filter?.(ref) ?? true
    if (isMeant && names.has(ref.id)) await reading(resolver)(ref)
    names.add(ref.id)
  }
  return inner.resolve(value, resolver, options)
})

/** The walk is over with its first failure, whatever else it has begun. */
const failsAtOnce = resolvingWith((inner, value, resolver, options) => {
  let fail: (error: unknown) => void = () => {}
  const first = new Promise<never>((_, reject) => {
    fail = reject
  })
  const told = async (ref: Ref): Promise<unknown> => {
    try {
      return await reading(resolver)(ref)
    } catch (error) {
      fail(error)
      throw error
    }
  }
  return Promise.race([inner.resolve(value, told, options), first])
})

const swallows = resolvingWith((inner, value, resolver, options) =>
  inner.resolve(
    value,
    async (ref: Ref) => {
      try {
        return await reading(resolver)(ref)
      } catch {
        return undefined
      }
    },
    options,
  ),
)

function unbound(resolver: Resolver): (ref: Ref) => unknown {
  if (typeof resolver === 'function') return resolver
  // eslint-disable-next-line @typescript-eslint/unbound-method -- that it has no receiver is the fault
  const { byRef } = resolver
  return (ref) => byRef(ref)
}

/** How deep a value is, by recursion, with a memory of where it was. */
function depthOf(value: unknown, seen: Set<object> = new Set()): number {
  if (!isContainer(value) || seen.has(value)) return 0
  seen.add(value)
  return 1 + Math.max(0, ...placesOf(value).map(({ item }) => depthOf(item, seen)))
}

/** Looks at what every path leads to. */
function expand(value: unknown): void {
  if (isContainer(value)) for (const { item } of placesOf(value)) expand(item)
}

/** At each level looks whether there is a ref below, and then goes on to the next. */
function scanEach(value: unknown): void {
  if (!isContainer(value)) return
  occurrences(value)
  for (const { item } of placesOf(value)) scanEach(item)
}

/** The brand of a ref that this process has made: no row has it. */
const brand = Symbol('ref')

function isOwn(ref: Ref): boolean {
  return Object.getOwnPropertySymbols(ref).includes(brand)
}

/** What is absent for whoever walks is read as whoever owns it. */
const readsAsOwner = resolvingWith((inner, value, resolver, options, ground) =>
  inner.resolve(
    value,
    async (ref: Ref) => {
      const got: unknown = await reading(resolver)(ref)
      if (got !== undefined) return got
      const read = await blobsOf(ground).read(ref.scope, ref)
      return read.status === 'there' ? read.bytes : undefined
    },
    options,
  ),
)

const asking: readonly PortMutant[] = [
  refMutant(
    {
      words: 'collects-through-instances',
      law: 'one-boundary',
      says: 'refs are collected from instances of classes too, where nothing resolves them',
      source: ['cache:73'],
    },
    collectingWith(withRefsOfInstances),
  ),
  refMutant(
    {
      words: 'collects-no-keys',
      law: 'one-boundary',
      says: 'the keys of Maps are resolved, and not looked at where refs are collected',
      source: ['cache:73'],
    },
    collectingWith(withoutKeys),
  ),
  refMutant(
    {
      words: 'reads-each-occurrence',
      law: 'one-read-a-ref',
      says: 'a ref is resolved as often as it occurs',
      source: ['cache:G19'],
    },
    readsEach,
  ),
  refMutant(
    { words: 'ignores-the-limit', law: 'limit-is-kept', says: 'all are resolved at once', source: ['cache:74'] },
    withOptions((options) => without(options, 'concurrency')),
  ),
  refMutant(
    {
      words: 'one-at-a-time',
      law: 'limit-is-kept',
      says: 'one is resolved after the other, whatever the limit',
      source: ['cache:74'],
    },
    withOptions((options) => ({ ...options, concurrency: 1 })),
  ),
  refMutant(
    {
      words: 'fails-at-once',
      law: 'failures-wait',
      says: 'the walk is over with its first failure, while others are in flight',
      source: ['cache:75'],
    },
    failsAtOnce,
  ),
  refMutant(
    {
      words: 'swallows-failures',
      law: 'failures-wait',
      says: 'a ref that cannot be read passes for one that is gone',
      source: ['cache:75'],
    },
    swallows,
  ),
  refMutant(
    {
      words: 'unbinds-the-reader',
      law: 'both-resolvers-serve',
      says: 'the method of a resolver is called without its object',
      source: ['cache:77'],
    },
    resolvingWith((inner, value, resolver, options) => inner.resolve(value, unbound(resolver), options)),
  ),
]

const costing: readonly PortMutant[] = [
  refMutant(
    { words: 'recurses', law: 'depth-is-no-matter', says: 'a walk goes down by recursion', source: ['cache:G17'] },
    spoiling((value) => void depthOf(value)),
  ),
  refMutant(
    {
      words: 'expands-each-path',
      law: 'walks-are-linear',
      says: 'what is shared is walked once for each path to it',
      source: ['cache:72'],
    },
    spoiling(expand),
  ),
  refMutant(
    {
      words: 'scans-at-each-level',
      law: 'walks-are-linear',
      says: 'each container is searched to its bottom before the walk goes on below it',
      source: ['cache:G17'],
    },
    spoiling(scanEach),
  ),
]

const ofRows: readonly PortMutant[] = [
  refMutant(
    {
      words: 'knows-only-its-own',
      law: 'rows-are-walked',
      says: 'a ref is known by a symbol, which no row keeps',
      source: ['cache:51', 'cache:60'],
    },
    collectingWith((refs) => refs.filter(isOwn)),
  ),
  refMutant(
    {
      words: 'reads-rows-again',
      law: 'rows-are-walked',
      says: 'a ref of a row is read as often as it occurs',
      source: ['cache:G19'],
    },
    readsEach,
  ),
  refMutant(
    {
      words: 'row-rejects-dangling',
      law: 'rows-give-no-more',
      says: 'a row with a ref whose bytes are gone cannot be walked',
      source: ['cache:52'],
    },
    rejectsDangling,
  ),
  refMutant(
    {
      words: 'reads-as-its-owner',
      law: 'rows-give-no-more',
      says: 'a ref is read in the scope that it names, whoever walks',
      source: ['cache:62', 'cache:64'],
    },
    readsAsOwner,
  ),
  refMutant(
    {
      words: 'forgets-the-last',
      law: 'agrees-with-model',
      says: 'the ref that was found last is not resolved',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    resolvingWith(async (inner, value, resolver, options = {}) => {
      const last = (await inner.collect(value, options.at ? { at: options.at } : {})).at(-1)
      const { filter = () => true } = options
      return inner.resolve(value, resolver, { ...options, filter: (ref) => ref.id !== last?.id && filter(ref) })
    }),
  ),
]

/** From what is asked of a resolver to what is made of a row. */
export const callMutants: readonly PortMutant[] = [...asking, ...costing, ...ofRows]
