import { describe, expect, it } from 'vitest'
import type { Claims } from '../../../../contracts/index.ts'
import { lockNamed, owner, probes, resolve, simpler } from '../../../../contracts/locks/moves.ts'
import type { LockCommand } from '../../../../contracts/locks/moves.ts'
import { locksCommands } from '../../../../contracts/locks/commands.ts'
import type { Written } from '../written.ts'
import { history } from '../written.ts'
import { acquire, call, claims, inspect, row } from './calls.ts'

const shape = { actors: 3, steps: 12, reopen: true, turns: true }

function granted(token: number, when: NonNullable<Written['when']>): Written {
  return { call: acquire, value: { status: 'acquired', lease: row({ token }) }, when }
}

const twice = history(granted(1, [0, 1]), granted(2, [2, 3]))

describe('a move, bound to what went before,', () => {
  it('asks for a lock as one of a few owners', () => {
    const durations = { ttlMs: 50, graceMs: 1, heartbeatMs: 10 }
    const bound = resolve({ call: 'acquire', name: 'a', owner: 2, ...durations }, [], claims)
    expect(bound).toEqual({ port: 'locks', method: 'acquire', args: ['a', { owner: owner(2), ...durations }] })
  })

  it('asks for several slots where the adapter claims them, and for one where it does not', () => {
    const move = { call: 'acquire', name: 'a', owner: 0, ttlMs: 50, graceMs: 1, heartbeatMs: 10, slots: 3 } as const
    const alone = { ...claims, ports: { locks: { ...claims.ports.locks, slots: { no: 'one row a name' } } } } as Claims
    expect(resolve(move, [], claims)?.args[1]).toMatchObject({ slots: 3 })
    expect(resolve(move, [], alone)?.args[1]).not.toHaveProperty('slots')
  })

  it.each([
    [0, 2],
    [1, 1],
  ])('%d grants back goes by the token of that grant', (back, token) => {
    expect(resolve({ call: 'release', name: 'a', back }, twice, claims)?.args).toEqual(['a', token])
    expect(resolve({ call: 'renew', name: 'a', back, ttlMs: 5 }, twice, claims)?.args).toEqual([
      'a',
      token,
      { ttlMs: 5 },
    ])
  })

  it.each([
    ['further back than the history goes', 2, twice],
    ['on a name that nobody took', 0, []],
  ])('%s goes by a token that was never given', (_, back, events) => {
    const token = resolve({ call: 'release', name: 'a', back }, events, claims)?.args[1]
    expect(token).toSatisfy(Number.isSafeInteger)
    expect([1, 2]).not.toContain(token)
  })

  it('evicts the very row that was seen last, wherever it was seen', () => {
    const seen = row({ token: 9 })
    const events = history(granted(1, [0, 1]), { call: inspect, value: { status: 'held', lock: seen }, when: [2, 3] })
    expect(resolve({ call: 'evict', name: 'a', back: 0 }, events, claims)?.args).toEqual([seen])
    expect(resolve({ call: 'evict', name: 'a', back: 1 }, events, claims)?.args).toEqual([row()])
  })

  it('that refers to nothing is no call', () => {
    expect(resolve({ call: 'evict', name: 'a', back: 0 }, [], claims)).toBeUndefined()
    expect(resolve({ call: 'evict', name: 'b', back: 0 }, twice, claims)).toBeUndefined()
  })

  it('does not go by what nobody was answered', () => {
    const events = history({ call: acquire, outcome: { status: 'unknown', why: 'killed' }, when: [0, Infinity] })
    expect(resolve({ call: 'evict', name: 'a', back: 0 }, events, claims)).toBeUndefined()
  })
})

describe('a simpler move', () => {
  it('is never the move itself', () => {
    const scripts = locksCommands.scripts(shape, 11, 100)
    const moves = scripts.flatMap((script) => script.flatMap((step) => ('does' in step ? [step.does] : [])))
    for (const move of moves) expect(simpler(move), JSON.stringify(move)).not.toContainEqual(move)
  })

  it('of the simplest there is none', () => {
    const simplest: readonly LockCommand[] = [
      { call: 'acquire', name: 'a', owner: 0, ttlMs: 1, graceMs: 0, heartbeatMs: 1 },
      { call: 'renew', name: 'a', back: 0, ttlMs: 1 },
      { call: 'release', name: 'a', back: 0 },
      { call: 'inspect', name: 'a' },
      { call: 'list', limit: 1 },
    ]
    expect(simplest.flatMap(simpler)).toEqual([])
  })

  it('asks for two slots in place of more, and then for one', () => {
    const move = { call: 'acquire', name: 'a', owner: 0, ttlMs: 1, graceMs: 0, heartbeatMs: 1, slots: 3 } as const
    const { slots: _, ...alone } = move
    expect(simpler(move)).toEqual([{ ...move, slots: 2 }, alone])
  })

  it('has a plain name in place of a hostile one', () => {
    const names = simpler({ call: 'inspect', name: '__proto__' }).map((move) => 'name' in move && move.name)
    expect(names).toEqual(['a', 'b'])
  })
})

describe('the probes of a history', () => {
  it('read each name that it touched once, and list all rows', () => {
    const events = history(granted(1, [0, 1]), granted(2, [2, 3]), {
      call: call('evict', row({ name: 'b' })),
      value: { status: 'changed' },
      when: [4, 5],
    })
    expect(probes(events)).toEqual([inspect, call('inspect', 'b'), call('list', { limit: 1_000 })])
  })

  it('read a name that only a lost call touched', () => {
    const events = history({ call: acquire, outcome: { status: 'unknown', why: 'killed' }, when: [0, Infinity] })
    expect(probes(events)).toContainEqual(inspect)
  })
})

describe('the name that a call is about', () => {
  it.each([
    [acquire, 'a'],
    [call('evict', row({ name: 'b' })), 'b'],
    [call('list', { limit: 1 }), undefined],
    [call('evict', null), undefined],
  ])('is found: %j', (made, name) => {
    expect(lockNamed(made)).toBe(name)
  })
})
