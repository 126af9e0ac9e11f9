/** The model of checkpoints: what it allows, what it refuses and says was due, and what it thinks of lost replies. */
import { describe, expect, it } from 'vitest'
import type { Call } from '../../../../../contracts/index.ts'
import { checkpointsModel } from '../../../../../contracts/repository/checkpoints/model.ts'
import type { CheckpointState } from '../../../../../contracts/repository/checkpoints/model.ts'
import { at } from '../../written.ts'
import {
  after,
  ageless,
  begin,
  begun,
  begunWith,
  call,
  due,
  finish,
  fresh,
  inspect,
  none,
  ofRun,
  running,
  superseded,
  texts,
} from './calls.ts'

const failing = (item: string, streak: number): unknown => ({ item: JSON.stringify(item), streak })
const recorded = (...rows: readonly unknown[]): unknown => ({ status: 'recorded', failing: rows })

describe('a begin', () => {
  it('makes a run with an empty set where none is', () => {
    expect(due(fresh(), begin('p'), begun())).toBe('legal')
    expect(due(fresh(), begin('p'), begun({ resumed: true }))).toBe('resumed false')
    expect(due(fresh(), begin('p'), begun({ done: texts('x') }))).toBe('done []')
    expect(due(fresh(), begin('p'), begun({ anchor: 'q' }))).toBe('anchor null')
  })

  it('goes on with the pin and the items of an unfinished run, under a greater epoch', () => {
    const state = begunWith('x')
    const again = { epoch: 2, done: texts('x'), resumed: true }
    expect(due(state, begin('q'), begun(again))).toBe('legal')
    expect(due(state, begin('q'), begun({ ...again, epoch: 1 }))).toBe('an epoch greater than 1')
    expect(due(state, begin('q'), begun({ ...again, pin: 'q' }))).toBe('pin "p"')
    expect(due(state, begin('q'), begun({ ...again, done: [] }))).toBe(`done ${JSON.stringify(texts('x'))}`)
    expect(due(state, begin('q'), begun({ ...again, done: texts('x', 'x') }))).toContain('done')
  })

  it('empties the set where the pin that it discards is the run\u2019s, and only there', () => {
    const state = begunWith('x')
    expect(due(state, begin('q', 'p'), begun({ epoch: 2, pin: 'q' }))).toBe('legal')
    expect(due(state, begin('q', 'p'), begun({ epoch: 2, pin: 'q', done: texts('x') }))).toBe('done []')
    expect(due(state, begin('q', 'r'), begun({ epoch: 2, done: texts('x'), resumed: true }))).toBe('legal')
  })

  it('shows the time of its touch where runs have ages, and none where they have not', () => {
    expect(due(fresh(), begin('p'), begun({ touchedAtMs: 999 }))).toBe('last touched at 1000..1000')
    expect(due(fresh(), begin('p'), begun({ touchedAtMs: undefined }))).toBe('last touched at 1000..1000')
    expect(due(fresh(ageless), begin('p'), begun())).toBe('no touchedAtMs: no ages are claimed')
    expect(due(fresh(ageless), begin('p'), begun({ touchedAtMs: undefined }))).toBe('legal')
  })
})

describe('an append', () => {
  it('counts the items that are new, each once', () => {
    const state = begunWith('x')
    const append = ofRun('append', 1, 'x', 'y', 'y')
    expect(due(state, append, { status: 'appended', added: 1 })).toBe('legal')
    expect(due(state, append, { status: 'appended', added: 2 })).toBe('appended, with 1 added')
  })

  it('touches the run, even where every item was known, and does not where there was none', () => {
    const known = after(begunWith('x'), ofRun('append', 1, 'x'), { status: 'appended', added: 0 }, at(1_050))
    expect(due(known, inspect, running({ done: texts('x'), touchedAtMs: 1_050 }))).toBe('legal')
    const empty = after(begunWith('x'), ofRun('append', 1), { status: 'appended', added: 0 }, at(1_050))
    expect(due(empty, inspect, running({ done: texts('x') }))).toBe('legal')
  })

  it('ends the streaks of its items', () => {
    const failed = after(begunWith(), ofRun('fail', 1, 'x', 'y'), recorded(failing('x', 1), failing('y', 1)))
    const done = after(failed, ofRun('append', 1, 'x'), { status: 'appended', added: 1 })
    expect(due(done, inspect, running({ done: texts('x'), failing: [failing('y', 1)] }))).toBe('legal')
  })
})

