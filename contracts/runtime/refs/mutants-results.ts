/** Walks that give something else than the graph says. */
import type { PortMutant } from '../../contract.ts'
import { isRef } from '../../repository/refs.ts'
import type { Ref } from '../../values.ts'
import { allPlaces, copiesIn, isContainer, kindOf, placesOf } from './places.ts'
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

/** Follows each path to its end, with no memory of where it was. */
function followed(value: unknown): number {
  if (!isContainer(value)) return 1
  return placesOf(value).reduce((total, { item }) => total + followed(item), 1)
}

/** Goes through a value and its result side by side, and says of each container on which path it was come to. */
function sideBySide(
  value: unknown,
  result: unknown,
  told: (input: object, path: ReadonlySet<object>, put: (item: unknown) => void) => void,
): void {
  const seen = new Set<object>()
  const go = (input: object, output: object, path: ReadonlySet<object>): void => {
    if (seen.has(output)) return
    seen.add(output)
    const [from, to] = [placesOf(input), placesOf(output)]
    for (const [at, { item }] of from.entries()) {
      const there = to[at]
      if (!isContainer(item) || isRef(item) || !there || !isContainer(there.item) || there.item === item) continue
      const next = there.item
      told(item, path, (other) => there.put(other))
      go(item, next, new Set([...path, item]))
    }
  }
  if (isContainer(value) && isContainer(result) && value !== result) go(value, result, new Set([value]))
}

function secondPaths(value: unknown, result: unknown): void {
  const seen = new Set<object>()
  if (isContainer(value)) seen.add(value)
  sideBySide(value, result, (input, _, put) => {
    if (seen.has(input)) put(input)
    seen.add(input)
  })
}

function backIntoInput(value: unknown, result: unknown): void {
  sideBySide(value, result, (input, path, put) => {
    if (path.has(input)) put(input)
  })
}

/** Changes each copy that is an object, or each that is a list. */
function inCopies(
  of: 'object' | 'list',
  change: (copy: { [key: string]: unknown }) => void,
): ReturnType<typeof spoiling> {
  return spoiling((value, result) => {
    for (const copy of copiesIn(value, result)) {
      if (kindOf(copy) === of && !isRef(copy)) change(copy as { [key: string]: unknown })
    }
  })
}

function dropHidden(copy: { [key: string]: unknown }): void {
  for (const key of Reflect.ownKeys(copy))
    if (typeof key === 'symbol' || !Object.prototype.propertyIsEnumerable.call(copy, key))
      Reflect.deleteProperty(copy, key)
}

/** Writes each key once more, as an assignment does. */
function assign(copy: { [key: string]: unknown }): void {
  const name = '__proto__'
  const field = Object.getOwnPropertyDescriptor(copy, name)
  if (!field || !('value' in field)) return
  Reflect.deleteProperty(copy, name)
  copy[name] = field.value
}

function fillGaps(copy: { [key: string]: unknown }): void {
  const list = copy as unknown as unknown[]
  for (const [at, item] of list.entries()) list[at] = item
}

function run(copy: { [key: string]: unknown }): void {
  Object.assign(copy, { ...copy })
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

const topologies: readonly PortMutant[] = [
  refMutant(
    {
      words: 'has-no-memory',
      law: 'sharing-and-cycles-stay',
      says: 'a walk does not know where it was already',
      source: ['cache:71'],
    },
    spoiling((value) => void followed(value)),
  ),
  refMutant(
    {
      words: 'skips-second-paths',
      law: 'sharing-and-cycles-stay',
      says: 'what was seen already is given back as it was, unresolved',
      source: ['cache:G16'],
    },
    spoiling(secondPaths),
  ),
  refMutant(
    {
      words: 'leads-back-into-the-input',
      law: 'sharing-and-cycles-stay',
      says: 'a cycle of the result leads back into the value that was given',
      source: ['cache:G16'],
    },
    spoiling(backIntoInput),
  ),
]

const properties: readonly PortMutant[] = [
  refMutant(
    {
      words: 'copies-by-keys',
      law: 'copies-keep-properties',
      says: 'a copy has no hidden properties and no symbols',
      source: ['cache:76'],
    },
    inCopies('object', dropHidden),
  ),
  refMutant(
    {
      words: 'assigns-keys',
      law: 'copies-keep-properties',
      says: 'a key __proto__ becomes the prototype of the copy',
      source: ['cache:G18'],
    },
    inCopies('object', assign),
  ),
  refMutant(
    { words: 'fills-gaps', law: 'copies-keep-properties', says: 'a copy of a list has no gaps', source: ['cache:G18'] },
    inCopies('list', fillGaps),
  ),
  refMutant(
    {
      words: 'runs-accessors',
      law: 'copies-keep-properties',
      says: 'accessors are run, and what they give is copied',
      source: ['cache:G18'],
    },
    inCopies('object', run),
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
      source: ['cache:63'],
    },
    withOptions((options) => without(options, 'at')),
  ),
]

/** Walks that give something else than they should. */
export const resultMutants: readonly PortMutant[] = [
  ...untouched,
  ...containers,
  ...topologies,
  ...properties,
  ...trusted,
]
