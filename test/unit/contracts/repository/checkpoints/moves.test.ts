import { describe, expect, it } from 'vitest'
import { keyNamed, keyText } from '../../../../../contracts/repository/checkpoints/keys.ts'
import { checkpointMarks } from '../../../../../contracts/repository/checkpoints/marks.ts'
import { checkpointsCommands } from '../../../../../contracts/repository/checkpoints/commands.ts'
import { probes, resolve, simpler } from '../../../../../contracts/repository/checkpoints/moves.ts'
import type { CheckpointCommand } from '../../../../../contracts/repository/checkpoints/moves.ts'
import { history } from '../../written.ts'
import { begin, begun, call, finish, inspect, none, ofRun, running, superseded, texts } from './calls.ts'
import type { Written } from '../../written.ts'

const twice = history(
  { call: begin('p'), value: begun() },
  { call: begin('p'), value: begun({ epoch: 4, resumed: true }) },
)
const append = (back: number): CheckpointCommand => ({ call: 'append', key: 'a', back, items: ['x', 'empty'] })

describe('a move, bound to what went before,', () => {
  it.each([
    [0, 4],
    [1, 1],
  ])('%d begins back goes by the epoch of that begin', (back, epoch) => {
    expect(resolve(append(back), twice).args).toEqual([keyNamed('a'), epoch, ['x', '']])
  })

  it('goes by an epoch that was never given where there is none, or what was given is none', () => {
    const odd = history({ call: begin('p'), value: begun({ epoch: 'first' }) })
    for (const events of [[], odd]) {
      const epoch = resolve(append(0), events).args[1]
      expect(epoch).toSatisfy(Number.isSafeInteger)
      expect([1, 4]).not.toContain(epoch)
    }
    expect(resolve({ ...append(0), key: 'b' } as CheckpointCommand, twice).args[1]).not.toBe(4)
  })

  it.each<[string, readonly Written[], string | null]>([
    ['nobody told of an anchor', [], null],
    ['a begin told of one', [{ call: begin('p'), value: begun({ anchor: 'q' }) }], 'q'],
    ['a finish moved it', [{ call: finish(1, null, 'r'), value: { status: 'finished' } }], 'r'],
    ['a finish found it elsewhere', [{ call: finish(1, null, 'r'), value: { status: 'moved', anchor: 'q' } }], 'q'],
    ['a finish was refused', [{ call: finish(1, null, 'r'), value: superseded }], null],
    ['the run is shown', [{ call: inspect, value: running({ anchor: 'q' }) }], 'q'],
  ])('believes the anchor to be where it was seen last: %s', (_, events, from) => {
    const ending: CheckpointCommand = { call: 'finish', key: 'a', back: 0, anchor: { from: 'seen', to: 's' } }
    expect(resolve(ending, history(...events)).args[2]).toEqual({ anchor: { from, to: 's' } })
  })

  it('names many items by the numbers of the first and the last', () => {
    const move: CheckpointCommand = { call: 'append', key: 'a', back: 0, items: ['x', { first: 9, last: 11 }] }
    expect(resolve(move, twice).args[2]).toEqual(['x', 'item 9', 'item 10', 'item 11'])
  })

  it('leaves out what is not asked for', () => {
    expect(resolve({ call: 'begin', key: 'a', pin: 'p' }, []).args[1]).toEqual({ pin: 'p' })
    expect(resolve({ call: 'begin', key: 'a', pin: 'p', discard: 'q' }, []).args[1]).toEqual({ pin: 'p', discard: 'q' })
    expect(resolve({ call: 'finish', key: 'a', back: 0 }, twice).args).toHaveLength(2)
    expect(resolve({ call: 'purge', idleMs: 5 }, []).args).toEqual([{ idleMs: 5 }])
  })
})

describe('simpler moves', () => {
  it('lead to the simplest in the end, and never round in a circle', () => {
    const shape = { actors: 3, steps: 12, reopen: true, turns: true }
    const drawn = checkpointsCommands.scripts(shape, 2, 50).flat()
    const open = drawn.flatMap((step) => ('does' in step ? [step.does] : []))
    for (const first of open) {
      let move = first
      for (let steps = 0; simpler(move).length > 0; steps += 1) {
        expect(steps).toBeLessThan(20)
        move = simpler(move)[0] ?? move
      }
      expect(simpler(move)).toEqual([])
    }
  })

  it('have fewer items, plainer ones, the key a and the newest epoch', () => {
    const all = simpler({ call: 'append', key: 'b', back: 2, items: ['nul', 'x'] })
    expect(all).toEqual([
      { call: 'append', key: 'a', back: 2, items: ['nul', 'x'] },
      { call: 'append', key: 'b', back: 0, items: ['nul', 'x'] },
      { call: 'append', key: 'b', back: 2, items: ['x'] },
      { call: 'append', key: 'b', back: 2, items: ['nul'] },
      { call: 'append', key: 'b', back: 2, items: ['x', 'x'] },
    ])
  })

  it('have half as many items, or a plain one in the place of many', () => {
    const move = { call: 'append', key: 'a', back: 0 } as const
    expect(simpler({ ...move, items: [{ first: 101, last: 104 }] })).toEqual([
      { ...move, items: ['x'] },
      { ...move, items: [{ first: 101, last: 102 }] },
      { ...move, items: [{ first: 103, last: 104 }] },
    ])
    expect(simpler({ ...move, items: [{ first: 7, last: 7 }] })).toEqual([{ ...move, items: ['x'] }])
  })
})

