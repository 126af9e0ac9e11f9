/**
 * Values as text: canonical and injective. Two values have the same text if and only if they are the same value, so rows,
 * keys and digests can go by the text alone (cache:G25). The text is JSON without a control character or lone surrogate
 * in it, so that every store takes it as it is.
 *
 * JSON stands for itself, with the keys of objects in the order of their code units (RFC 8785 has the same order). What
 * JSON has no word for is an object with one key that begins with a single `$`:
 *
 *   {"$number":"-0"} NaN Infinity -Infinity   {"$undefined":true}   {"$bigint":"12"}   {"$Date":0} or null
 *   {"$Uint8Array":[3,"AQID"]} and so on: the size in bytes, and base64   {"$Blob":["text/plain",3,"AQID"]}
 *   {"$Map":[[key,value]]}   {"$Set":[item]}
 *
 * A key of a plain object that begins with `$` is written with one more `$`, so that nothing can look like these. The
 * walk keeps its own stack: depth is bounded by size only.
 */
import { types } from 'node:util'
import type { Value } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import { valueBytesMax } from '../../../contracts/values.ts'
import { exactBytes, wordForBytes } from './bytes.ts'

/** Where in a value something is, from the inside out. */
interface Place {
  readonly step: string
  readonly within: Place | undefined
}

/** What is still to be written: a piece of text, a value, or the end of a container. */
type Due =
  | { readonly text: string }
  | { readonly value: unknown; readonly place: Place | undefined }
  | { readonly leaves: object }

function pathTo(place: Place | undefined): string {
  const steps: string[] = []
  for (let at = place; at; at = at.within) steps.push(at.step)
  const path = `value${steps.toReversed().join('')}`
  return path.length > 200 ? `${path.slice(0, 80)} ... ${path.slice(-80)}` : path
}

function refuse(place: Place | undefined, expected: string, got: string): never {
  throw new StoreError('INVALID_ARGUMENT', `${pathTo(place)}: expected ${expected}, got ${got}`)
}

function numberText(value: number): string {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? JSON.stringify(value)
    : `{"$number":"${Object.is(value, -0) ? '-0' : value}"}`
}

/** The text of a value that holds no others; undefined where it holds some. */
function leafText(value: unknown, place: Place | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value)
    case 'number':
      return numberText(value)
    case 'undefined':
      return '{"$undefined":true}'
    case 'bigint':
      return `{"$bigint":"${value}"}`
    case 'object':
      return value === null ? 'null' : objectLeafText(value)
    case 'function':
    case 'symbol':
      return refuse(place, 'a value', `a ${typeof value}`)
  }
}

function objectLeafText(value: object): string | undefined {
  const word = wordForBytes(value)
  if (word !== undefined) {
    const bytes = exactBytes(value as ArrayBuffer | ArrayBufferView)
    return `{"$${word}":[${bytes.length},"${bytes.toString('base64')}"]}`
  }
  if (types.isDate(value) && isExactly(value, Date)) return `{"$Date":${JSON.stringify(value.getTime())}}`
  return undefined
}

function isExactly(value: object, maker: { readonly prototype: object }): boolean {
  return Object.getPrototypeOf(value) === maker.prototype
}

async function blobText(blob: Blob): Promise<string> {
  const bytes = Buffer.from(await blob.arrayBuffer())
  return `{"$Blob":[${JSON.stringify(blob.type)},${bytes.length},"${bytes.toString('base64')}"]}`
}

/** Parts with a comma between each and the next. */
function listed(parts: readonly (readonly Due[])[]): readonly Due[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [{ text: ',' }, ...part]))
}

function arrayDue(list: readonly unknown[], place: Place | undefined): readonly Due[] {
  const keys = Object.keys(list)
  if (keys.length !== list.length || keys.some((key, index) => key !== String(index)))
    refuse(place, 'a list without holes and without keys of its own', 'one that has some')
  const items = list.map((value, index): readonly Due[] => [{ value, place: { step: `[${index}]`, within: place } }])
  return [{ text: '[' }, ...listed(items), { text: ']' }]
}

