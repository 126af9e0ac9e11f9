/** Errors as servers, poolers, drivers and systems make them, by what they mean. */
import type { ErrorData } from '../errors.ts'
import { fromServer, fromSqlite, fromSystem, inWords } from '../errors.ts'
import { failureOf } from './failures.ts'
import type { Dialect } from './part.ts'

const fatal = { severity: 'FATAL' }

/** An error whose wrapper kept the code and wrote a text of its own, and one that kept the text and lost the code. */
function codeAlone(code: string): ErrorData {
  return { name: 'QueryFailedError', message: 'the query failed', fields: { code } }
}

function wordsAlone(message: string): ErrorData {
  return { name: 'QueryFailedError', message }
}

export const exhaustedByCode: readonly ErrorData[] = [
  fromServer('53300', 'sorry, too many clients already', { ...fatal, routine: 'InitProcess' }),
  fromServer('53300', 'remaining connection slots are reserved for roles with the SUPERUSER attribute', fatal),
  fromServer('53300', 'too many connections for role "worker"', fatal),
  codeAlone('53300'),
]

const exhaustedWords: readonly string[] = [
  'EMAXCONNSESSION: max clients reached in session mode - max clients are limited to pool_size: 15',
  'MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size',
  'sorry, too many clients already',
  'remaining connection slots are reserved for non-replication superuser connections',
  'no more connections allowed (max_client_conn)',
  'query_wait_timeout',
]

export const exhaustedByWords: readonly ErrorData[] = exhaustedWords.flatMap((words) => [
  inWords(words),
  wordsAlone(words.toUpperCase()),
  wordsAlone(words.toLowerCase()),
  wordsAlone(`pool of worker 3: connect failed: FATAL:  ${words}`),
])

export const limits: readonly ErrorData[] = [
  fromServer('53400', 'number of lock requests exceeds max_locks_per_transaction'),
  fromServer('53000', 'insufficient resources'),
  fromServer('53100', 'could not extend file "base/16384/16397": No space left on device'),
  fromServer('53200', 'out of shared memory'),
  codeAlone('53400'),
]

const refused = fromSystem('ECONNREFUSED', 'connect 127.0.0.1:5432', 'connection refused', -111)

export const connectionsByCode: readonly ErrorData[] = [
  codeAlone('08006'),
  codeAlone('08003'),
  codeAlone('08001'),
  codeAlone('57P01'),
  codeAlone('57P02'),
  codeAlone('57P03'),
  codeAlone('CONNECTION_ENDED'),
  codeAlone('CONNECTION_CLOSED'),
  codeAlone('ECONNRESET'),
  codeAlone('ECONNREFUSED'),
  codeAlone('EPIPE'),
  fromServer('57P01', 'terminating connection due to administrator command', fatal),
  fromServer('57P03', 'the database system is starting up', fatal),
  refused,
]

export const connectionsByWords: readonly ErrorData[] = [
  inWords('Connection terminated'),
  inWords('Connection terminated unexpectedly'),
  inWords('Client has encountered a connection error and is not queryable'),
  wordsAlone('server closed the connection unexpectedly'),
  wordsAlone('read ECONNRESET'),
  wordsAlone('connect ECONNREFUSED 127.0.0.1:5432'),
  wordsAlone('FATAL: the database system is starting up'),
  wordsAlone('FATAL: terminating connection due to administrator command'),
  wordsAlone('write CONNECTION_ENDED db.example:5432'),
  wordsAlone('write CONNECTION_CLOSED db.example:5432'),
]

/** What a socket that was connected fails by, once its TCP gives up: whatever the network said last. */
export const lostInUse: readonly ErrorData[] = [
  fromSystem('ECONNRESET', 'read', 'connection reset by peer', -104),
  fromSystem('EPIPE', 'write', 'broken pipe', -32),
  fromSystem('ETIMEDOUT', 'read', 'connection timed out', -110),
  fromSystem('EHOSTUNREACH', 'read', 'no route to host', -113),
  fromSystem('ENETUNREACH', 'write', 'network is unreachable', -101),
  fromSystem('ECONNREFUSED', 'read', 'connection refused', -111),
  wordsAlone('read ECONNREFUSED'),
]

export const statementTimeouts: readonly ErrorData[] = [
  fromServer('57014', 'canceling statement due to statement timeout', { routine: 'ProcessInterrupts' }),
  fromServer('57014', 'canceling statement due to statement timeout: connection terminated by the pooler'),
  wordsAlone('canceling statement due to statement timeout'),
]

export const lockTimeouts: readonly ErrorData[] = [
  fromServer('55P03', 'canceling statement due to lock timeout'),
  fromServer('55P03', 'canceling statement due to lock timeout while terminating connection'),
]

