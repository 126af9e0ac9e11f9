/** What a value is made of, found without the codec: two values are the same if their anatomies are deeply equal. */
import { isDeepStrictEqual, types } from 'node:util'
import type { Value } from '../../../../contracts/index.ts'

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

function all(list: readonly Value[]): Promise<readonly unknown[]> {
  return Promise.all(list.map((value) => anatomy(value)))
}

/** A value as its kind and what it holds. An object is a map, as its keys have no order; a map is a list, as its have. */
export async function anatomy(value: Value): Promise<unknown> {
  const tag = tagOf(value)
  if (typeof value !== 'object' || value === null) return [tag, value]
  if (value instanceof Date) return [tag, value.getTime()]
  if (value instanceof Blob) return [tag, value.type, Buffer.from(await value.arrayBuffer()).toString('hex')]
  if (types.isArrayBuffer(value)) return [tag, Buffer.from(value).toString('hex')]
  if (ArrayBuffer.isView(value))
    return [tag, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')]
  if (Array.isArray(value)) return [tag, await all(value)]
  if (value instanceof Map) return [tag, await all([...value].flat())]
  if (value instanceof Set) return [tag, await all([...value])]
  const keys = Object.keys(value)
  const held = await all(Object.values(value))
  return [tag, new Map(keys.map((key, index) => [key, held[index]]))]
}

/** Whether two anatomies are those of the same value: numbers go by `Object.is`. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other)
}
