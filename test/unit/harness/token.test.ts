import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Token } from '../../../src/harness/token.ts'
import { decodeToken, encodeToken } from '../../../src/harness/token.ts'
import { thrownBy } from './thrown.ts'

const token: Token = {
  adapter: 'sqlite',
  law: 'locks/one-holder',
  mutant: 'locks~read-then-insert',
  case: {
    tier: 'T4',
    actors: 2,
    script: [
      { actor: 0, does: { call: 'acquire', name: 'a\u0000\u{1f512}', ttlMs: 50 } },
      { turn: -60 },
      { reopen: 1 },
      { actor: 1, does: null },
    ],
    choices: [0, 3, 59],
    plans: [
      { kind: 'list', choices: [0, 1] },
      { kind: 'random', seed: 7, pauses: true },
      { kind: 'pct', seed: 8, depth: 2, length: 0 },
    ],
    fault: { actor: 0, point: 'better-sqlite3 exec COMMIT:before', hit: 2, action: 'throw', error: 'SQLITE_FULL' },
    skews: [3_600_000, -1],
    recovery: { actor: 0, point: 'open better-sqlite3 get PRAGMA:after', hit: 1, action: 'kill' },
    loss: { profile: 'posix', cut: 9, lost: [2, 4], torn: { operation: 6, bytes: 512, sectors: [1] } },
  },
}

const bare: Token = { adapter: 'memory', law: 'locks/one-holder', case: { tier: 'T0', actors: 1, script: [] } }

/** A token whose content is any text. */
function packed(content: string): string {
  return `hf1.${deflateSync(content).toString('base64url')}`
}

function refused(text: string): string {
  return thrownBy(() => decodeToken(text))
}

describe('a token', () => {
  it.each([
    ['with all that a case can have', token],
    ['with no more than a case must have', bare],
  ])('%s is read as it was written', (_, written) => {
    expect(decodeToken(encodeToken(written))).toEqual(written)
  })

  it('is one word that survives a terminal', () => {
    expect(encodeToken(token)).toMatch(/^hf1\.[\w-]+$/)
  })

  it('may be pasted with space around it', () => {
    expect(decodeToken(`\n  ${encodeToken(bare)} \n`)).toEqual(bare)
  })
})

describe('a token that cannot be read', () => {
  const good = encodeToken(token)

  it('has another prefix', () => {
    expect(refused(good.replace('hf1.', 'hf2.'))).toMatch(/^TOKEN: expected a token that starts with "hf1\."/)
    expect(refused('')).toMatch(/^TOKEN: expected a token/)
  })

  it('was cut short, wherever it was', () => {
    for (let length = 'hf1.'.length; length < good.length - 2; length += 1) {
      expect(refused(good.slice(0, length)), `${length} letters`).toMatch(/^TOKEN: the token is damaged/)
    }
  })

  it('has one letter changed, whichever it is', () => {
    for (let index = 'hf1.'.length; index < good.length - 1; index += 1) {
      const letter = good[index] === 'A' ? 'B' : 'A'
      const damaged = good.slice(0, index) + letter + good.slice(index + 1)
      // Bits that fill up the last byte before the check sum hold nothing: without them the same is read.
      const said = thrownBy(() => expect(decodeToken(damaged)).toEqual(token))
      expect(said, `letter ${index}`).toMatch(/^(TOKEN: |nothing was thrown)/)
    }
  })

  it('holds no JSON', () => {
    expect(refused(packed('{'))).toMatch(/^TOKEN: the token is damaged/)
  })

  it('would unpack to more than a case can be', () => {
    expect(refused(packed(' '.repeat(2_000_000)))).toMatch(/^TOKEN: the token is damaged/)
  })

  it('is nested deeper than a case can be', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const content = JSON.stringify({ ...bare, case: { ...bare.case, script: [{ actor: 0, does: 'deep' }] } })
    expect(refused(packed(content.replace('"deep"', deep)))).toMatch(/^TOKEN: /)
  })
})

describe('what a token holds is no case where', () => {
  it.each<[string, object]>([
    ['there is no adapter', { adapter: undefined }],
    ['there is a key that nobody knows', { module: 'file:///evil.js' }],
    ['the tier is unknown', { case: { ...bare.case, tier: 'T9' } }],
    ['the number of actors is negative', { case: { ...bare.case, actors: -1 } }],
    ['the number of actors is not whole', { case: { ...bare.case, actors: 1.5 } }],
    ['there are too many actors', { case: { ...bare.case, actors: 65 } }],
    ['a step does nothing', { case: { ...bare.case, script: [{ actor: 0 }] } }],
    ['a step does two things', { case: { ...bare.case, script: [{ turn: 1, reopen: 0 }] } }],
    ['the script is endless', { case: { ...bare.case, script: Array.from({ length: 1_001 }, () => ({ turn: 1 })) } }],
    ['a choice is negative', { case: { ...bare.case, choices: [-1] } }],
    ['a fault comes at no time', { case: { ...bare.case, fault: { ...token.case.fault, hit: 0 } } }],
    ['a fault is of no known kind', { case: { ...bare.case, fault: { ...token.case.fault, action: 'burn' } } }],
  ])('%s', (_, some) => {
    expect(refused(packed(JSON.stringify({ ...bare, ...some })))).toMatch(
      /^TOKEN: the token was read, but is not a case/,
    )
  })
})
