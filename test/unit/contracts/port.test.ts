import { describe, expect, it } from 'vitest'
import { isStoreError } from '../../../contracts/errors.ts'
import { locksPort } from '../../../contracts/locks/port.ts'
import { owner } from '../../../contracts/locks/moves.ts'
import { name, record, show, whole } from '../../../contracts/port.ts'

/** The code that a check refused with; undefined where it let the value pass. */
function refusal(check: () => void): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    return isStoreError(error) ? error.code : `uncoded: ${String(error)}`
  }
}

function messageOf(check: () => void): string {
  try {
    check()
    return 'nothing was thrown'
  } catch (error) {
    return String(error)
  }
}

describe('a name', () => {
  it.each([
    ['one byte', 'a'],
    ['512 bytes', 'n'.repeat(512)],
    ['512 bytes in 256 letters', '\u00e9'.repeat(256)],
    ['512 bytes in 128 pairs of surrogates', '\u{1f512}'.repeat(128)],
    ['a NUL', 'a\u0000b'],
    ['a word that every object has', '__proto__'],
  ])('of %s is taken', (_, value) => {
    expect(refusal(() => name('name', value))).toBeUndefined()
  })

  it.each([
    ['no bytes', ''],
    ['513 bytes', 'n'.repeat(513)],
    ['513 bytes in 257 letters', `${'\u00e9'.repeat(256)}n`],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00a'],
    ['surrogates in the wrong order', '\udd12\ud83d'],
    ['a number', 7],
    ['an object that looks like a string', Object('a')],
    ['nothing', undefined],
  ])('of %s is refused', (_, value) => {
    expect(refusal(() => name('name', value))).toBe('INVALID_ARGUMENT')
  })
})

describe('a whole number', () => {
  it.each([1, 2, 100])('from 1 to 100 is taken: %d', (value) => {
    expect(refusal(() => whole('n', value, 1, 100))).toBeUndefined()
  })

  it.each([0, 101, 1.5, -1, Number.NaN, Infinity, '1', 1n, null, undefined, 2 ** 53])(
    'from 1 to 100 is not %o',
    (value) => {
      expect(refusal(() => whole('n', value, 1, 100))).toBe('INVALID_ARGUMENT')
    },
  )

  it('that is refused is named with its range and with what came', () => {
    const message = messageOf(() => whole('options.ttlMs', 0, 1, 100))
    expect(message).toBe('StoreError: options.ttlMs: expected a whole number from 1 to 100, got 0')
  })
})

describe('a record', () => {
  it('gives its keys back', () => {
    expect(record('options', { ttlMs: 1 }, ['ttlMs', 'graceMs'])).toEqual({ ttlMs: 1 })
  })

  it('with a key that nobody knows is refused, and the key is named', () => {
    expect(messageOf(() => record('options', { ttl: 1 }, ['ttlMs']))).toContain('options.ttl: expected one of the keys')
  })

  it.each([null, undefined, 'text', 7, [1]])('is not %o', (value) => {
    expect(refusal(() => record('options', value, ['ttlMs']))).toBe('INVALID_ARGUMENT')
  })
})

describe('a value in a message', () => {
  it('is cut where it is long', () => {
    expect(show('n'.repeat(1_000))).toHaveLength(80)
  })

  it('has a text even where JSON has none', () => {
    const cyclic: unknown[] = []
    cyclic.push(cyclic)
    const odd = [undefined, 1n, Number.NaN, Symbol('s'), cyclic, () => {}]
    expect(odd.map(show)).toEqual(['undefined', '1', 'NaN', 'a symbol', 'an object', 'a function'])
  })
})

const claims = { clock: 'store', fencing: 'transactional', slots: 'counted' }
const asked = { owner: owner(0), ttlMs: 1, graceMs: 0, heartbeatMs: 1 }
const times = { acquiredAtMs: 0, heartbeatAtMs: 0, expiresAtMs: 1, takeableAtMs: 1, heartbeatMs: 1, atMs: 0 }
const row = { name: 'a', token: 1, owner: owner(0), ...times }

function refused(method: string, ...args: readonly unknown[]): string | undefined {
  return refusal(() => locksPort.methods[method]?.(args, claims))
}

describe('the arguments of locks', () => {
  it.each<[string, ...unknown[]]>([
    ['acquire', 'a', asked],
    ['acquire', 'a', { ...asked, ttlMs: 86_400_000, graceMs: 86_400_000, heartbeatMs: 86_400_000 }],
    ['acquire', 'a', { ...asked, fenced: true }],
    ['acquire', 'a', { ...asked, takeover: 'never' }],
    ['acquire', 'a', { ...asked, slots: 1 }],
    ['acquire', 'a', { ...asked, slots: 1_000_000 }],
    ['evict', { ...row, slots: 2 }],
    ['renew', 'a', Number.MAX_SAFE_INTEGER, { ttlMs: 1 }],
    ['release', 'a', 1],
    ['evict', row],
    ['inspect', 'a'],
    ['list', { limit: 1_000 }],
    ['list', { limit: 1, cursor: 'a' }],
  ])('are taken where they are in range: %s', (method, ...args) => {
    expect(refused(method, ...args)).toBeUndefined()
  })

  it.each<[string, ...unknown[]]>([
    ['acquire', 'a'],
    ['acquire', 'a', { ...asked, ttlMs: 86_400_001 }],
    ['acquire', 'a', { ...asked, graceMs: -1 }],
    ['acquire', 'a', { ...asked, heartbeatMs: 0 }],
    ['acquire', 'a', { ...asked, fenced: 1 }],
    ['acquire', 'a', { ...asked, takeover: 'always' }],
    ['acquire', 'a', { ...asked, owner: { ...owner(0), pid: 2 ** 31 } }],
    ['acquire', 'a', { ...asked, owner: { ...owner(0), host: '' } }],
    ['acquire', 'a', { ...asked, wait: true }],
    ['acquire', 'a', { ...asked, slots: 0 }],
    ['acquire', 'a', { ...asked, slots: 1_000_001 }],
    ['acquire', 'a', { ...asked, slots: '2' }],
    ['evict', { ...row, slots: 1 }],
    ['renew', 'a', 0, { ttlMs: 1 }],
    ['renew', 'a', 1, { ttlMs: 1.5 }],
    ['release', 'a', '1'],
    ['evict', { ...row, token: 0 }],
    ['evict', { ...row, expiresAtMs: undefined }],
    ['inspect', ''],
    ['list', { limit: 0 }],
    ['list', { limit: 1_001 }],
    ['list', { limit: 1, cursor: 1 }],
  ])('are refused where they are not: %s %j', (method, ...args) => {
    expect(refused(method, ...args)).toBe('INVALID_ARGUMENT')
  })

  it('ask for company in vain where one holder a name is claimed', () => {
    const alone = { ...claims, slots: { no: 'one row a name' } }
    const asks = (slots: number) => (): void => locksPort.methods['acquire']?.(['a', { ...asked, slots }], alone)
    expect(refusal(asks(2))).toBe('UNSUPPORTED')
    expect(messageOf(asks(2))).toContain('one row a name')
    expect(refusal(asks(1))).toBeUndefined()
    expect(refusal(asks(0))).toBe('INVALID_ARGUMENT')
  })

  it('ask for fencing in vain where none is claimed', () => {
    const none = { clock: 'store', fencing: { no: 'keys carry no token' } }
    const check = (): void => locksPort.methods['acquire']?.(['a', { ...asked, fenced: true }], none)
    expect(refusal(check)).toBe('UNSUPPORTED')
    expect(messageOf(check)).toContain('keys carry no token')
  })
})
