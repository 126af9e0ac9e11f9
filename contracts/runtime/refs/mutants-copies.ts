/** Walks whose copies are not what they are copies of. */
import type { PortMutant } from '../../contract.ts'
import { isRef } from '../../repository/refs.ts'
import { copiesIn, isContainer, kindOf, placesOf } from './places.ts'
import { refMutant, spoiling } from './wrap.ts'

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

/** Faults of topology and of properties. */
export const copyMutants: readonly PortMutant[] = [...topologies, ...properties]
