/** The moves of tasks: the calls that they make, what is simpler, and what is looked for at the end. */
import { describe, expect, it } from 'vitest'
import { tasksCommands } from '../../../../../contracts/repository/tasks/commands.ts'
import { clock, probes, resolve, simpler } from '../../../../../contracts/repository/tasks/moves.ts'
import type { TaskCommand } from '../../../../../contracts/repository/tasks/moves.ts'
import { history } from '../../written.ts'
import { active, bare, call, claim, claimed, claims, end, given, insert, inserted, shown } from './calls.ts'

const events = history(
  { call: insert(given('a')), value: inserted(shown('a')) },
  { call: claim, value: claimed(active('a', 4)) },
  { call: call('claim', 'q', { claimId: 'd' }), value: claimed(active('b', 6)) },
  { call: call('events', { after: 0, limit: 9 }), value: { events: [], next: 8 } },
)

describe('a move', () => {
  it.each<[TaskCommand, string, readonly unknown[]]>([
    [
      { call: 'insert', tasks: [{ id: 'a', queue: 'q', kind: 'k' }] },
      'insert',
      [[{ id: 'a', queue: 'q', kind: 'k', payload: 0 }]],
    ],
    [{ call: 'get', id: 'a' }, 'get', ['a']],
    [
      { call: 'end', of: { back: 0 }, to: 'completed', result: 5 },
      'move',
      ['b', { from: ['active'], to: 'completed', token: 6, result: { value: 5 } }],
    ],
    [
      { call: 'end', of: { id: 'a', back: 0 }, to: 'pending' },
      'move',
      ['a', { from: ['active'], to: 'pending', token: 4, charge: 'attempt' }],
    ],
    [{ call: 'cancel', id: 'a', from: ['pending'] }, 'move', ['a', { from: ['pending'], to: 'cancelled' }]],
    [{ call: 'revive', id: 'a', delayMs: 5 }, 'revive', ['a', { delayMs: 5 }]],
    [{ call: 'claim', queue: 'q', claimId: 'c', kinds: [] }, 'claim', ['q', { claimId: 'c', kinds: [] }]],
    [{ call: 'heartbeat', of: { back: 1 } }, 'heartbeat', ['a', 4, {}]],
    [{ call: 'reap', graceMs: 3 }, 'reap', [{ graceMs: 3 }]],
    [{ call: 'list', limit: 2, states: ['active'] }, 'list', [{ limit: 2, states: ['active'] }]],
    [{ call: 'events', from: 'next', limit: 2 }, 'events', [{ after: 8, limit: 2 }]],
    [{ call: 'events', from: 'first', limit: 2 }, 'events', [{ after: 0, limit: 2 }]],
    [{ call: 'prune', olderThanMs: 4 }, 'prune', [{ olderThanMs: 4 }]],
  ])('%o makes its call', (command, method, args) => {
    expect(resolve(command, events, claims)).toEqual({ port: 'tasks', method, args })
  })

  it('by a claim makes none where none was granted, and one that changes nothing where the id had none', () => {
    expect(resolve({ call: 'end', of: { back: 0 }, to: 'failed' }, [], claims)).toBeUndefined()
    expect(resolve({ call: 'heartbeat', of: { back: 7 } }, events, claims)).toBeUndefined()
    const strange = resolve({ call: 'heartbeat', of: { id: 'z', back: 0 } }, events, claims)
    expect(Number(strange?.args[1])).toBeGreaterThan(1_000_000)
  })

  it('asks for nothing that the claims refuse', () => {
    expect(resolve({ call: 'events', from: 'first', limit: 1 }, [], bare)).toBeUndefined()
    const waits: TaskCommand = { call: 'insert', tasks: [{ id: 'b', queue: 'q', kind: 'k', after: ['a'] }] }
    expect(JSON.stringify(resolve(waits, [], bare))).not.toContain('after')
    expect(JSON.stringify(resolve(waits, [], claims))).toContain('after')
  })

  it('gets simpler step by step, and comes to an end', () => {
    const [first] = tasksCommands.scripts({ actors: 1, steps: 20, reopen: false, turns: false }, 3, 1)
    for (const step of first ?? []) {
      let left = 'does' in step ? step.does : undefined
      for (let rounds = 0; left; rounds += 1) {
        expect(rounds).toBeLessThan(60)
        left = simpler(left)[0]
      }
    }
    expect(simpler({ call: 'get', id: 'a' })).toEqual([])
    expect(simpler({ call: 'reap', graceMs: 5 })).toEqual([{ call: 'reap', graceMs: 0 }])
  })
})

describe('the reads at the end of a case', () => {
  it('look for every task that was named, list all, and read what was told', () => {
    const made = history({ call: insert(given('a'), given('b')) }, { call: end('c', 'failed', 1) }, { call: claim })
    expect(probes(made, claims).map(({ method, args }) => [method, args[0]])).toEqual([
      ['get', 'a'],
      ['get', 'b'],
      ['get', 'c'],
      ['list', { limit: 1_000 }],
      ['events', { after: 0, limit: 1_000 }],
    ])
    expect(probes(made, bare).map(({ method }) => method)).not.toContain('events')
  })
})

describe('the call that tells the time', () => {
  it('is a submission, read for when it was made', () => {
    expect(clock.call.method).toBe('insert')
    expect(tasksCommands.clock?.read(inserted(shown('clock', { createdAtMs: 5 })))).toBe(5)
    expect(tasksCommands.clock?.read({ status: 'missing', ids: [] })).toBeUndefined()
    expect(tasksCommands.clock?.read(null)).toBeUndefined()
  })
})