describe('a call by an epoch that is not the run\u2019s', () => {
  const calls: readonly (readonly [string, (epoch: number) => Call, unknown])[] = [
    ['append', (epoch) => ofRun('append', epoch, 'x'), { status: 'appended', added: 1 }],
    ['fail', (epoch) => ofRun('fail', epoch, 'x'), recorded(failing('x', 1))],
    ['replace', (epoch) => ofRun('replace', epoch, 'x'), { status: 'replaced' }],
    ['finish', (epoch) => finish(epoch), { status: 'finished' }],
  ]

  it.each(calls)('is superseded: %s', (_, made, answer) => {
    const again = after(begunWith(), begin('p'), begun({ epoch: 2, resumed: true }))
    expect(due(again, made(1), superseded)).toBe('legal')
    expect(due(again, made(1), answer)).toBe('superseded: 1 is not the epoch of a run')
    expect(due(again, made(2), answer)).toBe('legal')
    expect(due(again, made(2), superseded)).toContain('2 is the epoch of the run')
  })

  it.each(calls)('is superseded when the run has ended: %s', (_, made, answer) => {
    const ended = after(begunWith(), finish(1), { status: 'finished' })
    expect(due(ended, made(1), superseded)).toBe('legal')
    expect(due(ended, made(1), answer)).toBe('superseded: 1 is not the epoch of a run')
  })
})

describe('a streak', () => {
  it('rises once in a run, and again in the next', () => {
    const once = after(begunWith(), ofRun('fail', 1, 'x'), recorded(failing('x', 1)))
    expect(due(once, ofRun('fail', 1, 'x'), recorded(failing('x', 1)))).toBe('legal')
    expect(due(once, ofRun('fail', 1, 'x'), recorded(failing('x', 2)))).toContain('recorded, with the streaks')
    const next = after(once, begin('p'), begun({ epoch: 2, resumed: true, failing: [failing('x', 1)] }))
    expect(due(next, ofRun('fail', 2, 'x'), recorded(failing('x', 2)))).toBe('legal')
  })

  it('is none of an item that is in the set', () => {
    expect(due(begunWith('x'), ofRun('fail', 1, 'x'), recorded())).toBe('legal')
    expect(due(begunWith('x'), ofRun('fail', 1, 'x'), recorded(failing('x', 1)))).toBe('recorded, with the streaks []')
  })

  it('outlives the end of its run', () => {
    const failed = after(begunWith(), ofRun('fail', 1, 'x'), recorded(failing('x', 1)))
    const ended = after(failed, finish(1), { status: 'finished' })
    expect(due(ended, inspect, { ...none, failing: [failing('x', 1)] })).toBe('legal')
    expect(due(ended, inspect, none)).toContain('failing')
  })
})

describe('a finish', () => {
  it('moves the anchor from where the caller believes it to be, and from nowhere else', () => {
    const state = begunWith('x')
    expect(due(state, finish(1, 'q'), { status: 'moved', anchor: null })).toBe('legal')
    expect(due(state, finish(1, 'q'), { status: 'moved', anchor: 'q' })).toBe('moved: the anchor is null')
    expect(due(state, finish(1, 'q'), { status: 'finished' })).toBe('moved: the anchor is null')
    expect(due(state, finish(1, null), { status: 'moved', anchor: null })).toBe('finished: the anchor is null')
    const ended = after(state, finish(1, null, 'p'), { status: 'finished' })
    expect(due(ended, inspect, { ...none, anchor: 'p' })).toBe('legal')
    expect(due(ended, inspect, none)).toBe('none, with anchor "p"')
  })

  it('that found the anchor elsewhere leaves the run', () => {
    const moved = after(begunWith('x'), finish(1, 'q'), { status: 'moved', anchor: null })
    expect(due(moved, inspect, running({ done: texts('x') }))).toBe('legal')
    expect(due(moved, inspect, none)).toBe('running, with pin "p"')
  })

  it('leaves nothing that a next run could resume, and epochs go on', () => {
    const ended = after(begunWith('x'), finish(1), { status: 'finished' })
    expect(due(ended, begin('q'), begun({ epoch: 2, pin: 'q' }))).toBe('legal')
    expect(due(ended, begin('q'), begun({ pin: 'q' }))).toBe('an epoch greater than 1')
  })
})

