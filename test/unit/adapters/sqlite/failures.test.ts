import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StoreCode } from '../../../../contracts/index.ts'
import type { Connection } from '../../../../adapters/sqlite/driver.ts'
import { connect, resultCode } from '../../../../adapters/sqlite/driver.ts'
import { changesOn, classify } from '../../../../adapters/sqlite/failures.ts'
import { refusal } from '../sessions.ts'

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

describe('a change', () => {
  let db: Connection

  beforeEach(async () => {
    db = await connect(':memory:', 0)
    db.exec('CREATE TABLE count (n INTEGER NOT NULL); INSERT INTO count VALUES (0)')
  })

  afterEach(() => {
    db.close()
  })

  /** Adds one in a transaction that fails with each of these codes after it has written. */
  function adding(...codes: readonly string[]): () => unknown {
    const left = [...codes]
    return changesOn(
      db,
      new AbortController().signal,
    )(() => {
      db.exec('UPDATE count SET n = n + 1')
      const code = left.shift()
      if (code !== undefined) throw driverError(code)
      return count()
    })
  }

  function count(): unknown {
    return db.prepare('SELECT n FROM count').pluck().get()
  }

  it('is made once, and at once, where nothing fails', () => {
    expect(adding()()).toBe(1)
  })

  it('starts over as a whole where its snapshot is dead, and has one effect', async () => {
    expect(await adding('SQLITE_BUSY_SNAPSHOT', 'SQLITE_BUSY_SNAPSHOT')()).toBe(1)
    expect(count()).toBe(1)
  })

  it.each(['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_CORRUPT', 'SQLITE_READONLY', 'SQLITE_NOTADB', 'SQLITE_IOERR_FSYNC'])(
    'is not made again after %s, and has no effect',
    (code) => {
      expect(adding(code)).toThrow('from the driver')
      expect(count()).toBe(0)
    },
  )

  it('that starts over ends with its session', async () => {
    const waiting = Promise.resolve(adding('SQLITE_BUSY_SNAPSHOT')())
    db.close()
    expect(await refusal(waiting)).toBe('CLOSED')
  })
})
