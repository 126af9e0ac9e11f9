/**
 * How calls cross between data and live values: a history, a token and a message to another process hold data only, with
 * the text of a value where a port takes or gives one; a session takes and gives the values themselves.
 */
import { inspect } from 'node:util'
import type { AnyPortSpec, Call, Json, Path, Value } from '../../contracts/index.ts'
import { describeError, isStoreError } from '../../contracts/errors.ts'
import { portSpecs } from '../../contracts/ports.ts'
import { encodeValue } from '../core/codec/encode.ts'
import { decodeAt, encodeAt } from '../core/codec/paths.ts'

/** A call as data: at once where it takes no values. A script may call a port of ours that its own stands by. */
export function frozen(spec: AnyPortSpec, call: Call<Value>): Call | Promise<Call> {
  const called = call.port === spec.name ? spec : portSpecs.find(({ name }) => name === call.port)
  const paths = called?.values?.[call.method]?.args
  if (!paths) return call as Call
  return encodeAt(call.args, paths).then((args) => ({ ...call, args }) as Call)
}

/** A call as it is recorded and as it is made: arguments that hold what is no value are shown, and given as they are. */
export interface Recorded {
  readonly call: Call
  readonly live?: readonly unknown[]
}

/** A call with whatever arguments, to be recorded. */
export async function recorded(spec: AnyPortSpec, method: string, args: readonly unknown[]): Promise<Recorded> {
  const port = spec.name
  try {
    return { call: await frozen(spec, { port, method, args: args as readonly Value[] }) }
  } catch (error) {
    if (!isStoreError(error, 'INVALID_ARGUMENT')) throw error
    return { call: { port, method, args: args.map((argument) => inspect(argument, { depth: 1 })) }, live: args }
  }
}

/** The arguments of a call as they are given to a session: live values, and copies of the rest. */
export function revived(spec: AnyPortSpec | undefined, { method, args }: Call): readonly unknown[] {
  const paths = spec?.values?.[method]?.args
  const copies = args.map(copyOf)
  return paths ? decodeAt(copies, paths) : copies
}

/** Data deeper than this takes the longer way: it may have no end. */
const plainDepthMax = 16

/**
 * Whether the data is what `JSON.parse` gives: the common case, told apart because a copy of it by hand costs a tenth of
 * one by the machine.
 */
function isPlain(data: unknown, depth = 0): data is Json {
  if (typeof data === 'string' || typeof data === 'boolean' || data === null) return true
  if (typeof data === 'number') return Number.isFinite(data) && !Object.is(data, -0)
  if (typeof data !== 'object' || depth > plainDepthMax) return false
  if (Array.isArray(data)) return data.every((item) => isPlain(item, depth + 1))
  if (Object.getPrototypeOf(data) !== Object.prototype || 'toJSON' in data) return false
  // A copy by hand would take a key of this name for the prototype.
  const fields = data as Record<string, unknown>
  for (const key in fields) if (key === '__proto__' || !isPlain(fields[key], depth + 1)) return false
  return true
}

/** A copy of JSON. */
function copyOf(data: Json): Json {
  if (typeof data !== 'object' || data === null) return data
  if (Array.isArray(data)) return (data as readonly Json[]).map(copyOf)
  const fields = data as { readonly [key: string]: Json }
  const copy: { [key: string]: Json } = {}
  for (const key in fields) copy[key] = copyOf(fields[key] as Json)
  return copy
}

/** The text of a value, or what it is instead: a text that no model takes for that of a value. */
async function textOrReason(value: Value): Promise<string> {
  try {
    return await encodeValue(value)
  } catch (error) {
    return `an answer that is no value (${describeError(error)}): ${inspect(value, { depth: 1 })}`
  }
}

/** An answer as data, in which the texts of its values stand. */
export async function withTexts(answer: unknown, paths: readonly Path[]): Promise<unknown> {
  return encodeAt(answer, paths, textOrReason)
}

/** What a caller got, as it is recorded, and then spoiled; what is no JSON is shown as text, which no model takes for an answer. */
export function taken(data: unknown): unknown {
  if (isPlain(data)) return takenPlain(data)
  const copy = recordable(data)
  spoilAny(data)
  return copy
}

function recordable(data: unknown): unknown {
  try {
    const text = JSON.stringify(data) as string | undefined
    return text === undefined ? undefined : (JSON.parse(text) as Json)
  } catch {
    return `an answer that is no JSON: ${inspect(data, { depth: 1 })}`
  }
}

/** Both in one walk. What the caller froze stays as it is, with what is in it. */
function takenPlain(data: Json): Json {
  if (typeof data !== 'object' || data === null) return data
  if (Object.isFrozen(data)) return copyOf(data)
  if (Array.isArray(data)) return (data as Json[]).splice(0).map(takenPlain)
  const fields = data as { [key: string]: Json | undefined }
  const copy: { [key: string]: Json } = {}
  for (const key in fields) {
    copy[key] = takenPlain(fields[key] as Json)
    spoilField(fields, key)
  }
  return copy
}

function spoilField(fields: { [key: string]: Json | undefined }, key: string): void {
  try {
    fields[key] = undefined
  } catch {
    // It cannot be written to, by a caller either.
  }
}

/**
 * Spoils what a caller gave and got, as a caller may that uses its objects and buffers again: nothing that is stored may
 * change by it (cache:D18).
 */
export function spoil(data: unknown): void {
  if (isPlain(data)) spoilPlain(data)
  else spoilAny(data)
}

/** The same of what is known to be JSON. */
export function spoilPlain(data: Json): void {
  if (typeof data !== 'object' || data === null || Object.isFrozen(data)) return
  if (Array.isArray(data)) {
    for (const item of (data as Json[]).splice(0)) spoilPlain(item)
    return
  }
  const fields = data as { [key: string]: Json | undefined }
  for (const key in fields) {
    spoilPlain(fields[key] as Json)
    spoilField(fields, key)
  }
}

function spoilAny(data: unknown): void {
  const seen = new Set<unknown>()
  const due: unknown[] = [data]
  while (due.length > 0) {
    const next = due.pop()
    if (typeof next !== 'object' || next === null || seen.has(next) || Object.isFrozen(next)) continue
    seen.add(next)
    spoilOne(next, due)
  }
}

function spoilOne(data: object, due: unknown[]): void {
  if (data instanceof ArrayBuffer) new Uint8Array(data).fill(0xa5)
  else if (ArrayBuffer.isView(data)) new Uint8Array(data.buffer, data.byteOffset, data.byteLength).fill(0xa5)
  else if (data instanceof Map) {
    for (const entry of data) due.push(entry)
    data.clear()
  } else if (data instanceof Set) {
    for (const item of data) due.push(item)
    data.clear()
  } else if (data instanceof Date) data.setTime(0)
  else if (Array.isArray(data)) for (const item of data.splice(0) as readonly unknown[]) due.push(item)
  else
    for (const key of Object.keys(data)) {
      due.push((data as Record<string, unknown>)[key])
      Reflect.set(data, key, undefined)
    }
}
