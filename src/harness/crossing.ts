/**
 * How calls cross between data and live values: a history, a token and a message to another process hold data only, with
 * the text of a value where a port takes or gives one; a session takes and gives the values themselves.
 */
import { inspect } from 'node:util'
import type { AnyPortSpec, Call, Json, Value } from '../../contracts/index.ts'
import { describeError, isStoreError } from '../../contracts/errors.ts'
import { encodeValue } from '../core/codec/encode.ts'
import { decodeAt, encodeAt } from '../core/codec/paths.ts'

/** A call as data. */
export async function frozen(spec: AnyPortSpec, call: Call<Value>): Promise<Call> {
  const paths = spec.values?.[call.method]?.args
  return (paths ? { ...call, args: await encodeAt(call.args, paths) } : call) as Call
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
  return decodeAt(structuredClone(args) as readonly unknown[], spec?.values?.[method]?.args ?? [])
}

/** The text of a value, or what it is instead: a text that no model takes for that of a value. */
async function textOrReason(value: Value): Promise<string> {
  try {
    return await encodeValue(value)
  } catch (error) {
    return `an answer that is no value (${describeError(error)}): ${inspect(value, { depth: 1 })}`
  }
}

/** An answer as data; what is no JSON is shown as text, which no model takes for an answer. */
export async function answered(spec: AnyPortSpec | undefined, method: string, answer: unknown): Promise<unknown> {
  const data = await encodeAt(answer, spec?.values?.[method]?.answer ?? [], textOrReason)
  try {
    const text = JSON.stringify(data) as string | undefined
    return text === undefined ? undefined : (JSON.parse(text) as Json)
  } catch {
    return `an answer that is no JSON: ${inspect(data, { depth: 1 })}`
  }
}

/**
 * Spoils what a caller gave and got, as a caller may that uses its objects and buffers again: nothing that is stored may
 * change by it (cache:D18).
 */
export function spoil(data: unknown): void {
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
    for (const [key, value] of Object.entries(data)) {
      due.push(value)
      Reflect.deleteProperty(data, key)
    }
}
