import { describe, expect, it } from 'vitest'
import type { Event, Fault, Outcome } from '../../../contracts/index.ts'
import { contention } from '../../../src/harness/contention.ts'
import type { Meeting } from '../../../src/harness/contention.ts'
import { StillClock } from '../../../src/harness/clock.ts'
import type { Case } from '../../../src/harness/case.ts'
import { Recorder, overlaps } from '../../../src/harness/history.ts'
import { canShow, heatsOf, racesOf } from '../../../src/harness/lab/race.ts'
import { event, read, swap, write } from './linearizability/register.ts'

describe('the heats of a script', () => {
  const a = { actor: 0, does: 'a' }
  const b = { actor: 1, does: 'b' }

  it('lie between turns of the clock, and hold the steps of each actor in order', () => {
    const heats = heatsOf([a, b, { reopen: 0 }, { turn: 7 }, b, { turn: 0 }, a])
    expect(heats.map(({ turn, lanes }) => [turn, ...lanes])).toEqual([
      [0, [0, [a, { reopen: 0 }]], [1, [b]]],
      [7, [1, [b]]],
      [0, [0, [a]]],
    ])
  })

  it('may have nobody in them', () => {
    expect(heatsOf([{ turn: 1 }]).map(({ turn, lanes }) => [turn, lanes.size])).toEqual([
      [0, 0],
      [1, 0],
    ])
  })
})

describe('the races of a script', () => {
  const plain: Case = { tier: 'T4', actors: 2, script: [], overlap: 'processes' }
  const faulty = (action: Fault['action'], point: string, hit = 1): Case & { readonly fault: Fault } => ({
    ...plain,
    fault: { actor: 0, point, hit, action },
  })
  const raced = (all: readonly (Case & { readonly fault: Fault })[]): readonly Case[] =>
    racesOf(plain, all, { points: [] }, [])
  const hits = (of: readonly Case[]): readonly unknown[] => of.flatMap(({ fault }) => fault?.hit ?? [])

  it('are some without a fault and some with one', () => {
    const all = [1, 2, 3, 4, 5].flatMap((hit) => [faulty('park', 'p:before', hit), faulty('kill', 'p:before', hit)])
    const races = raced(all)
    const count = (action?: Fault['action']): number => races.filter(({ fault }) => fault?.action === action).length
    expect([count(), count('park'), count('kill')]).toEqual([2, 5, 2])
  })

  it('pause before the calls of a driver, where there are such points, and kill anywhere', () => {
    const points = ['d run:before', 'd run:after', 'p.m:reply']
    const races = raced(points.flatMap((point) => [faulty('park', point), faulty('kill', point)]))
    const paused = races.flatMap(({ fault }) => (fault?.action === 'park' ? fault.point : []))
    expect(paused).toEqual(['d run:before'])
    expect(raced([faulty('park', 'p.m:reply')]).length).toBe(3)
  })

  it('pause early for the most part', () => {
    const late = Array.from({ length: 10 }, (_, index) => faulty('park', 'p:before', 10 + index))
    const early = Array.from({ length: 6 }, (_, index) => faulty('park', 'p:before', 1 + index))
    expect(hits(raced([...late, ...early]))).toEqual([1, 2, 3, 4, 5, 6, 10, 11])
  })

  it('pause nobody who has no others beside it, and first of all in calls that have met no other', () => {
    const alone = { actor: 0, does: 'a' }
    const script = [alone, { turn: 0 }, alone, alone, { actor: 1, does: 'b' }]
    const call = (method: string): readonly string[] => [
      `p.${method}:call`,
      'd:before',
      `p.${method}:reply`,
      `p.${method}:acked`,
    ]
    const points = [[...call('put'), ...call('put'), ...call('clear')]]
    const all = [1, 2, 3].map((hit) => faulty('park', 'd:before', hit))
    expect(hits(racesOf({ ...plain, script }, all, { points }, ['clear']))).toEqual([3, 2])
    expect(hits(racesOf({ ...plain, script }, all, { points }, []))).toEqual([2, 3])
  })
})

