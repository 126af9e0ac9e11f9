/**
 * A port as the rest of the house sees it: named asynchronous methods that take and give plain data, what each takes,
 * and which claims an adapter must answer for it. Light on purpose: every child process loads it.
 */
import { isNo } from './claims.ts'
import { StoreError } from './errors.ts'
import type { Census } from './adapter.ts'
import type { Json } from './values.ts'
import { nameBytesMax } from './values.ts'

/** A port whose typed interface is not known here. It stands in the `port.ts` of its contract. */
export type AnyPort = { readonly [method: string]: (...args: readonly unknown[]) => Promise<unknown> }

/** What one claim of a port may be answered with, besides `{ no: reason }` where `refusable`. */
export interface ClaimSpec {
  readonly says: string
  readonly answers: readonly string[]
  readonly refusable: boolean
}

/** Where data lies in other data: keys and positions, one after the other; `*` stands for every item of a list. */
export type Path = readonly (string | number)[]

/**
 * Where a method takes and gives values. Callers see the values themselves; beneath the shell, in a history and between
 * processes their canonical text stands in the same place.
 */
export interface ValuePaths {
  /** led by the position of the argument */
  readonly args?: readonly Path[]
  readonly answer?: readonly Path[]
  /**
   * where the answer is a page: the name of its list of rows. One with a text that is that of no value goes to the
   * page's `corrupt`; in any other answer it rejects the call.
   */
  readonly rows?: string
}

/** A row of a listing that came to harm. */
export interface CorruptRow {
  /** its key, as far as the store can tell: a name, the text of a key, or where the row lies */
  readonly row: string
  /** what was expected of it, and what is there */
  readonly says: string
}

/**
 * What a page tells beside its rows. A row that came to harm is no reason to hide the others, and its place in the order is
 * kept, so that listings come to an end: a page gives the sound ones, and these (durability:N11). Whoever asks for such a
 * row itself is rejected with CORRUPT.
 */
export interface Damage {
  /** absent where every row of the page is sound; a page has at most `limit` rows, these among them */
  readonly corrupt?: readonly CorruptRow[]
}

/** What the shell needs to know of a port. */
export interface PortSpec<Name extends string = string, Port = unknown> {
  /** the port's plural name; the folder, the prefix of law ids and the value of `--contract` */
  readonly name: Name
  /** carries the interface that an adapter serves, for the type checker only; never there at run time */
  readonly typed?: Port
  readonly claims: { readonly [claim: string]: ClaimSpec }
  /** by method: throws a `StoreError` INVALID_ARGUMENT, or UNSUPPORTED by claim, before any effect */
  readonly methods: { readonly [method: string]: (args: readonly unknown[], claims: PortClaims) => void }
  /** by method; a method that is not named here takes and gives plain data only */
  readonly values?: { readonly [method: string]: ValuePaths }
  /** methods that may come under a guard: the position of the options in which it stands, behind all other arguments */
  readonly guarded?: { readonly [method: string]: number }
  /** where methods take or give what is no data, functions and streams: what is called in their place, by name */
  readonly scenes?: Scenes
  /** what stands between callers and what an adapter serves, where that is more than texts of values */
  readonly serve?: (inner: AnyPort, serving: Serving) => AnyPort
  /** a part of a runtime: what it throws leaves it as it is */
  readonly part?: true
  /** other ports that an adapter must offer with this one: its rows refer to theirs, and its calls change them too */
  readonly standsBy?: readonly string[]
  /** of a part: the ports of an adapter that it stands on; it needs no store where absent */
  readonly over?: readonly string[]
}

/** What a port that is served has from the shell around it. */
export interface Serving {
  /** throws a `StoreError` CLOSED once the session is closed */
  demandOpen(method: string): void
  /** what an adapter threw, as a `StoreError` */
  coded(error: unknown): unknown
}

const callersName = 'CallersError'

