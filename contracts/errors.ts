/**
 * Two kinds of failure, each with a code from a closed list: a store speaks by `StoreError`, the harness by
 * `HarnessError`. Codes are the interface, messages are not. They are recognised by name and code, never by
 * `instanceof`: an adapter and the harness may have loaded two copies of this file.
 */

/** What a caller may do about a failed call. */
export type Retry = 'safe' | 'if-idempotent' | 'never'

/** What a code means, and what follows from it. */
export interface StoreCodeFacts {
  /** what happened */
  readonly says: string
  /** whether the same call may be made again */
  readonly retry: Retry
  /** `none`: the call surely left no trace. `unknown`: it may have taken effect. */
  readonly outcome: 'none' | 'unknown'
  /** what to do about it */
  readonly remedy: string
}

/** The codes of a `StoreError`. */
export type StoreCode =
  | 'INVALID_ARGUMENT'
  | 'CLOSED'
  | 'UNSUPPORTED'
  | 'ABORTED'
  | 'SHARING'
  | 'BUSY'
  | 'FENCED'
  | 'UNREACHABLE'
  | 'FULL'
  | 'READ_ONLY'
  | 'CORRUPT'
  | 'SCHEMA'
  | 'UNSAFE'
  | 'DRIVER_MISSING'
  | 'IO'
  | 'UNCLASSIFIED'

/** What each code means. */
export const storeCodes: Readonly<Record<StoreCode, StoreCodeFacts>> = {
  INVALID_ARGUMENT: {
    says: 'an argument is not of the shape or range that the port takes',
    retry: 'never',
    outcome: 'none',
    remedy: 'mend the call: the message names the argument, what was expected and what came',
  },
  CLOSED: {
    says: 'the session is closed',
    retry: 'never',
    outcome: 'none',
    remedy: 'open another session on the place',
  },
  UNSUPPORTED: {
    says: 'the adapter claims that it does not offer this',
    retry: 'never',
    outcome: 'none',
    remedy: 'do without it, or take an adapter that claims it',
  },
  ABORTED: {
    says: 'the call was given up before its end: by its caller, or because what it worked on was removed meanwhile',
    retry: 'never',
    outcome: 'none',
    remedy: 'call again once it is wanted',
  },
  SHARING: {
    says: 'the place may not be opened from here: the adapter claims less sharing than that',
    retry: 'never',
    outcome: 'none',
    remedy: 'open it where the adapter admits it, or take an adapter with a wider `sharing` claim',
  },
  BUSY: {
    says: 'other sessions kept the store busy for longer than the adapter waits',
    retry: 'safe',
    outcome: 'none',
    remedy: 'call again; raise the busy timeout if it comes often',
  },
  FENCED: {
    says: 'the token of the guard does not hold its lock: another may, and works on',
    retry: 'never',
    outcome: 'none',
    remedy: 'stop this work; whoever is to go on with it takes the lock again, and has a new token',
  },
  UNREACHABLE: {
    says: 'no connection to the store could be made',
    retry: 'safe',
    outcome: 'none',
    remedy: 'call again once the store is up; check the address where it never was',
  },
  FULL: {
    says: 'the store has no room left',
    retry: 'never',
    outcome: 'none',
    remedy: 'make room',
  },
  READ_ONLY: {
    says: 'the store does not take writes',
    retry: 'never',
    outcome: 'none',
    remedy: 'check the permissions of the place and its file system',
  },
  CORRUPT: {
    says: 'what is stored cannot be read',
    retry: 'never',
    outcome: 'none',
    remedy: 'keep a copy of the place, then repair or restore it',
  },
  SCHEMA: {
    says: 'the place was written by a newer version, or is not a place of this adapter',
    retry: 'never',
    outcome: 'none',
    remedy: 'upgrade this program, or name the right place',
  },
  UNSAFE: {
    says: 'the store does not keep a setting without which acknowledged work can be lost',
    retry: 'never',
    outcome: 'none',
    remedy: 'the message names the setting, the value wanted and the value read back',
  },
  DRIVER_MISSING: {
    says: 'the driver that the adapter needs is not installed',
    retry: 'never',
    outcome: 'none',
    remedy: 'the message holds the install line',
  },
  IO: {
    says: 'reading or writing the store failed',
    retry: 'if-idempotent',
    outcome: 'unknown',
    remedy: 'see the cause',
  },
  UNCLASSIFIED: {
    says: 'the adapter failed with an error that it does not classify',
    retry: 'never',
    outcome: 'unknown',
    remedy: 'see the cause, and give the adapter a `classify` for it',
  },
}

/** The codes of a `HarnessError`: the harness could not do what was asked of it. */
export type HarnessCode =
  | 'USAGE'
  | 'CONFIG'
  | 'MODULE'
  | 'CLAIMS'
  | 'PLUGIN'
  | 'UNKNOWN_NAME'
  | 'TOKEN'
  | 'WAIVERS'
  | 'HISTORY'
  | 'DEADLINE'
  | 'ACTOR'
  | 'SERVER'
  | 'UNREPEATABLE'
  | 'LIMIT'
  | 'INTERNAL'

/** What each code means. */
export const harnessCodes: Readonly<Record<HarnessCode, string>> = {
  USAGE: 'the command line or an option is not understood',
  CONFIG: 'the configuration is not of the shape that it should have',
  MODULE: 'a module cannot be loaded, or does not export what it should',
  CLAIMS: 'the claims of an adapter are unanswered, unknown or contradictory',
  PLUGIN: 'a plugin, contract, law or mutant is not of the shape that it should have',
  UNKNOWN_NAME: 'no adapter, law, contract or report has this name',
  TOKEN: 'a replay token cannot be read',
  WAIVERS: 'a waivers file is not of the shape that it should have',
  HISTORY: 'a history file is not of the shape that it should have',
  DEADLINE: 'something did not answer in time',
  ACTOR: 'a child process of the harness ended or failed when it should not have',
  SERVER: 'what was to be done to the server of an adapter was not done',
  UNREPEATABLE: 'one case gave different outcomes',
  LIMIT: 'a case is larger than what the harness keeps of one',
  INTERNAL: 'a fault of the harness itself',
}

/** What led to an error. */
export interface ErrorDetail {
  readonly cause?: unknown
}

/** A failure that a store reports. A port rejects with nothing else. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreCode
  constructor(code: StoreCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail)
    this.code = code
  }
}

/** A failure of the harness, or of what it was asked to load. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError'
  readonly code: HarnessCode
  constructor(code: HarnessCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail)
    this.code = code
  }
}

function named(error: unknown, name: string): error is Error & { readonly code: unknown } {
  return error instanceof Error && error.name === name && 'code' in error
}

/** Whether `error` is a `StoreError` (with this code, if one is given), whichever copy of this module made it. */
export function isStoreError(error: unknown, code?: StoreCode): error is StoreError {
  return (
    named(error, 'StoreError') &&
    Object.hasOwn(storeCodes, String(error.code)) &&
    (code === undefined || error.code === code)
  )
}

/** Whether `error` is a `HarnessError` (with this code, if one is given), whichever copy of this module made it. */
export function isHarnessError(error: unknown, code?: HarnessCode): error is HarnessError {
  return (
    named(error, 'HarnessError') &&
    Object.hasOwn(harnessCodes, String(error.code)) &&
    (code === undefined || error.code === code)
  )
}

/** The `code` of an error; undefined where it has none, and of what is no error. */
export function codeIn(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
}

/** One line that tells what was thrown, whatever was thrown. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}: ${String(error)}`
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return `${error.name}${code}: ${error.message}`
}
