/** Walks that give something else than the graph says. */
import type { PortMutant } from '../../contract.ts'
import { isRef } from '../../repository/refs.ts'
import type { Ref } from '../../values.ts'
import { allPlaces, copiesIn, isContainer, kindOf } from './places.ts'
import { reading, refMutant, resolvingWith, spoiling, without, withOptions } from './wrap.ts'

/** What is put back in the containers of a kind: the refs that were resolved there. */
function leaving(kind: typeof Map | typeof Set): ReturnType<typeof resolvingWith> {
  return resolvingWith(async (inner, value, resolver, options) => {
    const cameOf = new Map<unknown, Ref>()
    const noted = async (ref: Ref): Promise<unknown> => {
      const got: unknown = await reading(resolver)(ref)
      cameOf.set(got, ref)
      return got
    }
    const result = await inner.resolve(value, noted, options)
    for (const { holder, item, put } of allPlaces(result))
      if (holder instanceof kind && cameOf.has(item)) put(cameOf.get(item))
    return result
  })
}

function sortKeys(object: object): void {
  if (kindOf(object) !== 'object') return
  const fields = Object.entries(Object.getOwnPropertyDescriptors(object)).toReversed()
  for (const [key] of fields) Reflect.deleteProperty(object, key)
  for (const [key, field] of fields) Object.defineProperty(object, key, field)
}

/** Replaces leaves of a result that are meant. */
function replacing(isMeant: (item: object) => boolean, by: (item: object) => unknown): ReturnType<typeof spoiling> {
  return spoiling((_, result) => {
    for (const { item, put } of allPlaces(result))
      if (typeof item === 'object' && item !== null && isMeant(item)) put(by(item))
  })
}

const plainLeaves: readonly (new (...args: never[]) => object)[] = [Date, Uint8Array, RegExp]

function isPlainLeaf(item: object): boolean {
  return plainLeaves.some((of) => item instanceof of)
}

function isInstance(item: object): boolean {
  return ![...plainLeaves, ArrayBuffer, Promise].some((of) => item instanceof of) && !isContainer(item)
}

/** Resolves as data what has no brand and is meant all the same. */
function alsoResolving(refOf: (item: object) => Ref | undefined): ReturnType<typeof resolvingWith> {
  return resolvingWith(async (inner, value, resolver, options) => {
    const result = await inner.resolve(value, resolver, options)
    for (const { item, put } of allPlaces(result)) {
      const ref = isContainer(item) && !isRef(item) ? refOf(item) : undefined
      if (ref) put(await reading(resolver)(ref))
    }
    return result
  })
}

function shapedAsRef(item: object): Ref | undefined {
  return 'id' in item && 'scope' in item && 'size' in item ? ({ ...item, kind: 'holdfast.ref' } as Ref) : undefined
}

function pointer(item: object): Ref | undefined {
  if (!('$ref' in item) || typeof item.$ref !== 'string') return undefined
  return { kind: 'holdfast.ref', id: item.$ref, scope: { tenant: 't' }, size: 0 }
}

/** Resolvers whose answers are changed. */
function answering(change: (got: unknown, ref: Ref) => unknown): ReturnType<typeof resolvingWith> {
  return resolvingWith((inner, value, resolver, options) =>
    inner.resolve(value, async (ref: Ref) => change(await reading(resolver)(ref), ref), options),
  )
}

/** A ref that stands for nothing fails the walk. */
export const rejectsDangling: ReturnType<typeof resolvingWith> = answering((got, { id }) => {
  if (got === undefined) throw new Error(`the ref ${id} resolves to nothing`)
  return got
})

const untouched: readonly PortMutant[] = [
  refMutant(
    {
      words: 'copies-always',
      law: 'untouched-stays-itself',
      says: 'a value with nothing to resolve is copied all the same',
      source: ['cache:66'],
    },
    resolvingWith(async (inner, value, resolver, options) => {
      const result = await inner.resolve(value, resolver, options)
      if (result !== value || !isContainer(value)) return result
      return Array.isArray(value) ? [...(value as readonly unknown[])] : { ...value }
    }),
  ),
  refMutant(
    {
      words: 'rewrites-pointers',
      law: 'untouched-stays-itself',
      says: 'pointers of JSON Schema are written anew',
      source: ['cache:61'],
    },
    replacing(
      (item) => '$ref' in item && !('kind' in item),
      (item) => ({ ...item }),
    ),
  ),
  refMutant(
    {
      words: 'ignores-the-filter',
      law: 'filter-is-kept',
      says: 'every ref is resolved, whatever the filter says',
      source: ['cache:67'],
    },
    withOptions((options) => without(options, 'filter')),
  ),
]

const containers: readonly PortMutant[] = [
  refMutant(
    { words: 'leaves-maps', law: 'containers-are-walked', says: 'refs in Maps stay refs', source: ['cache:68'] },
    leaving(Map),
  ),
  refMutant(
    { words: 'leaves-sets', law: 'containers-are-walked', says: 'refs in Sets stay refs', source: ['cache:68'] },
    leaving(Set),
  ),
  refMutant(
    {
      words: 'sorts-keys',
      law: 'containers-are-walked',
      says: 'the keys of a copy come in another order',
      source: ['cache:68'],
    },
    spoiling((value, result) => {
      for (const copy of copiesIn(value, result)) sortKeys(copy)
    }),
  ),
  refMutant(
    {
      words: 'copies-leaves',
      law: 'leaves-stay-themselves',
      says: 'bytes, dates and patterns are copied by their keys, of which they have none',
      source: ['cache:69'],
    },
    replacing(isPlainLeaf, (item) => ({ ...item })),
  ),
  refMutant(
    {
      words: 'copies-instances',
      law: 'leaves-stay-themselves',
      says: 'instances of classes are copied by their keys, with their prototype and without their private state',
      source: ['cache:70'],
    },
    replacing(isInstance, (item) =>
      Object.assign(Object.create(Object.getPrototypeOf(item) as object) as object, item),
    ),
  ),
]

const trusted: readonly PortMutant[] = [
  refMutant(
    {
      words: 'goes-by-shape',
      law: 'look-alikes-are-data',
      says: 'whatever has the fields of a ref is resolved, with the brand or without',
      source: ['cache:59', 'cache:62'],
    },
    alsoResolving(shapedAsRef),
  ),
  refMutant(
    {
      words: 'resolves-any-pointer',
      law: 'look-alikes-are-data',
      says: 'whatever has a field $ref is resolved',
      source: ['cache:61', 'cache:62'],
    },
    alsoResolving(pointer),
  ),
  refMutant(
    {
      words: 'rejects-dangling',
      law: 'dangling-is-undefined',
      says: 'a ref that stands for nothing fails the whole walk',
      source: ['cache:52'],
    },
    rejectsDangling,
  ),
  refMutant(
    {
      words: 'keeps-dangling',
      law: 'dangling-is-undefined',
      says: 'a ref that stands for nothing stays in its place',
      source: ['cache:52'],
    },
    answering((got, ref) => got ?? { ...ref }),
  ),
  refMutant(
    {
      words: 'walks-every-field',
      law: 'declared-fields-only',
      says: 'refs are looked for in every field, whichever are named',
      source: ['cache:47', 'cache:63'],
    },
    withOptions((options) => without(options, 'at')),
  ),
]

/** Walks that give something else than they should. */
export const resultMutants: readonly PortMutant[] = [...untouched, ...containers, ...trusted]
