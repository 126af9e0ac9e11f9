import { describe, expect, it } from 'vitest'
import {
  HarnessError,
  StoreError,
  describeError,
  harnessCodes,
  isHarnessError,
  isStoreError,
  storeCodes,
} from '../../../contracts/errors.ts'

/** What another copy of the module would have thrown: the same name and code, another class. */
function foreign(name: string, code: unknown): Error {
  return Object.assign(new Error('from another copy'), { name, code })
}

describe('a store error', () => {
  it('is recognised by name and code, whichever copy of the module made it', () => {
    expect(isStoreError(foreign('StoreError', 'BUSY'))).toBe(true)
    expect(foreign('StoreError', 'BUSY')).not.toBeInstanceOf(StoreError)
  })

  it('is told from one with another code', () => {
    const busy = new StoreError('BUSY', 'kept waiting')
    expect(isStoreError(busy, 'BUSY')).toBe(true)
    expect(isStoreError(busy, 'FULL')).toBe(false)
  })

  it.each([
    ['a code that is not on the list', foreign('StoreError', 'SQLITE_BUSY')],
    ['a code that every object has', foreign('StoreError', 'toString')],
    ['no code', Object.assign(new Error('none'), { name: 'StoreError' })],
    ['another name', foreign('Error', 'BUSY')],
    ['the name of the other kind', new HarnessError('TOKEN', 'cut short')],
    ['no error at all', { name: 'StoreError', code: 'BUSY' }],
    ['nothing', undefined],
  ])('is not what has %s', (_, thrown) => {
    expect(isStoreError(thrown)).toBe(false)
  })

  it('carries what led to it', () => {
    const cause = new Error('disk')
    expect(new StoreError('IO', 'reading failed', { cause }).cause).toBe(cause)
  })

  it('has facts for every code: a sentence, a remedy, and a retry that fits its outcome', () => {
    for (const [code, { says, remedy, retry, outcome }] of Object.entries(storeCodes)) {
      expect(says, code).not.toBe('')
      expect(remedy, code).not.toBe('')
      expect(retry === 'safe' && outcome === 'unknown', code).toBe(false)
    }
  })
})

describe('a harness error', () => {
  it('is recognised by name and code, whichever copy of the module made it', () => {
    expect(isHarnessError(foreign('HarnessError', 'TOKEN'), 'TOKEN')).toBe(true)
    expect(isHarnessError(foreign('HarnessError', 'TOKEN'), 'USAGE')).toBe(false)
    expect(isHarnessError(foreign('HarnessError', 'BUSY'))).toBe(false)
  })

  it('has a sentence for every code', () => {
    expect(Object.values(harnessCodes).every((says) => says !== '')).toBe(true)
  })
})

describe('what was thrown, in one line', () => {
  it.each([
    [new StoreError('FULL', 'no room'), 'StoreError FULL: no room'],
    [new TypeError('not a function'), 'TypeError: not a function'],
    [foreign('SqliteError', 5), 'SqliteError: from another copy'],
    ['a word', 'a thrown string: a word'],
    [undefined, 'a thrown undefined: undefined'],
  ])('of %o is told', (thrown, told) => {
    expect(describeError(thrown)).toBe(told)
  })
})
