import { describe, expect, it } from 'vitest'
import type { Case } from '../../../../src/harness/case.ts'
import { attempts, scheduled } from '../../../../src/harness/shrinking/schedules.ts'

const script = [
  { actor: 0, does: 1 },
  { actor: 1, does: 2 },
]
const of: Case = { tier: 'T2', actors: 2, script, choices: [3] }

describe('the schedules of a case', () => {
  it('begin with the one that never switches, then those that switch once', () => {
    const [first, second, third] = [...scheduled(of)].map(({ choices }) => choices)
    expect([first, second, third]).toEqual([[], [1], [0, 0, 1]])
  })

  it('are the same each time, and all different', () => {
    const texts = [...scheduled(of)].map((one) => JSON.stringify(one))
    expect([...scheduled(of)].map((one) => JSON.stringify(one))).toEqual(texts)
    expect(new Set(texts).size).toBe(texts.length)
  })

  it.each<[string, Case]>([
    ['steps follow each other', { ...of, tier: 'T1' }],
    ['there is one actor', { ...of, actors: 1 }],
    ['threads run freely', { ...of, overlap: 'threads' }],
    ['processes run freely', { ...of, tier: 'T4', overlap: 'processes' }],
  ])('are none where %s', (_, other) => {
    expect([...scheduled(other)]).toEqual([])
  })

  it('are those of calls and drivers, where a case overlaps by choice', () => {
    expect([...scheduled({ ...of, tier: 'T3', overlap: 'calls' })]).not.toEqual([])
    expect([...scheduled({ ...of, overlap: 'driver' })][0]).toMatchObject({ overlap: 'driver', choices: [] })
  })
})

describe('what a simpler case is tried as', () => {
  it('is itself alone where its steps are those of its choices', () => {
    const simpler = { ...of, choices: [] }
    expect([...attempts(simpler, of)]).toEqual([simpler])
  })

  it('is itself first, and then under other schedules, where steps or actors went', () => {
    const fewer = { ...of, script: script.slice(1) }
    expect([...attempts(fewer, of)][0]).toBe(fewer)
    expect([...attempts(fewer, of)].length).toBeGreaterThan(5)
    expect([...attempts(of, { ...of, actors: 3 })].length).toBeGreaterThan(5)
  })
})
