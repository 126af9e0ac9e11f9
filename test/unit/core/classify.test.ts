// What the laws of `retry` do not say: how classes, codes and tables fit together.
import { describe, expect, it } from 'vitest'
import type { StoreCode } from '../../../contracts/index.ts'
import { storeCodes } from '../../../contracts/errors.ts'
import { strangeThing } from '../../../contracts/runtime/retry/strange.ts'
import type { FailureClass } from '../../../src/core/classify.ts'
import { causesOf, classifyFailure, failureFacts, storeCodeOf } from '../../../src/core/classify.ts'
import { sqliteFailures } from '../../../src/core/failures/sqlite.ts'

function coded(code: unknown, cause?: unknown): Error {
  return Object.assign(new Error(`told by ${String(code)}`, { cause }), { code })
}

describe('a class', () => {
  it('leads to nothing that the code of it does not tell callers', () => {
    for (const [name, { code, retry, outcome }] of Object.entries(failureFacts))
      if (code && name !== 'lock-timeout') expect({ retry, outcome }, name).toEqual(pick(code))
    // Callers may try again what is not tried again for them.
    expect(failureFacts['lock-timeout']).toMatchObject({ ...pick('BUSY'), retry: 'never' })
  })

  it('that may have had an effect is never safe to try again', () => {
    const unsafe = Object.values(failureFacts).filter(({ retry, outcome }) => retry === 'safe' && outcome === 'unknown')
    expect(unsafe).toEqual([])
  })

  it('goes by the longest beginning of a code that the table has', () => {
    const codes: { readonly [code: string]: FailureClass } = { '08': 'unreachable', '0800': 'io', '080': 'full' }
    expect(['08', '0809', '08006', '0'].map((code) => classifyFailure(coded(code), { codes }))).toEqual([
      'unreachable',
      'full',
      'io',
      'unknown',
    ])
  })

  it('gives a port its code, and none where the adapter must say more', () => {
    expect(storeCodeOf(new Error('over', { cause: coded('SQLITE_IOERR_READ') }), sqliteFailures)).toBe('IO')
    expect(storeCodeOf(coded('SQLITE_CONSTRAINT'), sqliteFailures)).toBeUndefined()
  })
})

it('the outermost link of a chain that says anything decides', () => {
  expect(classifyFailure(coded('SQLITE_FULL', coded('SQLITE_BUSY')), sqliteFailures)).toBe('full')
  expect(classifyFailure(new Error('plain', { cause: coded('SQLITE_BUSY') }), sqliteFailures)).toBe('busy')
})

it('a chain of causes ends, however long it is', () => {
  expect([...causesOf(strangeThing('causes without end'))]).toHaveLength(32)
  expect([...causesOf(strangeThing('a circle of causes'))]).toHaveLength(32)
  expect([...causesOf('thrown')]).toEqual([])
})

function pick(code: StoreCode): Pick<(typeof storeCodes)[StoreCode], 'retry' | 'outcome'> {
  const { retry, outcome } = storeCodes[code]
  return { retry, outcome }
}
