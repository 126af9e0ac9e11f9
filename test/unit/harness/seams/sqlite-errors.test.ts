// First of all: the seam stands before the driver is loaded.
import '../../../../dist/src/harness/seams/preload.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../../../adapters/sqlite/driver.ts'
import { connect, resultCode } from '../../../../adapters/sqlite/driver.ts'
import { errorOf, errorsAt } from '../../../../dist/src/harness/seams/failures.js'
import { seam } from '../../../../dist/src/harness/seams/seam.js'

let db: Connection

beforeEach(async () => {
  // The driver loads its addon with the first connection.
  db = await connect(':memory:', 0)
})

afterEach(() => {
  seam.listen(undefined)
  db.close()
})

function at(words: string, side: 'before' | 'after', ...earlier: readonly string[]): readonly string[] {
  return errorsAt(`better-sqlite3 run ${words}:${side}`, earlier)
}

describe('the errors that SQLite could give', () => {
  it.each([
    ['BEGIN IMMEDIATE', ['SQLITE_BUSY'], []],
    ['BEGIN', [], []],
    ['INSERT row', ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE'], ['SQLITE_IOERR_WRITE']],
    ['COMMIT', ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR_FSYNC'], ['SQLITE_IOERR_FSYNC']],
    ['SELECT row', ['SQLITE_IOERR_READ'], []],
    ['ROLLBACK', [], []],
  ])('before and after %s are those that leave what they say', (words, before, after) => {
    expect([at(words, 'before'), at(words, 'after')]).toEqual([before, after])
  })

  it('while a session opens are those of a file that cannot be opened', () => {
    expect(errorsAt('open better-sqlite3 get SELECT sqlite_schema:before', [])).toEqual(['SQLITE_CANTOPEN'])
  })

  it('at points of ports are none', () => {
    expect(['locks.acquire:call', 'inner locks.acquire:reply'].flatMap((point) => errorsAt(point, []))).toEqual([])
  })

  it.each([
    [true, ['run BEGIN', 'get SELECT row']],
    [false, ['run BEGIN IMMEDIATE', 'get SELECT row']],
    [false, ['run BEGIN']],
    [false, ['run BEGIN', 'get SELECT row', 'run COMMIT', 'get SELECT row']],
    [false, ['run BEGIN', 'get SELECT row', 'run UPDATE row']],
  ])('of a snapshot that is too old: %s after %j', (comes, said) => {
    const earlier = said.flatMap((words) => [`better-sqlite3 ${words}:before`, `better-sqlite3 ${words}:after`])
    expect(at('INSERT row', 'before', ...earlier).includes('SQLITE_BUSY_SNAPSHOT')).toBe(comes)
  })
})

describe('an error that is brought to a statement', () => {
  const point = 'better-sqlite3 run INSERT t:after'
  const fault = { point, error: 'SQLITE_IOERR_WRITE' }

  it('is one of the driver, by its own constructor', () => {
    const error = errorOf(fault)
    expect(() => db.exec('nonsense')).toThrow(expect.objectContaining({ constructor: error.constructor }))
    expect([resultCode(error), error.message]).toEqual(['SQLITE_IOERR_WRITE', 'disk I/O error'])
  })

  it('is thrown by the call, after its effect where it comes after it', () => {
    db.exec('CREATE TABLE t (x)')
    const insert = db.prepare('INSERT INTO t VALUES (1)')
    seam.listen((reached) => {
      if (reached === point) throw errorOf(fault)
    })
    expect(() => insert.run()).toThrow('disk I/O error')
    seam.listen(undefined)
    expect(db.prepare('SELECT count(*) FROM t').pluck().get()).toBe(1)
  })

  it('must be one that somebody beneath an adapter throws there', () => {
    expect(() => errorOf({ point, error: 'EIO' })).toThrow(/nobody beneath an adapter throws EIO at better-sqlite3/)
    expect(() => errorOf({ point })).toThrow(/an error without a code/)
    expect(errorOf({ point: 'open fs fsync:before', error: 'EIO' })).toMatchObject({ code: 'EIO', syscall: 'fsync' })
  })
})