it('the probes look once at each key that was touched', () => {
  const other = { call: call('inspect', keyText('b')), value: none }
  const purged = { call: call('purge', { idleMs: 0 }), value: { runs: 0 } }
  expect(probes(history({ call: inspect, value: none }, other, purged, { call: begin('p'), value: begun() }))).toEqual([
    { port: 'checkpoints', method: 'inspect', args: [keyNamed('a')] },
    { port: 'checkpoints', method: 'inspect', args: [keyNamed('b')] },
  ])
})

it('the time of the store is read from a begin', () => {
  const { clock } = checkpointsCommands
  expect(clock?.call.method).toBe('begin')
  expect(clock?.read(begun({ touchedAtMs: 5 }))).toBe(5)
  expect(clock?.read(null)).toBeUndefined()
})

describe('the marks of a history of checkpoints', () => {
  const beginning: Written = { call: begin('p'), value: begun() }
  const ended: Written = { call: finish(1), value: { status: 'finished' } }

  it.each<[string, readonly string[], readonly Written[]]>([
    ['nothing', [], []],
    ['a run that is new', ['begun'], [beginning]],
    ['a run that goes on', ['resumed'], [{ call: begin('p'), value: begun({ resumed: true }) }]],
    [
      'a run that goes on with its items',
      ['resumed', 'resumed-with-items'],
      [{ call: begin('p'), value: begun({ resumed: true, done: texts('x') }) }],
    ],
    ['a new pin', ['begun', 'repinned'], [beginning, { call: begin('q', 'p'), value: begun({ epoch: 2 }) }]],
    ['a run after a finish', ['begun', 'finished', 'reopened'], [beginning, ended, beginning]],
    ['new items', ['appended'], [{ call: ofRun('append', 1, 'x'), value: { status: 'appended', added: 1 } }]],
    ['known items', ['known-item'], [{ call: ofRun('append', 1, 'x'), value: { status: 'appended', added: 0 } }]],
    ['no items', ['no-items'], [{ call: ofRun('append', 1), value: { status: 'appended', added: 0 } }]],
    [
      'a failure',
      ['failed'],
      [{ call: ofRun('fail', 1, 'x'), value: { status: 'recorded', failing: [{ streak: 1 }] } }],
    ],
    [
      'a failure in a second run',
      ['failed', 'failed-again'],
      [{ call: ofRun('fail', 1, 'x'), value: { status: 'recorded', failing: [{ streak: 2 }] } }],
    ],
    ['a replace', ['replaced'], [{ call: ofRun('replace', 1), value: { status: 'replaced' } }]],
    ['a finish with an anchor', ['anchored', 'finished'], [{ call: finish(1, null), value: { status: 'finished' } }]],
    ['an anchor elsewhere', ['moved'], [{ call: finish(1, null), value: { status: 'moved', anchor: 'q' } }]],
    ['a refused call', ['superseded'], [{ call: ofRun('append', 1, 'x'), value: superseded }]],
    ['a purge', ['purged'], [{ call: call('purge', { idleMs: 0 }), value: { runs: 1 } }]],
    ['a purge of nothing', ['nothing-idle'], [{ call: call('purge', { idleMs: 0 }), value: { runs: 0 } }]],
    ['a look', [], [{ call: inspect, value: running() }]],
    ['a lost reply', ['in-flight'], [{ call: inspect, outcome: { status: 'unknown', why: 'killed' } }]],
    ['a hostile key', ['hostile-key'], [{ call: call('inspect', keyText('collides')), value: none }]],
    [
      'a hostile item',
      ['appended', 'hostile-item'],
      [{ call: ofRun('append', 1, ''), value: { status: 'appended', added: 1 } }],
    ],
  ])('with %s are %j', (_, expected, calls) => {
    expect(checkpointMarks(history(...calls)).toSorted()).toEqual(expected)
  })
})
