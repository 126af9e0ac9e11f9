// What the failures of Postgres mean, as the server, its drivers, its poolers and Node tell of them.
import { describe, expect, it } from 'vitest'
import type { FailureClass } from '../../../../src/core/classify.ts'
import { classifyFailure } from '../../../../src/core/classify.ts'
import { isReaped, postgresFailures } from '../../../../src/core/failures/postgres.ts'

function failure(code: string | undefined, message = 'told otherwise'): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code })
}

function classOf(code: string | undefined, message?: string): FailureClass {
  return classifyFailure(failure(code, message), postgresFailures)
}

describe('a code', () => {
  it.each<[string, FailureClass]>([
    ['53300', 'exhausted'],
    ['53100', 'full'],
    ['53400', 'full'],
    ['53999', 'full'],
    ['08006', 'disconnected'],
    ['08001', 'unreachable'],
    ['57P01', 'disconnected'],
    ['57P03', 'unreachable'],
    ['57P04', 'unknown'],
    ['57014', 'timeout'],
    ['55P03', 'lock-timeout'],
    ['40001', 'conflict'],
    ['40P01', 'conflict'],
    ['40003', 'disconnected'],
    ['23505', 'constraint'],
    ['25006', 'read-only'],
    ['28P01', 'denied'],
    ['58030', 'io'],
    ['XX000', 'unknown'],
    ['XX001', 'corrupt'],
    ['ECONNREFUSED', 'unreachable'],
    ['ECONNRESET', 'disconnected'],
  ])('%s means %s, whatever stands beside it', (code, expected) => {
    expect(classOf(code)).toBe(expected)
  })

  it.each<[string, FailureClass]>([
    ['57014', 'timeout'],
    ['55P03', 'lock-timeout'],
    ['28P01', 'denied'],
    ['53400', 'full'],
  ])('%s is not outvoted by a text that mentions a lost connection', (code, expected) => {
    expect(classOf(code, 'terminating connection: too many clients already')).toBe(expected)
  })
})

describe('a text', () => {
  it.each<[string, FailureClass]>([
    ['EMAXCONNSESSION max clients reached in session mode', 'exhausted'],
    ['proxy: SORRY, TOO MANY CLIENTS ALREADY', 'exhausted'],
    ['FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute', 'exhausted'],
    ['no more connections allowed (max_client_conn)', 'exhausted'],
    ['query_wait_timeout', 'exhausted'],
    ['the database system is starting up', 'unreachable'],
    ['the database system is not yet accepting connections', 'unreachable'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'unreachable'],
    ['Client has encountered a connection error and is not queryable', 'unreachable'],
    ['Connection terminated unexpectedly', 'disconnected'],
    ['server closed the connection unexpectedly', 'disconnected'],
    ['terminating connection due to administrator command', 'disconnected'],
    ['write CONNECTION_ENDED localhost:5432', 'disconnected'],
    ['canceling statement due to statement timeout', 'timeout'],
    ['canceling statement due to lock timeout', 'lock-timeout'],
    ['invalid input syntax', 'unknown'],
  ])('%s', (message, expected) => {
    expect(classOf(undefined, message)).toBe(expected)
    expect(classOf('ERR_OF_A_WRAPPER', message)).toBe(expected)
  })

  it('says more than a code that poolers use for everything', () => {
    expect(classOf('08P01', 'no more connections allowed')).toBe('exhausted')
    expect(classOf('08P01', 'protocol violation')).toBe('disconnected')
  })
})

describe('a connection that a pooler took back', () => {
  it('is known by code or text', () => {
    for (const code of ['57P05', 'CONNECTION_ENDED', 'CONNECTION_CLOSED'])
      expect(isReaped(failure(code)), code).toBe(true)
    expect(isReaped(new Error('over', { cause: failure(undefined, 'Connection terminated unexpectedly') }))).toBe(true)
  })

  it.each(['ECONNRESET', 'ECONNREFUSED', '28P01', '57P01', '57P03', '53300', '57014'])(
    'is not what %s tells',
    (code) => {
      expect(isReaped(failure(code, 'server closed the connection unexpectedly'))).toBe(false)
    },
  )

  it('is nothing that was not thrown as an error', () => {
    for (const thrown of [undefined, 'CONNECTION_ENDED', { code: 'CONNECTION_ENDED' }])
      expect(isReaped(thrown)).toBe(false)
  })
})
