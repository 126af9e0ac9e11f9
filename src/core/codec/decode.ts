/** Text back to values. A text that `encodeValue` cannot have written is CORRUPT: what is stored has come to harm. */
import type { Json, Value } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import { show } from '../../../contracts/port.ts'
import { bytesFrom, viewOf } from './bytes.ts'

/** Takes a value to where it belongs. */
type Put = (value: Value) => void

/** What is still to be done, the last first: a container is filled after it was put in its place. */
type Due = (() => void)[]

function corrupt(what: string): never {
  throw new StoreError('CORRUPT', `what is stored is not the text of a value: ${what}`)
}

const numbers: ReadonlyMap<unknown, number> = new Map([
  ['-0', -0],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

function listOf(word: string, data: Json, length?: number): readonly Json[] {
  if (!Array.isArray(data) || (length !== undefined && data.length !== length))
    return corrupt(`$${word} of ${show(data)}`)
  return data as readonly Json[]
}

function blobOf(data: Json): Blob {
  const [type, size, base64] = listOf('Blob', data, 3)
  const bytes = bytesFrom(size, base64)
  if (!bytes || typeof type !== 'string') return corrupt(`$Blob of ${show(data)}`)
  return new Blob([bytes], { type })
}

/** The value of a word that holds no others; undefined where there is none such. */
function leafOf(word: string, data: Json): { readonly leaf: Value } | undefined {
  switch (word) {
    case 'number':
      return { leaf: numbers.get(data) ?? corrupt(`$number of ${show(data)}`) }
    case 'undefined':
      return data === true ? { leaf: undefined } : corrupt(`$undefined of ${show(data)}`)
    case 'bigint':
      return typeof data === 'string' && /^(0|-?[1-9]\d*)$/.test(data)
        ? { leaf: BigInt(data) }
        : corrupt(`$bigint of ${show(data)}`)
    case 'Date':
      return typeof data === 'number' || data === null
        ? { leaf: new Date(data ?? NaN) }
        : corrupt(`$Date of ${show(data)}`)
    case 'Blob':
      return { leaf: blobOf(data) }
    case 'Map':
    case 'Set':
      return undefined
    default: {
      const [size, base64] = listOf(word, data, 2)
      const bytes = bytesFrom(size, base64)
      return { leaf: (bytes && viewOf(word, bytes)) ?? corrupt(`$${word} of ${show(data)}`) }
    }
  }
}

function visitMap(data: Json, put: Put, due: Due): void {
  const map = new Map<Value, Value>()
  put(map)
  for (const entry of listOf('Map', data).toReversed()) {
    const [key, value] = listOf('Map', entry, 2)
    let read: Value
    due.push(
      () => visit(value ?? null, (into) => map.set(read, into), due),
      () => visit(key ?? null, (into) => (read = into), due),
    )
  }
}

function visitSet(data: Json, put: Put, due: Due): void {
  const set = new Set<Value>()
  put(set)
  for (const item of listOf('Set', data).toReversed()) due.push(() => visit(item, (value) => set.add(value), due))
}

function visitArray(data: readonly Json[], put: Put, due: Due): void {
  const list: Value[] = []
  put(list)
  for (const item of data.toReversed()) due.push(() => visit(item, (value) => list.push(value), due))
}

function visitObject(data: { readonly [key: string]: Json }, put: Put, due: Due): void {
  const keys = Object.keys(data)
  const word = keys.find((key) => /^\$(?!\$)/.test(key))?.slice(1)
  if (word !== undefined) {
    if (keys.length > 1) corrupt(`an object with $${word} and other keys`)
    const content = data[`$${word}`] ?? null
    const found = leafOf(word, content)
    if (found) put(found.leaf)
    else if (word === 'Map') visitMap(content, put, due)
    else visitSet(content, put, due)
    return
  }
  const object: { [key: string]: Value } = {}
  put(object)
  for (const key of keys.toReversed()) {
    const name = key.startsWith('$') ? key.slice(1) : key
    // Defined, not assigned: `__proto__` is a key like any other.
    const keep = (value: Value): void => {
      Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })
    }
    due.push(() => visit(data[key] ?? null, keep, due))
  }
}

function visit(data: Json, put: Put, due: Due): void {
  if (typeof data !== 'object' || data === null) put(data)
  else if (Array.isArray(data)) visitArray(data as readonly Json[], put, due)
  else visitObject(data as { readonly [key: string]: Json }, put, due)
}

function parsed(text: unknown): Json {
  try {
    if (typeof text === 'string') return JSON.parse(text) as Json
  } catch {
    // Said below, with the text.
  }
  return corrupt(show(text))
}

/** The value of a text. Throws a `StoreError` CORRUPT where it is none. */
export function decodeValue(text: unknown): Value {
  const due: Due = []
  let root: Value
  visit(parsed(text), (value) => (root = value), due)
  for (let next = due.pop(); next; next = due.pop()) next()
  return root
}
