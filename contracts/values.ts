/**
 * Plain values that every room shares. Nothing here has behaviour of its own.
 *
 * Times are milliseconds since 1970 by the clock of the store, unless a name says otherwise. Sizes are bytes of UTF-8.
 */

/** What crosses a process boundary, lies in a token and describes a place: JSON, and nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json }

/** Views of bytes that are values: they come back as the same kind of view, on bytes of their own. */
export type Bytes =
  | ArrayBuffer
  | DataView
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

/**
 * What a task may give and a row may hold: JSON and what JSON loses (-0, NaN, the infinities, undefined, bigints, dates),
 * bytes, blobs with their type, maps and sets, nested in any way that has no cycle. Objects are plain: a class instance,
 * a function, a symbol, an accessor or a hole in a list is refused with INVALID_ARGUMENT, for it would not come back.
 * The keys of an object have no order; maps and sets keep theirs. What is shared inside a value comes back as copies.
 */
export type Value =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Date
  | Blob
  | Bytes
  | readonly Value[]
  | ReadonlyMap<Value, Value>
  | ReadonlySet<Value>
  | { readonly [key: string]: Value }

/** The longest text of one value, in bytes of UTF-8: 64 MiB. */
export const valueBytesMax = 67_108_864

/** Whose rows and blobs: those of one run, or those that all runs of a tenant share. */
export type Scope = {
  /** 1 to 512 bytes of UTF-8 */
  readonly tenant: string
  /** 1 to 512 bytes of UTF-8; shared by the tenant's runs where absent */
  readonly run?: string
}

/** Streamed bytes by name. A ref is plain JSON with a brand, so that it survives a row, a queue and another process. */
export type Ref = {
  readonly kind: 'holdfast.ref'
  readonly id: string
  readonly scope: Scope
  /** bytes */
  readonly size: number
  /** a media type, e.g. image/png */
  readonly mime?: string
}

/** The greatest pid that there is. */
export const pidMax = 2_147_483_647

/** The boot of an identity whose host has no id for it. */
export const noBoot = 'unknown'

/** The start of a process whose host does not tell it. */
export const noStart = 0

/**
 * Who an actor is, as five facts: a pid alone is no identity, for it is recycled, repeated in containers and unknown on
 * another host (durability:P11, durability:T11, durability:T12).
 */
export interface Identity {
  /** a fresh id for each start of the process; compared first */
  readonly instance: string
  /** the host's name and whatever else tells whose pids these are: the machine, a pid namespace (durability:I10, I12) */
  readonly host: string
  /** the id of the host's present boot, or `unknown` */
  readonly boot: string
  /** process id, 1 to 2^31-1, meaningful on `host` only */
  readonly pid: number
  /** start of the process in the host's own unit (clock ticks since boot on Linux), to 2^53-1; 0 where the host does not tell */
  readonly pidStart: number
}

/** Reads a clock: milliseconds since 1970, a whole number. */
export interface Clock {
  now(): number
}

/** The longest duration that a port takes, in ms: one day. */
export const durationMsMax = 86_400_000

/** The longest name that a port takes, in bytes of UTF-8. */
export const nameBytesMax = 512

/** The greatest age that a port takes, in ms: a hundred years. */
export const ageMsMax = 3_153_600_000_000