describe('a purge', () => {
  const purge = call('purge', { idleMs: 50 })

  it('must end a run that was left alone for so long, and no other', () => {
    expect(due(begunWith(), purge, { runs: 0 }, at(1_050))).toContain('at least 1 run')
    expect(due(begunWith(), purge, { runs: 0 }, at(1_049))).toBe('legal')
    expect(due(begunWith(), purge, { runs: -1 }, at(1_049))).toBe('a number of runs')
    const ended = after(begunWith('x'), purge, { runs: 1 }, at(1_050))
    expect(due(ended, inspect, none)).toBe('legal')
    expect(due(ended, ofRun('append', 1, 'y'), superseded)).toBe('legal')
  })

  it('may have ended it or not where the time of the purge is not known exactly', () => {
    const either = after(begunWith('x'), purge, { runs: 3 }, { fromMs: 1_040, toMs: 1_060 })
    expect(due(either, inspect, none)).toBe('legal')
    expect(due(either, inspect, running({ done: texts('x') }))).toBe('legal')
    const gone = after(either, inspect, none)
    expect(due(gone, inspect, running({ done: texts('x') }))).toBe('none')
  })

  it('concerns every key', () => {
    expect(checkpointsModel.concerns(purge, { runs: 0 })).toEqual({ everywhere: true, partitions: [] })
    expect(checkpointsModel.concerns(begin('p'), undefined).everywhere).toBe(false)
  })
})

describe('a call whose reply was lost', () => {
  const lost = (state: CheckpointState, made: Call, ms = 1_000): CheckpointState | undefined =>
    checkpointsModel.unseen(state, made, at(ms))[0]

  it('may have begun a run, whose epoch is learnt from whoever sees it', () => {
    const state = lost(fresh(), begin('p')) ?? fresh()
    expect(due(state, inspect, running({ epoch: 7 }))).toBe('legal')
    expect(due(state, inspect, running({ epoch: 0 }))).toBe('an epoch greater than 0')
    const seen = after(state, inspect, running({ epoch: 7 }))
    expect(due(seen, inspect, running({ epoch: 8 }))).toBe('epoch 7')
  })

  it('may have had its effect whole', () => {
    const state = lost(begunWith(), ofRun('append', 1, 'x', 'y')) ?? fresh()
    expect(due(state, inspect, running({ done: texts('y', 'x') }))).toBe('legal')
    expect(due(state, inspect, running({ done: texts('x') }))).toContain('done')
  })

  it('can have had none where it was refused or where there was nothing to do', () => {
    expect(lost(begunWith(), ofRun('append', 9, 'x'))).toBeUndefined()
    expect(lost(begunWith(), finish(1, 'elsewhere'))).toBeUndefined()
    expect(lost(begunWith(), call('purge', { idleMs: 1 }))).toBeUndefined()
    expect(lost(begunWith(), inspect)).toBeUndefined()
  })
})

it('two rows that no call can tell apart are one state', () => {
  const [one, other] = [begunWith('x', 'y'), begunWith('y', 'x')]
  expect(checkpointsModel.key(one)).toBe(checkpointsModel.key(other))
  expect(checkpointsModel.key(one)).not.toBe(checkpointsModel.key(begunWith('x')))
})
