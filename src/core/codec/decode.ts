/**
 * Text back to values. What is stored is either exactly the text of a value, or CORRUPT: a text is read, the value is
 * written again, and the two texts must be one. So nothing here has to ask whether sizes, base64, the order of keys or the
 * form of a number are right; whatever a reader makes of a text that is not, comes out as another text.
 */
import type { Json, Value } from '../../../contracts/index.ts'
import { StoreError, describeError } from '../../../contracts/errors.ts'
import { show } from '../../../contracts/port.ts'
import { bytesFrom, viewOf } from './bytes.ts'
import { filled, written } from './encode.ts'
import { blobText } from './leaves.ts'

type Fields = { [key: string]: unknown }

function corrupt(what: string, cause?: unknown): never {
  throw new StoreError('CORRUPT', `what is stored is not the text of a value: ${what}`, { cause })
}

/** One walk over what JSON made of a text. It keeps its own stack, and changes lists and objects where they are. */
class Reader {
  /** what is still to be filled: a container is put in its place before what it holds is read */
  readonly #due: (() => void)[] = []
  readonly #blobs = new Map<Blob, string>()

  read(data: unknown): Value {
    const value = this.#valueOf(data)
    for (let fill = this.#due.pop(); fill; fill = this.#due.pop()) fill()
    return value as Value
  }

  /** The text of what was read. */
  again(value: Value): string {
    const { text, blobs } = written(value)
    return filled(
      text,
      blobs.map(({ blob }) => this.#blobs.get(blob) ?? ''),
    )
  }

  #valueOf(data: unknown): unknown {
    if (typeof data !== 'object' || data === null) return data
    if (Array.isArray(data)) return this.#array(data as unknown[])
    const keys = Object.keys(data)
    const marked = keys.find((key) => key.startsWith('$'))
    if (marked === undefined) return this.#object(data as Fields, keys)
    const held = (data as Fields)[marked]
    if (!marked.startsWith('$$')) return this.#ofWord(marked.slice(1), held)
    const entries = Object.entries(data).map(
      ([key, value]) => [key.startsWith('$') ? key.slice(1) : key, value] as const,
    )
    const object: Fields = Object.fromEntries(entries)
    return this.#object(object, Object.keys(object))
  }

  #array(list: unknown[]): unknown {
    this.#due.push(() => {
      for (const [index, data] of list.entries()) list[index] = this.#valueOf(data)
    })
    return list
  }

  #object(object: Fields, keys: readonly string[]): unknown {
    this.#due.push(() => {
      // All these keys are the object's own, so that `__proto__` is set like any other.
      for (const key of keys) object[key] = this.#valueOf(object[key])
    })
    return object
  }

  #ofWord(word: string, data: unknown): unknown {
    switch (word) {
      case 'number':
        return Number(data)
      case 'undefined':
        return undefined
      case 'bigint':
        return BigInt(data as string)
      case 'Date':
        return new Date((data as number | null) ?? NaN)
      case 'Blob':
        return this.#blob(data as Json[])
      case 'Map':
        return this.#map(data as unknown[][])
      case 'Set':
        return this.#set(data as unknown[])
      default: {
        const [, base64] = data as readonly string[]
        return viewOf(word, bytesFrom(base64 ?? ''))
      }
    }
  }

  #blob([type, , base64]: readonly Json[]): Blob {
    const bytes = bytesFrom(base64 as string)
    const blob = new Blob([bytes], { type: type as string })
    this.#blobs.set(blob, blobText(blob.type, Buffer.from(bytes)))
    return blob
  }

  #map(entries: readonly (readonly unknown[])[]): unknown {
    const map = new Map<unknown, unknown>()
    this.#due.push(() => {
      for (const [key, value] of entries) map.set(this.#valueOf(key), this.#valueOf(value))
    })
    return map
  }

  #set(items: readonly unknown[]): unknown {
    const set = new Set<unknown>()
    this.#due.push(() => {
      for (const item of items) set.add(this.#valueOf(item))
    })
    return set
  }
}

function differs(text: string, again: string): string {
  let at = 0
  while (text[at] === again[at]) at += 1
  return `${show(text.slice(at, at + 40))} at character ${at}, where its value has ${show(again.slice(at, at + 40))}`
}

/** The value of a text. Throws a `StoreError` CORRUPT where it is that of none. */
export function decodeValue(text: unknown): Value {
  if (typeof text !== 'string') return corrupt(show(text))
  let value: Value
  let again: string
  try {
    const reader = new Reader()
    value = reader.read(JSON.parse(text))
    again = reader.again(value)
  } catch (error) {
    return corrupt(`${show(text.slice(0, 80))}: ${describeError(error)}`, error)
  }
  return again === text ? value : corrupt(differs(text, again))
}
