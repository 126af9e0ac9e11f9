import { describe, expect, it } from 'vitest'
import type { Fault, Tier } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import { milderCases } from '../../../../src/harness/shrinking/milder.ts'

const script = [{ actor: 0, does: 1 }, { reopen: 1 }, { actor: 1, does: 2 }]
const calls = script.filter((step) => 'does' in step)
const all: readonly Tier[] = ['T0', 'T1', 'T2', 'T3', 'T4']
const race: Case = { tier: 'T4', actors: 2, script, overlap: 'processes' }

function fault(action: Fault['action']): Case {
  return { tier: 'T4', actors: 2, script, fault: { actor: 1, point: 'p', hit: 2, action } }
}

function tiersOf(of: Case, tried = all): readonly Tier[] {
  return [...new Set(Array.from(milderCases(of, tried), ({ tier }) => tier))]
}

describe('a case at milder tiers', () => {
  it('is tried at those at which its law is tried, the mildest first', () => {
    expect(tiersOf(race)).toEqual(['T1', 'T2', 'T3'])
    expect(tiersOf(race, ['T2', 'T3', 'T4'])).toEqual(['T2', 'T3'])
    expect(tiersOf({ ...race, tier: 'T1' })).toEqual([])
  })

  it('has the same steps, without sessions that close where the tier has none', () => {
    const [one, ...rest] = milderCases(race, all)
    expect(one).toEqual({ tier: 'T1', actors: 2, script: calls })
    expect(rest.at(-1)).toEqual({ tier: 'T3', actors: 2, script })
  })

  it('of processes that race is one of sessions that are interleaved, under several schedules', () => {
    const interleaved = Array.from(milderCases(race, ['T2', 'T4']))
    expect(interleaved.length).toBeGreaterThan(5)
    for (const one of interleaved) expect(one).toMatchObject({ tier: 'T2', actors: 2, script: calls })
  })

  it('of an actor that is parked is one in which it is not chosen', () => {
    expect(tiersOf(fault('park'), ['T2', 'T4'])).toEqual(['T2'])
    expect(tiersOf(fault('stop'), ['T2', 'T4'])).toEqual(['T2'])
    expect(tiersOf(fault('kill'), ['T2', 'T4'])).toEqual([])
  })

  it('of an error is one of the same error in this thread', () => {
    const thrown: Case = { ...fault('throw'), skews: [1, 0] }
    expect([...milderCases(thrown, ['T3', 'T4'])]).toEqual([{ ...thrown, tier: 'T3' }])
  })

  it('of a process that is killed in a call beneath the adapter is one without the kill', () => {
    const killed: Case = { ...fault('kill'), fault: { actor: 1, point: 'd run:before', hit: 1, action: 'kill' } }
    expect([...milderCases(killed, ['T3', 'T4'])]).toEqual([{ tier: 'T3', actors: 2, script }])
  })

  it('of a process that is killed is one of a session that is dropped at the same point', () => {
    expect([...milderCases(fault('kill'), ['T3', 'T4'])]).toEqual([
      { tier: 'T3', actors: 2, script, fault: { actor: 1, point: 'p', hit: 2, action: 'drop' } },
    ])
  })
})
