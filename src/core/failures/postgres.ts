/**
 * What the failures of Postgres mean, by SQLSTATE, by the codes of Node and of drivers, and by text: poolers and wrappers
 * keep now the one and now the other. It names no driver.
 */
import type { FailureTable } from '../classify.ts'
import { causesOf } from '../classify.ts'
import { codeIn } from '../../../contracts/errors.ts'

/** By SQLSTATE where it has five characters or fewer, else by what Node or a driver says of a connection. */
export const postgresFailures: FailureTable = {
  codes: {
    '22': 'constraint',
    '23': 'constraint',
    '25006': 'read-only',
    '25P03': 'disconnected',
    '25P04': 'disconnected',
    '28': 'denied',
    '40': 'conflict',
    '40002': 'constraint',
    '40003': 'disconnected',
    '42501': 'denied',
    '53': 'full',
    '53300': 'exhausted',
    '55P03': 'lock-timeout',
    '57014': 'timeout',
    '57P01': 'disconnected',
    '57P02': 'disconnected',
    '57P03': 'unreachable',
    '57P05': 'disconnected',
    '58': 'io',
    XX001: 'corrupt',
    XX002: 'corrupt',
    CONNECTION_CLOSED: 'disconnected',
    CONNECTION_DESTROYED: 'disconnected',
    CONNECTION_ENDED: 'disconnected',
    CONNECT_TIMEOUT: 'unreachable',
    EAI_AGAIN: 'unreachable',
    ECONNREFUSED: 'unreachable',
    ECONNRESET: 'disconnected',
    EHOSTUNREACH: 'unreachable',
    ENETUNREACH: 'unreachable',
    // The socket of a server that is not up; nothing else that this table is asked about opens a file.
    ENOENT: 'unreachable',
    ENOTFOUND: 'unreachable',
    EPIPE: 'disconnected',
    ETIMEDOUT: 'disconnected',
  },
  messages: [
    [/canceling statement due to lock timeout/i, 'lock-timeout'],
    [/canceling statement due to/i, 'timeout'],
    // Poolers tell of exhaustion with any code, or with none.
    [
      /EMAXCONN|max clients|too many (clients|connections)|connection slots are reserved|no more connections allowed|query_wait_timeout/i,
      'exhausted',
    ],
    [
      /the database system is (starting up|shutting down|in recovery|not (yet )?accepting)|ECONNREFUSED|connection refused|(could not|cannot) connect to server|server_login_retry/i,
      'unreachable',
    ],
    // PgBouncer lets nobody in who asks for a setting that it does not know.
    [/unsupported startup parameter/i, 'denied'],
    // Of this client nothing more is sent.
    [/client has encountered a connection error|client was closed and is not queryable/i, 'unreachable'],
    [
      /connection (was )?(terminated|closed|ended|lost|reset)|closed the connection|terminating connection|ECONNRESET|EPIPE|CONNECTION_(CLOSED|DESTROYED|ENDED)|(client|server)_idle_timeout/i,
      'disconnected',
    ],
  ],
  // Poolers tell of nearly everything by 08P01: their text says more.
  broadCodes: { '08': 'disconnected', '08001': 'unreachable', '08004': 'unreachable' },
}

const reapedCodes: readonly unknown[] = ['57P05', 'CONNECTION_CLOSED', 'CONNECTION_ENDED']

const reapedTexts =
  /CONNECTION_(CLOSED|ENDED)|connection terminated unexpectedly|closed the connection unexpectedly|(client|server)_idle_timeout|due to idle-session timeout/i

/** Whether one link tells so; undefined where it is a plain wrapper. */
function tellsReaped(link: Error): boolean | undefined {
  try {
    const code = codeIn(link)
    // What a pooler tells by 08P01, its text says better.
    if (typeof code === 'string' && !code.startsWith('08')) return reapedCodes.includes(code)
    return reapedTexts.test(link.message) || undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a failure is of the kind that shows when a pooler has taken back a connection which lay idle. Such a failure
 * always is one of a lost connection; a refusal, an outage, a reset by the network and a denial never are of this kind.
 */
export function isReaped(thrown: unknown): boolean {
  for (const link of causesOf(thrown)) {
    const told = tellsReaped(link)
    if (told !== undefined) return told
  }
  return false
}
