/**
 * What Postgres 18.4 and PgBouncer 1.18 have said, as the campaigns max-connections, timeouts and pgbouncer saw it by pg
 * 8.23, and what each of it means. The campaigns bring it about again; here it is kept.
 */
import { describe, expect, it } from 'vitest'
import type { FailureClass } from '../../../../src/core/classify.ts'
import { classifyFailure } from '../../../../src/core/classify.ts'
import { postgresFailures } from '../../../../src/core/failures/postgres.ts'

const notQueryable = 'Client has encountered a connection error and is not queryable'

const seen: readonly (readonly [how: string, code: string, text: string, means: FailureClass])[] = [
  ['all connections are taken', '53300', 'sorry, too many clients already', 'exhausted'],
  [
    'those that are left are reserved',
    '53300',
    'remaining connection slots are reserved for roles with the SUPERUSER attribute',
    'exhausted',
  ],
  ['the limit of a role', '53300', 'too many connections for role "few"', 'exhausted'],
  ['the limit of a database', '53300', 'too many connections for database "small"', 'exhausted'],
  ['statement_timeout', '57014', 'canceling statement due to statement timeout', 'timeout'],
  ['lock_timeout', '55P03', 'canceling statement due to lock timeout', 'lock-timeout'],
  ['idle in a transaction', '25P03', 'terminating connection due to idle-in-transaction timeout', 'disconnected'],
  ['transaction_timeout', '25P04', 'terminating connection due to transaction timeout', 'disconnected'],
  ['idle_session_timeout', '57P05', 'terminating connection due to idle-session timeout', 'disconnected'],
  ['the next query of who was ended', '', notQueryable, 'unreachable'],
  ['max_client_conn of PgBouncer', '08P01', 'no more connections allowed (max_client_conn)', 'exhausted'],
  ['query_wait_timeout of PgBouncer', '08P01', 'query_wait_timeout', 'exhausted'],
  ['client_idle_timeout of PgBouncer', '08P01', 'client_idle_timeout', 'disconnected'],
  ['PgBouncer and a setting', '08P01', 'unsupported startup parameter: statement_timeout', 'denied'],
]

describe('what was seen', () => {
  it.each(seen)('%s (%s %s) means %s', (_how, code, text, means) => {
    const error = Object.assign(new Error(text), code === '' ? {} : { code })
    expect(classifyFailure(error, postgresFailures)).toBe(means)
    // The code alone tells as much wherever it is not one that poolers use for everything.
    if (code !== '' && !code.startsWith('08'))
      expect(classifyFailure(Object.assign(new Error('elsewhere'), { code }), postgresFailures)).toBe(means)
  })
})
