/**
 * Plain values that every room shares. Nothing here has behaviour of its own.
 *
 * Times are milliseconds since 1970 by the clock of the store, unless a name says otherwise. Sizes are bytes of UTF-8.
 */

/** What crosses a process boundary, lies in a token and describes a place: JSON, and nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json }

/**
 * Who an actor is, as five facts: a pid alone is no identity, for it is recycled, repeated in containers and unknown on
 * another host (durability:P11, durability:T11, durability:T12).
 */
export interface Identity {
  /** a fresh id for each start of the process; compared first */
  readonly instance: string
  /** the host's name */
  readonly host: string
  /** the id of the host's present boot */
  readonly boot: string
  /** process id, 1 to 2^31-1, meaningful on `host` only */
  readonly pid: number
  /** start of the process in the host's own unit (clock ticks since boot on Linux), 0 to 2^53-1 */
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