export const brokenConstraints: readonly ErrorData[] = [
  fromServer('23505', 'duplicate key value violates unique constraint "rows_pkey"', { constraint: 'rows_pkey' }),
  fromServer('23503', 'insert or update on table "tasks" violates foreign key constraint "tasks_run_fkey"'),
  fromServer('23514', 'new row for relation "connection terminated" violates check constraint "rows_check"'),
]

export const reaped: readonly ErrorData[] = [
  fromServer('57P05', 'terminating connection due to idle-session timeout', fatal),
  codeAlone('CONNECTION_CLOSED'),
  fromServer('08P01', 'client_idle_timeout', fatal),
]

export const networkIsGone: readonly ErrorData[] = [
  refused,
  fromSystem('ECONNRESET', 'read', 'connection reset by peer', -104),
  fromSystem('EHOSTUNREACH', 'connect 10.0.0.9:5432', 'no route to host', -113),
  fromSystem('ENOTFOUND', 'getaddrinfo db.example', 'name or service not known', -3008),
  fromServer('57P01', 'terminating connection due to administrator command', fatal),
  fromServer('57P03', 'the database system is starting up', fatal),
]

export const refusedCredentials: readonly ErrorData[] = [
  fromServer('28P01', 'password authentication failed for user "worker"', { ...fatal, routine: 'auth_failed' }),
  fromServer('28000', 'no pg_hba.conf entry for host "10.0.0.9", user "worker", database "work", no encryption', fatal),
]

/** Errors of the house, as any copy of it makes them. */
function own(code: string): ErrorData {
  return { name: 'StoreError', message: `told by ${code}`, fields: { code } }
}

export const ownPassing: readonly ErrorData[] = [own('UNREACHABLE'), own('BUSY')]

export const ownFinal: readonly ErrorData[] = [
  'INVALID_ARGUMENT',
  'CLOSED',
  'UNSUPPORTED',
  'SHARING',
  'FULL',
  'READ_ONLY',
  'CORRUPT',
  'SCHEMA',
  'UNSAFE',
  'DRIVER_MISSING',
  'UNCLASSIFIED',
].map(own)

/** What passes, beneath wrappers that say nothing by themselves. */
export function passingBeneath(dialect: Dialect): readonly ErrorData[] {
  const cause = failureOf(dialect, 'passing')
  const inner: ErrorData = { name: 'TypeError', message: 'the row could not be written', cause }
  return [cause, inner, { name: 'Error', message: 'the flush failed', cause: inner }]
}

export const sqliteBusy: readonly ErrorData[] = [
  fromSqlite('SQLITE_BUSY', 'database is locked'),
  fromSqlite('SQLITE_BUSY_RECOVERY', 'database is locked'),
  fromSqlite('SQLITE_LOCKED', 'database table is locked'),
  fromSqlite('SQLITE_LOCKED_SHAREDCACHE', 'database table is locked: rows'),
]

export const sqliteStale: readonly ErrorData[] = [fromSqlite('SQLITE_BUSY_SNAPSHOT', 'database is locked')]

export const sqliteFinal: readonly ErrorData[] = [
  fromSqlite('SQLITE_FULL', 'database or disk is full'),
  fromSqlite('SQLITE_CORRUPT', 'database disk image is malformed'),
  fromSqlite('SQLITE_CORRUPT_INDEX', 'database disk image is malformed'),
  fromSqlite('SQLITE_READONLY', 'attempt to write a readonly database'),
  fromSqlite('SQLITE_NOTADB', 'file is not a database'),
  fromSqlite('SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE constraint failed: rows.name'),
]

export const filesBusy: readonly ErrorData[] = [
  fromSystem('EMFILE', "open 'rows/a'", 'too many open files', -24),
  fromSystem('ENFILE', "open 'rows/a'", 'file table overflow', -23),
  fromSystem('EAGAIN', 'read', 'resource temporarily unavailable', -11),
  fromSystem('EBUSY', "rename 'rows/a'", 'resource busy or locked', -16),
]

export const filesFinal: readonly ErrorData[] = [
  fromSystem('ENOSPC', 'write', 'no space left on device', -28),
  fromSystem('EDQUOT', 'write', 'disk quota exceeded', -122),
  fromSystem('EROFS', "open 'rows/a'", 'read-only file system', -30),
  fromSystem('EACCES', "open 'rows/a'", 'permission denied', -13),
]

export const filesMissing: readonly ErrorData[] = [
  fromSystem('ENOENT', "open 'rows/a'", 'no such file or directory', -2),
]
