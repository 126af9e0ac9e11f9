import { describe, expect, it } from 'vitest'
import type { StoreCode } from '../../../../contracts/index.ts'
import { classify, resultCode } from '../../../../adapters/sqlite/driver.ts'

function driverError(code: unknown): Error {
  return Object.assign(new Error('from the driver'), { name: 'SqliteError', code })
}

describe('an error of the driver', () => {
  it.each<[string, StoreCode]>([
    ['SQLITE_BUSY', 'BUSY'],
    ['SQLITE_BUSY_SNAPSHOT', 'BUSY'],
    ['SQLITE_BUSY_RECOVERY', 'BUSY'],
    ['SQLITE_LOCKED', 'BUSY'],
    ['SQLITE_LOCKED_SHAREDCACHE', 'BUSY'],
    ['SQLITE_FULL', 'FULL'],
    ['SQLITE_READONLY', 'READ_ONLY'],
    ['SQLITE_READONLY_DBMOVED', 'READ_ONLY'],
    ['SQLITE_CORRUPT', 'CORRUPT'],
    ['SQLITE_CORRUPT_INDEX', 'CORRUPT'],
    ['SQLITE_NOTADB', 'CORRUPT'],
    ['SQLITE_IOERR', 'IO'],
    ['SQLITE_IOERR_FSYNC', 'IO'],
    ['SQLITE_CANTOPEN', 'IO'],
  ])('%s means %s', (code, expected) => {
    expect(classify(driverError(code))).toBe(expected)
  })

  it.each(['SQLITE_ERROR', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_MISUSE', 'SQLITE_', 'ENOENT', 5, undefined])(
    '%s is not known',
    (code) => {
      expect(classify(driverError(code))).toBeUndefined()
    },
  )

  it.each([undefined, null, 'SQLITE_BUSY', { code: 'SQLITE_BUSY' }])('is not what is no error: %o', (thrown) => {
    expect(classify(thrown)).toBeUndefined()
    expect(resultCode(thrown)).toBeUndefined()
  })
})