/** An error of the caller's own, on its way through a store: it leaves the shell as it was thrown. */
export class CallersError extends Error {
  override readonly name: typeof callersName = callersName
  readonly error: unknown

  constructor(error: unknown) {
    super('an error of the caller')
    this.error = error
  }
}

/** Whether it is one, whichever copy of this module made it. */
export function isCallersError(error: unknown): error is CallersError {
  return error instanceof Error && error.name === callersName && 'error' in error
}

/** A point of a scene, by words that are its own; whoever is stopped there waits. */
export type Pause = (point: string) => Promise<void> | void

/** What else is there for a scene. */
export interface SceneGround {
  /** another port of the same session; undefined where the adapter does not offer it */
  beside(port: string): AnyPort | undefined
  /** all that lies in the place, whoever put it there; undefined where the adapter does not count it */
  census(): Promise<Census | undefined>
}

/**
 * Calls that are data, for methods that are not. A scene makes functions, streams and a clock from its argument, calls the
 * port with them, and answers with what was seen; it stands in scripts and histories. What those functions throw leaves the
 * port as it is.
 */
export type Scenes = {
  readonly [scene: string]: (port: AnyPort, argument: Json, pause: Pause, ground: SceneGround) => Promise<Json>
}

/** An adapter's answers for one port. */
export type PortClaims = { readonly [claim: string]: unknown }

/** Refuses a call: says which argument, what was expected and what came. */
export function refuse(argument: string, expected: string, got: unknown): never {
  throw new StoreError('INVALID_ARGUMENT', `${argument}: expected ${expected}, got ${show(got)}`)
}

/** A short text for any value, for messages. */
export function show(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    // A cyclic value or a bigint inside: its type says enough.
  }
  text ??= `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Demands a whole number of a range. */
export function whole(argument: string, value: unknown, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || Number(value) < min || Number(value) > max) {
    refuse(argument, `a whole number from ${min} to ${max}`, value)
  }
}

/** Checks a value that need not be there. */
export function optionally(value: unknown, check: (value: unknown) => void): void {
  if (value !== undefined) check(value)
}

/** Demands a list of at most so many, and gives it back readable. */
export function list(argument: string, value: unknown, max: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > max) return refuse(argument, `a list of at most ${max}`, value)
  return value as readonly unknown[]
}

/** Demands a name: 1 to 512 bytes of UTF-8, any code point, no lone surrogate. */
export function name(argument: string, value: unknown): void {
  const expected = `a string of 1 to ${nameBytesMax} bytes of UTF-8 without lone surrogates`
  if (typeof value !== 'string' || value === '' || /\p{Cs}/u.test(value)) refuse(argument, expected, value)
  if (Buffer.byteLength(value) > nameBytesMax) refuse(argument, expected, value)
}

/** Demands that a claim was not answered with no: `what` says what there is not then. */
export function demandClaim(claims: PortClaims, claim: string, what: string): void {
  const answer = claims[claim]
  if (isNo(answer)) throw new StoreError('UNSUPPORTED', `${what}: ${answer.no}`)
}

/** Demands a cursor, if any, that a listing of this name may have given. */
export function optionalCursor(argument: string, value: unknown, listing: string): void {
  if (value !== undefined && typeof value !== 'string') refuse(argument, `a cursor that ${listing} gave`, value)
}

/** Demands an object with these keys, and gives it back readable. */
export function record(argument: string, value: unknown, keys: readonly string[]): { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(argument, 'an object', value)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) refuse(`${argument}.${unknown}`, `one of the keys ${keys.join(', ')}`, unknown)
  return { ...value }
}

/** One call of a port method: as data where its arguments are JSON, and as it is made where they hold values. */
export interface Call<Argument = Json> {
  readonly port: string
  readonly method: string
  readonly args: readonly Argument[]
}

/** The spec of any port: what arrays and look-ups hold. */
export type AnyPortSpec = PortSpec<string, unknown>
