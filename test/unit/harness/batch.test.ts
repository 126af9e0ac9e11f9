import { describe, expect, it } from 'vitest'
import type { Script } from '../../../contracts/index.ts'
import { caseOf, segmentsOf } from '../../../src/harness/actors/batch.ts'
import { SharedClock, epochMs, sharedStartMs } from '../../../src/harness/clock.ts'
import { Tracer, readTrace, traceMemory } from '../../../src/harness/schedules/trace.ts'

const by = (actor: number): Script<unknown>[number] => ({ actor, does: 'it' })

describe('the segments of a script', () => {
  it('lie between turns of the clock, each with the steps of every actor', () => {
    const script = [by(0), by(1), by(0), { turn: 5 }, { reopen: 1 }, { turn: 0 }]
    expect(segmentsOf(script, 2)).toEqual([
      { parts: [[by(0), by(0)], [by(1)]], turnMs: 5 },
      { parts: [[], [{ reopen: 1 }]], turnMs: 0 },
      { parts: [[], []], turnMs: undefined },
    ])
  })
})

describe('the case that rounds are', () => {
  it('is the script over and over, with all choices one after another', () => {
    const what = { tier: 'T2' as const, actors: 2, overlap: 'driver' as const, script: [by(0), by(1)], restMs: 9 }
    expect(caseOf(what, [[1, 0], [1], []])).toEqual({
      tier: 'T2',
      actors: 2,
      overlap: 'driver',
      script: [by(0), by(1), { turn: 9 }, by(0), by(1), { turn: 9 }, by(0), by(1)],
      choices: [1, 0, 1],
    })
  })
})

describe('the trace', () => {
  it('tells who came where, by names that each thread counts for itself', () => {
    const memory = traceMemory()
    const [first, second] = [new Tracer(), new Tracer()]
    first.note(memory, 0, 'a')
    second.note(memory, 1, 'b')
    first.note(memory, 0, 'b')
    const names = [first.fresh(), second.fresh()]
    expect(readTrace(memory, names)).toEqual([
      { actor: 0, point: 'a' },
      { actor: 1, point: 'b' },
      { actor: 0, point: 'b' },
    ])
    first.note(memory, 0, 'a')
    expect(first.fresh()).toEqual([])
  })

  it('is cut where it is full', () => {
    const [memory, tracer] = [traceMemory(), new Tracer()]
    for (let step = 0; step < memory.length + 5; step += 1) tracer.note(memory, 1, 'a')
    expect(readTrace(memory, [[], tracer.fresh()])).toHaveLength(memory.length - 1)
  })
})

describe('the clock of threads', () => {
  const turned: number[] = []
  const clock = (kind: 'lab' | 'hook' | 'real', stepMs: number): SharedClock => {
    const time = { kind, stepMs }
    return new SharedClock(time, new Float64Array([sharedStartMs(time)]), async (ms) => void turned.push(ms))
  }

  it('is the lab\u2019s own, and goes in its steps', async () => {
    const lab = clock('lab', 10)
    expect(lab.now()).toBe(epochMs)
    await lab.turn(9)
    expect(lab.now()).toBe(epochMs)
    await lab.turn(1)
    expect(lab.now()).toBe(epochMs + 10)
    expect(turned).toEqual([])
  })

  it('goes with that of a store which can be turned', async () => {
    const hook = clock('hook', 1)
    const before = Date.now()
    await hook.turn(60_000)
    expect(hook.now() - before).toBeGreaterThanOrEqual(60_000)
    expect(turned).toEqual([60_000])
  })

  it('is the machine\u2019s where it cannot be turned', async () => {
    const real = clock('real', 1)
    await real.turn(60_000)
    expect(real.now() - Date.now()).toBeLessThanOrEqual(0)
  })
})