describe('a script that ran once', () => {
  it('is raced for methods that met no other where it calls one of them beside others, and where there are none', () => {
    const script = [
      { actor: 0, does: 'alone' },
      { turn: 0 },
      { actor: 0, does: 'beside' },
      { actor: 1, does: 'beside' },
    ]
    const history = [event(swap(1), 0, 0), event(write(1), 'done', 1), event(read(), 1, 2, 3, 1)]
    const shows = (...unmet: readonly string[]): boolean => canShow(script, history, unmet)
    expect([shows(), shows('write'), shows('other', 'read'), shows('other'), shows('swap')]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})

describe('the record of a race', () => {
  it('holds apart when calls were recorded and when they really ran', () => {
    const recorder = new Recorder(new StillClock(''))
    const [first, second] = [recorder.invoke(0, read()), recorder.invoke(1, write(1))]
    second({ status: 'ok', value: 'done' }, { beganNs: 10, endedNs: 20 })
    first({ status: 'ok', value: 0 }, { beganNs: 30, endedNs: 40 })
    expect(overlaps(recorder.history())).toEqual({ write: 1 })
    expect(recorder.measured().map(({ actor, invoked, returned }) => [actor, invoked, returned])).toEqual([
      [1, 10, 20],
      [0, 30, 40],
    ])
    expect(overlaps(recorder.measured())).toEqual({})
  })

  it('knows of no end where the process told of none', () => {
    const recorder = new Recorder(new StillClock(''))
    recorder.invoke(0, read())({ status: 'unknown', why: 'killed' })
    recorder.invoke(1, read())({ status: 'ok', value: 0 }, { beganNs: 1, endedNs: 2 })
    expect(recorder.measured().map(({ returned }) => returned)).toEqual([Infinity, 2])
    expect(overlaps(recorder.measured())).toEqual({})
  })
})

describe('the time of a call', () => {
  const failed = (code: string): Outcome => ({ status: 'fail', error: { name: 'StoreError', code, message: 'm' } })
  const spans = async (lingers: boolean, ended: Outcome): Promise<readonly number[]> => {
    const clock = new StillClock('')
    const recorder = new Recorder(clock, [], lingers)
    const began = clock.now()
    recorder.invoke(0, write(1))(ended)
    await clock.turn(60)
    recorder.noteTime()
    return recorder.history().map(({ toMs }) => toMs - began)
  }

  it.each([
    ['whose caller is gone', { status: 'unknown', why: 'killed' }],
    ['whose code leaves it open', failed('IO')],
  ] as const)('%s stays open where a server goes on with it', async (_, ended) => {
    expect(await spans(true, ended)).toEqual([60])
    expect(await spans(false, ended)).toEqual([0])
  })

  it.each([
    ['that was answered', { status: 'ok', value: 'done' }],
    ['that left no trace', failed('BUSY')],
  ] as const)('%s ends with it everywhere', async (_, ended) => {
    expect(await spans(true, ended)).toEqual([0])
  })
})

describe('contention', () => {
  const meeting: Meeting = {
    name: 'registers',
    model: {
      concerns: ({ method, args: [name] }) => ({
        everywhere: method === 'swap',
        partitions: [JSON.stringify(name)],
      }),
    },
    commands: { observers: ['read'] },
  }
  const count = (...events: readonly Event[]): unknown => contention(events, meeting)

  it('is counted of calls that change something and met any other call, whichever began first', () => {
    expect(count(event(write(1), 'done', 0, 3), event(read(), 0, 1, 2, 1))).toEqual({ write: 1 })
    expect(count(event(read(), 0, 0, 3), event(write(1), 'done', 1, 2, 1))).toEqual({ write: 1 })
    expect(count(event(write(1), 'done', 0, 3), event(write(2), 'done', 1, 2, 1))).toEqual({ write: 2 })
  })

  it('is not counted of calls of another port than the one that is judged', () => {
    const other = { ...write(1), port: 'others' }
    expect(count(event(other, 'done', 0, 3), event(write(2), 'done', 1, 2, 1))).toEqual({ write: 1 })
  })

  it('is none where a method was called and met nothing, and nothing is said of one that was not called', () => {
    expect(count(event(write(1), 'done', 0), event(read(), 1, 2, 3, 1))).toEqual({ write: 0 })
    expect(count(event(read(), 0, 0, 3), event(read(), 0, 1, 2, 1))).toEqual({})
  })

  it('is none between calls on two partitions, unless one of them concerns all', () => {
    expect(count(event(write(1, 'x'), 'done', 0, 3), event(write(1, 'y'), 'done', 1, 2, 1))).toEqual({ write: 0 })
    expect(count(event(write(1, 'x'), 'done', 0, 3), event(swap(1, 'y'), 0, 1, 2, 1))).toEqual({ write: 1, swap: 1 })
  })

  it('is of calls that make the names of their rows with whatever runs beside them', () => {
    const named: Meeting['model'] = {
      concerns: (_, value) => ({ everywhere: value === undefined, partitions: [JSON.stringify(value)] }),
    }
    const history = [event(write(1), 'one', 0, 3), event(write(2), 'other', 1, 2, 1)]
    expect(contention(history, { ...meeting, model: named })).toEqual({ write: 2 })
  })

  it('is none of a call whose actor died in it', () => {
    expect(count(event(write(1), undefined, 0, Infinity), event(read(), 0, 1, 2, 1))).toEqual({ write: 0 })
  })
})
