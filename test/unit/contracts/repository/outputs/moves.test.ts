/** The moves of outputs: the calls that they make, what is simpler, and what is looked for at the end. */
import { describe, expect, it } from 'vitest'
import type { OutputCommand } from '../../../../../contracts/repository/outputs/moves.ts'
import { clockCall, probes, resolve, simpler } from '../../../../../contracts/repository/outputs/moves.ts'
import { outputsCommands } from '../../../../../contracts/repository/outputs/commands.ts'
import { key, run, shared } from '../../../../../contracts/repository/outputs/rows.ts'
import { history } from '../../written.ts'
import { ageless, call, claims, get, miss, put, run as runText, stored, unlisted } from './calls.ts'

const wrote: OutputCommand = { call: 'put', scope: { tenant: 'u', run: 'x' }, key: { task: 'b', input: 'j' }, value: 5 }

describe('a move', () => {
  it.each<[OutputCommand, readonly unknown[]]>([
    [{ call: 'get', scope: run, key }, [run, key]],
    [{ call: 'delete', scope: run, key }, [run, key]],
    [{ call: 'put', scope: run, key, value: { kind: 'list', items: [1] } }, [run, key, [1]]],
    [{ call: 'clear', scope: shared }, [shared]],
    [{ call: 'prune', olderThanMs: 10 }, [{ olderThanMs: 10 }]],
    [{ call: 'keys', scope: run, limit: 2 }, [run, { limit: 2 }]],
  ])('%o makes its call', (command, args) => {
    expect(resolve(command, [], claims)).toEqual({ port: 'outputs', method: command.call, args })
  })

  it('makes none that the claims refuse', () => {
    expect(resolve({ call: 'clear', scope: run }, [], unlisted)).toBeUndefined()
    expect(resolve({ call: 'keys', scope: run, limit: 1 }, [], unlisted)).toBeUndefined()
    expect(resolve({ call: 'prune', olderThanMs: 0 }, [], ageless)).toBeUndefined()
    expect(resolve({ call: 'prune', olderThanMs: 0 }, [], unlisted)).toBeDefined()
  })

  it('gets simpler by its scope, its key and its value, and comes to an end', () => {
    const simple = simpler(wrote)
    expect(simple).toEqual([
      { ...wrote, scope: shared },
      { ...wrote, scope: run },
      { ...wrote, key },
      { ...wrote, value: 0 },
    ])
    expect(simpler({ call: 'put', scope: shared, key, value: 0 })).toEqual([])
    expect(simpler({ call: 'get', scope: run, key })).toEqual([{ call: 'get', scope: shared, key }])
  })
})

describe('the reads at the end of a case', () => {
  const events = history(
    { call: put, value: stored() },
    { call: get, value: miss },
    { call: call('prune', {}), value: {} },
  )

  it('look for every row that was touched, once, and list the scopes and the keys of each', () => {
    expect(probes(events, claims)).toEqual([
      { port: 'outputs', method: 'get', args: [run, key] },
      { port: 'outputs', method: 'scopes', args: [{ limit: 1_000 }] },
      { port: 'outputs', method: 'keys', args: [run, { limit: 1_000 }] },
    ])
    expect(probes(history({ call: call('clear', runText), value: { rows: 0 } }), claims)).toHaveLength(2)
    expect(probes(history({ call: call('prune', {}), value: {} }), claims)).toEqual([])
  })

  it('list nothing where no listing is claimed', () => {
    expect(probes(events, unlisted).map(({ method }) => method)).toEqual(['get'])
  })
})

describe('the call that tells the time', () => {
  it('is a write, read for when it was stored', () => {
    expect(clockCall.method).toBe('put')
    expect(outputsCommands.clock?.read(stored(5))).toBe(5)
    expect(outputsCommands.clock?.read({ status: 'stored' })).toBeUndefined()
    expect(outputsCommands.clock?.read(null)).toBeUndefined()
  })
})
