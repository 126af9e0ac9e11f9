/** Readings of errors that go wrong in one way each. */
import type { PortMutant } from '../../contract.ts'
import { replacing } from '../../wrap.ts'
import { errorOf, fromServer, fromSystem } from '../errors.ts'
import { makersOf } from '../laws.ts'
import { failureOf } from './failures.ts'
import type { Dialect, FailureReading, RetryPart } from './part.ts'

const makers = makersOf('retry')

type Classify = (error: unknown, dialect: Dialect) => FailureReading | Promise<FailureReading>

function mutant(fault: Parameters<typeof makers.mutant>[0], classify: (inner: RetryPart) => Classify): PortMutant {
  return makers.mutant(
    fault,
    replacing<RetryPart>((inner) => ({ classify: classify(inner) })),
  )
}

/** Reads another error in place of the one that was thrown. */
function readingInstead(change: (error: Error, dialect: Dialect) => unknown): (inner: RetryPart) => Classify {
  return (inner) => (error, dialect) =>
    inner.classify(error instanceof Error && isPlain(error) ? change(error, dialect) : error, dialect)
}

/** Whether code, message and cause of the error can be read: those that are there to be strange are handed on. */
function isPlain(error: Error): boolean {
  try {
    return [error.message, error.name, codeOf(error), error.cause].length > 0
  } catch {
    return false
  }
}

function codeOf(error: Error): string | undefined {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** The error with other words, or without its code. */
function retold(error: Error, told: { readonly message?: string; readonly code?: string | undefined }): Error {
  const { message = error.message } = told
  const code = 'code' in told ? told.code : codeOf(error)
  return errorOf({ name: error.name, message, ...(code === undefined ? {} : { fields: { code } }) })
}

/** A reading that knows nothing. */
const unknown = (): Error => new Error('unknown')

const exhausted = (): Error => errorOf(fromServer('53300', 'sorry, too many clients already'))

const words = /connection|ECONN|terminat|starting up/i

const serverMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'only-class-08',
      law: 'no-connection-left-passes',
      says: 'only codes of class 08 are taken for those of a connection',
      source: ['durability:A1'],
    },
    readingInstead((error) => (codeOf(error)?.startsWith('53') ? unknown() : error)),
  ),
  mutant(
    {
      words: 'code-only-exhaustion',
      law: 'exhaustion-is-known-by-words',
      says: 'exhaustion is known by its code only',
      source: ['durability:A2'],
    },
    readingInstead((error) => (codeOf(error) === undefined && !error.cause ? unknown() : error)),
  ),
  mutant(
    {
      words: 'minds-the-case',
      law: 'exhaustion-is-known-by-words',
      says: 'words are compared letter by letter, upper case and lower',
      source: ['durability:A2'],
    },
    readingInstead((error) => (error.message === error.message.toUpperCase() ? unknown() : error)),
  ),
  mutant(
    {
      words: 'minds-the-prefix',
      law: 'exhaustion-is-known-by-words',
      says: 'words are looked for at the beginning of the text only',
      source: ['durability:A2'],
    },
    readingInstead((error) => (error.message.includes('FATAL: ') ? unknown() : error)),
  ),
  mutant(
    {
      words: 'prefix-53',
      law: 'limits-are-final',
      says: 'every code that begins with 53 is taken for a lack of connections',
      source: ['durability:A3'],
    },
    readingInstead((error) => (codeOf(error)?.startsWith('53') ? exhausted() : error)),
  ),
  mutant(
    {
      words: 'message-only',
      law: 'lost-connections-are-known',
      says: 'a lost connection is known by its text only, which a wrapper rewrites',
      source: ['durability:A4'],
    },
    readingInstead((error) => retold(error, { code: undefined })),
  ),
  mutant(
    {
      words: 'code-only',
      law: 'lost-connections-are-known',
      says: 'a lost connection is known by its code only, which a wrapper loses',
      source: ['durability:A4'],
    },
    readingInstead((error) => retold(error, { message: 'the query failed' })),
  ),
  mutant(
    {
      words: 'minds-the-code-alone',
      law: 'lost-in-use-is-open',
      says: 'a host that became unreachable in the middle of a call is taken for one to which nothing was sent',
      source: ['durability:B10'],
    },
    readingInstead((error) => ('syscall' in error ? retold(error, {}) : error)),
  ),
  mutant(
    {
      words: 'patterns-first',
      law: 'timeouts-are-not-lost-connections',
      says: 'patterns of text are looked at before codes',
      source: ['durability:A5'],
    },
    readingInstead((error) =>
      words.test(error.message) ? errorOf(fromSystem('ECONNRESET', 'read', 'connection reset by peer', -104)) : error,
    ),
  ),
  mutant(
    {
      words: 'lock-timeout-passes',
      law: 'what-may-be-tried-again',
      says: 'whoever waited for a lock as long as it may is made to wait again',
      source: ['durability:A6'],
    },
    readingInstead((error) => (codeOf(error) === '55P03' ? retold(error, { code: '57014' }) : error)),
  ),
  mutant(
    {
      words: 'all-reaped',
      law: 'reaped-is-told-apart',
      says: 'every failure of a connection is told as an idle socket that was taken back',
      source: ['durability:A12'],
    },
    (inner) => async (error, dialect) => {
      const reading = await inner.classify(error, dialect)
      return reading.connection === undefined ? reading : { ...reading, connection: 'reaped' }
    },
  ),
]

const ownMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'any-of-ours',
      law: 'own-errors-by-code',
      says: 'every error of the house is tried again',
      source: ['durability:A8'],
    },
    readingInstead((error) => (error.name === 'StoreError' ? retold(error, { code: 'UNREACHABLE' }) : error)),
  ),
  mutant(
    {
      words: 'none-of-ours',
      law: 'own-errors-by-code',
      says: 'no error of the house is tried again',
      source: ['durability:A8'],
    },
    readingInstead((error) => (error.name === 'StoreError' ? retold(error, { code: 'CLOSED' }) : error)),
  ),
  mutant(
    {
      words: 'top-only',
      law: 'reading-is-total',
      says: 'only what was thrown is looked at, and no cause of it',
      source: ['durability:A9'],
    },
    readingInstead((error) => retold(error, {})),
  ),
  mutant(
    {
      words: 'reads-any-text',
      law: 'reading-is-total',
      says: 'the text of whatever was thrown is read, and throws where there is none',
      source: ['durability:A9'],
    },
    (inner) => async (error, dialect) => {
      // What a caller throws is taken for an error, which it need not be.
      const isFull = (error as Error).message.includes('too many clients')
      return inner.classify(isFull ? exhausted() : error, dialect)
    },
  ),
]

/** Calls of one statement are made again whatever they read. */
const inDeadSnapshot = replacing<RetryPart>((inner) => ({
  retry(operation, options) {
    const { unit, ...whole } = options
    return inner.retry(operation, unit === 'statement' ? whole : options)
  },
}))

/** Where there is no room, room may come. */
function fullPasses(error: Error, dialect: Dialect): Error {
  const isFull = ['SQLITE_FULL', 'ENOSPC'].includes(codeOf(error) ?? '')
  return isFull ? errorOf(failureOf(dialect, 'passing')) : error
}

const localMutants: readonly PortMutant[] = [
  makers.mutant(
    {
      words: 'statement-in-dead-snapshot',
      law: 'busy-and-stale-differ',
      says: 'a statement is tried again inside a transaction whose snapshot is dead',
      source: ['durability:A10'],
    },
    inDeadSnapshot,
  ),
  mutant(
    {
      words: 'full-file-passes',
      law: 'busy-and-stale-differ',
      says: 'a store without room is tried again',
      source: ['durability:A10'],
    },
    readingInstead(fullPasses),
  ),
  mutant(
    {
      words: 'full-disk-passes',
      law: 'files-pass-or-do-not',
      says: 'a full disk is tried again for ever',
      source: ['durability:A11'],
    },
    readingInstead(fullPasses),
  ),
  mutant(
    {
      words: 'missing-file-fails',
      law: 'files-pass-or-do-not',
      says: 'a missing file is a failure of the store',
      source: ['durability:A11'],
    },
    readingInstead((error, dialect) => (codeOf(error) === 'ENOENT' ? errorOf(failureOf(dialect, 'open')) : error)),
  ),
]

export const readingMutants: readonly PortMutant[] = [...serverMutants, ...ownMutants, ...localMutants]
