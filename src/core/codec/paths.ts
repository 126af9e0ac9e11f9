/** Values and their texts in the places that a port names. */
import type { Damage, Path, Value, ValuePaths } from '../../../contracts/index.ts'
import { readEach } from '../rows.ts'
import { decodeValue } from './decode.ts'
import { encodeValue } from './encode.ts'

/** Found data with what puts other data in its place. */
interface Found {
  readonly value: unknown
  readonly replace: (by: unknown) => void
}

type Container = { [key: string | number]: unknown }

/** A copy of the containers that a path leads through; data of another shape is left as it is. */
function copyAlong(data: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined || typeof data !== 'object' || data === null) return data
  const copy: Container = Array.isArray(data) ? ([...data] as unknown as Container) : { ...data }
  for (const key of keysAt(copy, step)) copy[key] = copyAlong(copy[key], rest)
  return copy
}

function keysAt(container: object, step: string | number): readonly (string | number)[] {
  if (step === '*') return Array.isArray(container) ? container.map((_, index) => index) : []
  return Object.hasOwn(container, step) ? [step] : []
}

function foundAt(data: unknown, [step, ...rest]: Path): readonly Found[] {
  if (step === undefined || typeof data !== 'object' || data === null) return []
  const container = data as Container
  return keysAt(container, step).flatMap((key) =>
    rest.length > 0
      ? foundAt(container[key], rest)
      : [{ value: container[key], replace: (by: unknown) => void (container[key] = by) }],
  )
}

/**
 * A copy of the data with the text of the value at each of the paths; of what has no text, throws what `encodeValue` does.
 * All of the values are walked before this returns, so that what the caller changes afterwards changes none of the texts.
 */
export async function encodeAt<Data>(
  data: Data,
  paths: readonly Path[],
  encode: (value: Value) => Promise<string> = encodeValue,
): Promise<Data> {
  let copy: unknown = data
  for (const path of paths) copy = copyAlong(copy, path)
  const found = paths.flatMap((path) => foundAt(copy, path))
  await Promise.all(found.map(async ({ value, replace }) => replace(await encode(value as Value))))
  return copy as Data
}

/** A copy of the data with the value of the text at each of the paths. Throws a `StoreError` CORRUPT where one has none. */
export function decodeAt<Data>(data: Data, paths: readonly Path[]): Data {
  let copy: unknown = data
  for (const path of paths) {
    copy = copyAlong(copy, path)
    for (const found of foundAt(copy, path)) found.replace(decodeValue(found.value))
  }
  return copy as Data
}

/** A page with the values of its texts; a row with a text that has none goes to `corrupt`, and hides no other. */
function decodePage(
  page: Damage,
  [list, found]: readonly [string, readonly unknown[]],
  paths: readonly Path[],
): object {
  const keyOf = (row: unknown): string => (typeof row === 'string' ? row : JSON.stringify(row))
  const { rows, corrupt } = readEach(found, keyOf, (row) => decodeAt({ [list]: [row] }, paths)[list]?.[0])
  return { ...page, [list]: rows, ...(corrupt && { corrupt: [...(page.corrupt ?? []), ...corrupt] }) }
}

/** What callers of a method see of an answer. Throws a `StoreError` CORRUPT where a text is that of no value. */
export function decodeAnswer(answer: unknown, { answer: paths = [], rows }: ValuePaths): unknown {
  if (rows === undefined || typeof answer !== 'object' || answer === null) return decodeAt(answer, paths)
  // What is no page goes on as it came, for whoever judges it.
  const found = (answer as Readonly<Record<string, unknown>>)[rows]
  return Array.isArray(found) ? decodePage(answer, [rows, found], paths) : decodeAt(answer, paths)
}
