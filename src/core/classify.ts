/**
 * What a failure is, for whoever may try again. An adapter has one table, from what its driver says to a small closed set
 * of classes; what follows from a class stands here, once, and fits the codes that callers of a port see.
 */
import type { Retry, StoreCode } from '../../contracts/index.ts'
import { codeIn, isStoreError, storeCodes } from '../../contracts/errors.ts'

/** What a failure is. */
export type FailureClass =
  /** others are in the way for a moment */
  | 'busy'
  /** what the transaction has read is out of date: nothing but a new transaction gets on */
  | 'conflict'
  /** no connection or handle is left to give */
  | 'exhausted'
  /** no connection could be made: nothing was sent */
  | 'unreachable'
  /** a connection was lost while it was used */
  | 'disconnected'
  /** a statement took longer than it may, and was undone */
  | 'timeout'
  /** a lock was waited for as long as it may be, and the statement undone */
  | 'lock-timeout'
  /** whoever asks may not: no password, no right */
  | 'denied'
  | 'constraint'
  | 'full'
  | 'read-only'
  | 'corrupt'
  /** there is nothing of this name: an answer to some calls, and a failure of none by itself */
  | 'absent'
  | 'io'
  /** whoever called gave it up */
  | 'aborted'
  /** a store refused the call in words of ours */
  | 'refused'
  /** the table does not know it */
  | 'unknown'

/** What follows from a class. */
export interface FailureFacts {
  /** what a caller of a port is told; undefined where the adapter must say more */
  readonly code?: StoreCode
  /** the least that must run again: the statement that failed, or its whole transaction */
  readonly unit: 'statement' | 'transaction'
  readonly retry: Retry
  readonly outcome: 'none' | 'unknown'
}

function told(code: StoreCode, unit: FailureFacts['unit'] = 'statement'): FailureFacts {
  const { retry, outcome } = storeCodes[code]
  return { code, unit, retry, outcome }
}

const never = { unit: 'statement', retry: 'never' } as const

/** What follows from each class. */
export const failureFacts: Readonly<Record<FailureClass, FailureFacts>> = {
  busy: told('BUSY'),
  conflict: told('BUSY', 'transaction'),
  exhausted: told('BUSY'),
  unreachable: told('UNREACHABLE'),
  disconnected: told('IO'),
  timeout: told('BUSY'),
  // Who waited once is not made to wait again around it.
  'lock-timeout': { ...told('BUSY'), retry: 'never' },
  denied: { ...never, outcome: 'none' },
  constraint: { ...never, outcome: 'none' },
  full: told('FULL'),
  'read-only': told('READ_ONLY'),
  corrupt: told('CORRUPT'),
  absent: { ...never, outcome: 'none' },
  io: told('IO'),
  aborted: { ...never, outcome: 'unknown' },
  refused: { ...never, outcome: 'unknown' },
  unknown: { ...never, outcome: 'unknown' },
}

/** How the errors of a driver are read. */
export interface FailureTable {
  /** from the beginning of a code to its class; of several that fit, the longest decides */
  readonly codes: Codes
  /** what is in a message, to its class, where `codes` says nothing; the first that fits decides */
  readonly messages?: readonly (readonly [says: RegExp, means: FailureClass])[]
  /** codes that say less than the message beside them: they decide where no message fits */
  readonly broadCodes?: Codes
}

type Codes = { readonly [beginning: string]: FailureClass }

/** The name of the error that a retry ends with once its caller gave it up. */
export const abortName = 'RetryAborted'

const byStoreCode: { readonly [code in StoreCode]?: FailureClass } = {
  BUSY: 'busy',
  UNREACHABLE: 'unreachable',
  FULL: 'full',
  READ_ONLY: 'read-only',
  CORRUPT: 'corrupt',
  IO: 'io',
}

/** So far a chain of causes is followed: one that is longer, or that leads back to itself, has no end worth reaching. */
const linksMax = 32

/**
 * An error and the causes beneath it, outermost first. Whatever was thrown, reading it throws nothing: what is no error
 * has no links, and a link that cannot be read is the last.
 */
export function* causesOf(thrown: unknown): Generator<Error, void, void> {
  let link = errorIn(() => thrown)
  for (let count = 0; link && count < linksMax; count += 1) {
    const above = link
    yield above
    link = errorIn(() => above.cause)
  }
}

function errorIn(read: () => unknown): Error | undefined {
  try {
    const value = read()
    return value instanceof Error ? value : undefined
  } catch {
    return undefined
  }
}

function byCode(code: unknown, codes: Codes): FailureClass | undefined {
  if (typeof code !== 'string') return undefined
  const fitting = Object.keys(codes).filter((beginning) => code.startsWith(beginning))
  return codes[fitting.toSorted((one, other) => other.length - one.length)[0] ?? '']
}

/**
 * Whether it failed a socket that was connected. A TCP that gives up tells what the network said last, an unreachable host
 * too (`sk_err_soft` of Linux): of what was sent before, such a code says nothing.
 */
function isInUse(link: Error): boolean {
  const syscall = 'syscall' in link ? link.syscall : undefined
  return syscall === 'read' || syscall === 'write' || /^(read|write) E[A-Z]+/.test(link.message)
}

/** The class of one link; undefined where it is a plain wrapper, which says nothing by itself. */
function classOf(link: Error, { codes, messages = [], broadCodes = {} }: FailureTable): FailureClass | undefined {
  try {
    if (link.name === abortName) return 'aborted'
    if (isStoreError(link)) return byStoreCode[link.code] ?? 'refused'
    const code = codeIn(link)
    const found =
      byCode(code, codes) ?? messages.find(([says]) => says.test(link.message))?.[1] ?? byCode(code, broadCodes)
    return found === 'unreachable' && isInUse(link) ? 'disconnected' : found
  } catch {
    return undefined
  }
}

/** The class of whatever was thrown, by the outermost link that says anything. Never throws. */
export function classifyFailure(thrown: unknown, table: FailureTable): FailureClass {
  for (const link of causesOf(thrown)) {
    const found = classOf(link, table)
    if (found) return found
  }
  return 'unknown'
}

/** The code with which a port tells of it; undefined where the table does not know it. */
export function storeCodeOf(thrown: unknown, table: FailureTable): StoreCode | undefined {
  return failureFacts[classifyFailure(thrown, table)].code
}