function mapDue(map: ReadonlyMap<unknown, unknown>, place: Place | undefined): readonly Due[] {
  const entries = [...map].map(([key, value], index): readonly Due[] => [
    { text: '[' },
    { value: key, place: { step: `<key ${index}>`, within: place } },
    { text: ',' },
    { value, place: { step: `<entry ${index}>`, within: place } },
    { text: ']' },
  ])
  return [{ text: '{"$Map":[' }, ...listed(entries), { text: ']}' }]
}

function setDue(set: ReadonlySet<unknown>, place: Place | undefined): readonly Due[] {
  const items = [...set].map((value, index): readonly Due[] => [
    { value, place: { step: `<item ${index}>`, within: place } },
  ])
  return [{ text: '{"$Set":[' }, ...listed(items), { text: ']}' }]
}

function objectDue(object: object, place: Place | undefined): readonly Due[] {
  const keys = Reflect.ownKeys(object).map((key) =>
    typeof key === 'string' ? key : refuse(place, 'keys that are strings', String(key)),
  )
  const entries = keys.toSorted(byCodeUnit).map((key): readonly Due[] => {
    const inside = { step: `[${JSON.stringify(key)}]`, within: place }
    const property = Object.getOwnPropertyDescriptor(object, key)
    if (!property?.enumerable || !('value' in property))
      return refuse(inside, 'an enumerable data property', 'another kind of property')
    return [
      { text: `${JSON.stringify(key.startsWith('$') ? `$${key}` : key)}:` },
      { value: property.value, place: inside },
    ]
  })
  return [{ text: '{' }, ...listed(entries), { text: '}' }]
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}

/** What a container holds, between its brackets. */
function containerDue(value: object, place: Place | undefined): readonly Due[] {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value) && prototype === Array.prototype) return arrayDue(value, place)
  if (types.isMap(value) && isExactly(value, Map)) return mapDue(value, place)
  if (types.isSet(value) && isExactly(value, Set)) return setDue(value, place)
  if (prototype === Object.prototype || prototype === null) return objectDue(value, place)
  return refuse(place, 'a value', `an instance of ${value.constructor?.name ?? 'a class'}`)
}

/** Pieces of text that together may not be longer than a value may be. */
class Parts {
  readonly #parts: string[] = []
  #length = 0

  add(part: string): void {
    this.#parts.push(part)
    this.#length += part.length
    if (this.#length > valueBytesMax) this.#refuse()
  }

  text(): string {
    const text = this.#parts.join('')
    if (Buffer.byteLength(text) > valueBytesMax) this.#refuse()
    return text
  }

  #refuse(): never {
    throw new StoreError(
      'INVALID_ARGUMENT',
      `value: expected a text of at most ${valueBytesMax} bytes, got more; what is shared inside a value is written each time`,
    )
  }
}

/**
 * The text of a value. Throws a `StoreError` INVALID_ARGUMENT that names the place of what cannot be written: a cycle, a
 * function, a symbol, a class instance, an accessor, a hole, or too much of it.
 */
export async function encodeValue(value: Value): Promise<string> {
  const parts = new Parts()
  const open = new Set<object>()
  const due: Due[] = [{ value, place: undefined }]
  for (let next = due.pop(); next; next = due.pop()) {
    if ('text' in next) {
      parts.add(next.text)
    } else if ('leaves' in next) {
      open.delete(next.leaves)
    } else {
      const text = leafText(next.value, next.place)
      const held = next.value as object
      if (text !== undefined) parts.add(text)
      else if (held instanceof Blob && isExactly(held, Blob)) parts.add(await blobText(held))
      else {
        if (open.has(held)) refuse(next.place, 'a value without a cycle', 'one that contains itself')
        open.add(held)
        due.push({ leaves: held })
        for (const part of containerDue(held, next.place).toReversed()) due.push(part)
      }
    }
  }
  return parts.text()
}
