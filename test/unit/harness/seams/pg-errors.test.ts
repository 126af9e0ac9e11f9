import { describe, expect, it } from 'vitest'
import {
  failing,
  isPgCode,
  isPgConflict,
  noteDatabaseError,
  pgError,
  pgErrorsAt,
} from '../../../../src/harness/seams/pg-errors.ts'

describe('the errors that a Postgres server could give', () => {
  it.each([
    ['pg startup:before', ['53300', 'ECONNRESET']],
    ['pg BEGIN:before', ['57P01']],
    ['pg SELECT t:before', ['40001', '57014', '57P01', 'ECONNRESET', 'XX001']],
    ['pg INSERT t:before', ['40001', '57014', '57P01', 'ECONNRESET', 'XX001', '40P01', '55P03', '53100']],
    ['pg COMMIT:before', ['40001', '57P01', 'ECONNRESET', 'ROLLED_BACK']],
    ['pg ROLLBACK:before', ['57P01']],
    ['net data:before', []],
  ])('before an effect, at %s: %j', (point, codes) => {
    expect(pgErrorsAt(point)).toEqual(codes)
  })

  it('after an effect take the connection along, for no other leaves its outcome open', () => {
    expect(pgErrorsAt('pg COMMIT:after')).toEqual(['57P01', 'ECONNRESET'])
    expect(pgErrorsAt('pg INSERT t:after')).toEqual(['57P01', 'ECONNRESET'])
    for (const point of ['pg startup:after', 'pg ROLLBACK:after', 'pg SET x:after'])
      expect(pgErrorsAt(point)).toEqual([])
  })

  it('are conflicts where the whole transaction has to run again', () => {
    const codes = ['40001', '40P01', '55P03', '57014', '57P01', '53300', 'ROLLED_BACK']
    expect(codes.filter(isPgConflict)).toEqual(['40001', '40P01'])
  })
})

describe('an error of the server', () => {
  it('is of the class that pg makes, once that was loaded', () => {
    expect(() => pgError('40001')).toThrow('pg was not loaded')
    class DatabaseError extends Error {}
    noteDatabaseError(DatabaseError)
    expect(pgError('40001')).toBeInstanceOf(DatabaseError)
    expect(pgError('40001')).toMatchObject({ code: '40001', severity: 'ERROR' })
    expect(pgError('57P01')).toMatchObject({ code: '57P01', severity: 'FATAL' })
  })

  it('is known by its code, whatever an object inherits', () => {
    expect(['40001', 'ROLLED_BACK', 'toString', 'ENOSPC', undefined].map(isPgCode)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('is given by a statement that fails with it, or by one that ends its connection', () => {
    expect(failing('40P01')).toContain("ERRCODE = '40P01'")
    expect(failing('ROLLED_BACK')).not.toContain("ROLLED_BACK'")
    expect(failing('57P01')).toContain('pg_terminate_backend(pg_backend_pid())')
  })
})
