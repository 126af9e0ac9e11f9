// Each promise of the classifier, as one check that ours passes and that refuses each one which is wrong in that way.
import { describe, expect, it } from 'vitest'
import type { StoreCode } from '../../../contracts/index.ts'
import { StoreError, storeCodes } from '../../../contracts/errors.ts'
import type { FailureClass } from '../../../src/core/classify.ts'
import { causesOf, failureFacts, storeCodeOf } from '../../../src/core/classify.ts'
import type { Classifying } from './classify-mutants.ts'
import { mutants, ours } from './classify-mutants.ts'

function coded(code: unknown, cause?: unknown): Error {
  return Object.assign(new Error(`told by ${String(code)}`, { cause }), { code })
}

/** An error whose chain of causes leads back to it. */
function cyclic(): Error {
  const [one, other] = [new Error('one'), new Error('other')]
  one.cause = other
  other.cause = one
  return one
}

/** An error with new causes for ever. */
class Endless extends Error {
  override get cause(): Error {
    return new Endless()
  }
}

/** An error of which nothing can be read. */
function unreadable(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('gone'), {})
  revoke()
  return proxy
}

function throwing(property: 'cause' | 'code' | 'name'): Error {
  return Object.defineProperty(new Error('hostile'), property, {
    get() {
      throw new Error('read')
    },
  })
}

const strange: readonly unknown[] = [
  undefined,
  null,
  0,
  'SQLITE_BUSY',
  Symbol('busy'),
  { code: 'SQLITE_BUSY' },
  () => 'SQLITE_BUSY',
  coded(5),
  coded('toString'),
  cyclic(),
  new Endless(),
  unreadable(),
  new Error('over', { cause: unreadable() }),
  throwing('cause'),
  throwing('code'),
  throwing('name'),
]

interface Entry {
  readonly id: string
  readonly says: string
  readonly check: (classifying: Classifying) => void
  readonly mutants: readonly (keyof typeof mutants)[]
}

const entries: readonly Entry[] = [
  {
    id: 'durability:A8',
    says: 'knows a store that cannot be reached by the code of our own error, and tries no other of ours',
    mutants: ['anyOfOurs', 'noneOfOurs'],
    check({ classifyFailure, sqlite }) {
      const retried = Object.keys(storeCodes).filter((code) => {
        const failure = classifyFailure(new StoreError(code as StoreCode, 'told'), sqlite)
        return failureFacts[failure].retry === 'safe'
      })
      expect(retried).toEqual(['BUSY', 'UNREACHABLE'])
      const foreign = Object.assign(new Error('of another copy'), { name: 'StoreError', code: 'UNREACHABLE' })
      expect(classifyFailure(foreign, sqlite)).toBe('unreachable')
    },
  },
  {
    id: 'durability:A9',
    says: 'never throws, and finds a passing cause beneath plain wrappers',
    mutants: ['topOnly', 'lowestOnly', 'boundless'],
    check({ classifyFailure, sqlite }) {
      for (const thrown of strange) expect(classifyFailure(thrown, sqlite), typeof thrown).toBe('unknown')
      const wrapped = new Error('outer', { cause: new TypeError('inner', { cause: coded('SQLITE_BUSY') }) })
      expect(classifyFailure(wrapped, sqlite)).toBe('busy')
      // The outermost link that says anything decides.
      expect(classifyFailure(coded('SQLITE_FULL', coded('SQLITE_BUSY')), sqlite)).toBe('full')
    },
  },
  {
    id: 'durability:A10',
    says: 'tells on SQLite what a statement outlasts, what a new transaction does, and what nothing does',
    mutants: ['snapshotIsBusy', 'lockedIsFinal', 'fullPasses'],
    check({ classifyFailure, sqlite }) {
      const leadsTo = (code: string): string => {
        const { retry, unit } = failureFacts[classifyFailure(coded(code), sqlite)]
        return retry === 'safe' ? unit : retry
      }
      for (const code of ['SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_LOCKED', 'SQLITE_LOCKED_SHAREDCACHE'])
        expect(leadsTo(code), code).toBe('statement')
      expect(leadsTo('SQLITE_BUSY_SNAPSHOT')).toBe('transaction')
      for (const code of [
        'SQLITE_FULL',
        'SQLITE_CORRUPT_INDEX',
        'SQLITE_READONLY',
        'SQLITE_NOTADB',
        'SQLITE_CONSTRAINT',
      ])
        expect(leadsTo(code), code).toBe('never')
    },
  },
  {
    id: 'durability:A11',
    says: 'tells on a file system what passes, what does not, and that a missing file is data',
    mutants: ['noSpacePasses', 'noHandleIsFinal', 'missingIsFailure'],
    check({ classifyFailure, fs }) {
      const retried = (code: string): boolean => failureFacts[classifyFailure(coded(code), fs)].retry === 'safe'
      expect(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY'].filter((code) => !retried(code))).toEqual([])
      expect(['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT', 'EIO', 'ERR_INVALID_ARG_TYPE'].filter(retried)).toEqual([])
      expect(classifyFailure(coded('ENOENT'), fs)).toBe('absent')
      expect(failureFacts.absent.code).toBeUndefined()
    },
  },
]

describe.each(entries)('$id: $says', ({ check, mutants: wrong }) => {
  it('holds', () => {
    check(ours)
  })

  it.each(wrong)('is refused where it is not so: %s', (name) => {
    expect(() => {
      check(mutants[name])
    }).toThrow()
  })
})

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
    expect(['08', '0809', '08006', '0'].map((code) => ours.classifyFailure(coded(code), { codes }))).toEqual([
      'unreachable',
      'full',
      'io',
      'unknown',
    ])
  })

  it('gives a port its code, and none where the adapter must say more', () => {
    expect(storeCodeOf(new Error('over', { cause: coded('SQLITE_IOERR_READ') }), ours.sqlite)).toBe('IO')
    expect(storeCodeOf(coded('SQLITE_CONSTRAINT'), ours.sqlite)).toBeUndefined()
  })
})

it('a chain of causes ends, however long it is', () => {
  expect([...causesOf(new Endless())]).toHaveLength(32)
  expect([...causesOf(cyclic())]).toHaveLength(32)
  expect([...causesOf('thrown')]).toEqual([])
})

function pick(code: StoreCode): Pick<(typeof storeCodes)[StoreCode], 'retry' | 'outcome'> {
  const { retry, outcome } = storeCodes[code]
  return { retry, outcome }
}
