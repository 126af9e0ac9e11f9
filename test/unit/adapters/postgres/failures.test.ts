// What the adapter makes of failures of Postgres.
import { describe, expect, it } from 'vitest'
import { classify, notConnected, RolledBack } from '../../../../adapters/postgres/failures.ts'
import { StoreError } from '../../../../contracts/errors.ts'

function failure(code: string): Error {
  return Object.assign(new Error('told'), { code })
}

describe('a failure', () => {
  it.each([
    ['40001', 'BUSY'],
    ['53300', 'BUSY'],
    ['55P03', 'BUSY'],
    ['57P03', 'UNREACHABLE'],
    ['57P01', 'IO'],
    ['53100', 'FULL'],
    ['25006', 'READ_ONLY'],
    ['XX001', 'CORRUPT'],
    ['28P01', undefined],
    ['23505', undefined],
  ])('%s is %s to a caller', (code, expected) => {
    expect(classify(failure(code))).toBe(expected)
  })

  it('to commit is one that surely left no trace', () => {
    expect(classify(new RolledBack('ROLLBACK'))).toBe('BUSY')
  })
})

describe('a failure to connect', () => {
  it('leaves nothing open, however the connection was lost', () => {
    for (const lost of [
      failure('ECONNRESET'),
      new Error('Connection terminated unexpectedly'),
      new Error('timeout expired'),
    ])
      expect(notConnected(lost), lost.message).toMatchObject({ code: 'UNREACHABLE', cause: lost })
  })

  it('is told as it is where it leaves nothing open anyway', () => {
    for (const told of [
      failure('28P01'),
      failure('53300'),
      failure('57P03'),
      new StoreError('UNSAFE', 'off'),
      'thrown',
    ])
      expect(notConnected(told)).toBe(told)
  })
})
