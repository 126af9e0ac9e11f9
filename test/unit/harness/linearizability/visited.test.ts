/** The memory of a search: what it takes for known, and what not, whatever the hash says. */
import { describe, expect, it } from 'vitest'
import { Memory } from '../../../../src/harness/linearizability/memory.ts'
import type { Configuration } from '../../../../src/harness/linearizability/visited.ts'
import { Visited } from '../../../../src/harness/linearizability/visited.ts'

const plain = { hash: 5, state: 1, placed: [0b1, 0b100], from: 0, to: 2, used: [0b0110] }

function configuration(some: Partial<typeof plain> = {}): Configuration {
  const { placed, used, ...rest } = { ...plain, ...some }
  return { ...rest, placed: Int32Array.from(placed), used: Int32Array.from(used) }
}

/** A memory that has met the plain configuration. */
function met(): { readonly note: (some: Partial<typeof plain>) => boolean; readonly visited: Visited } {
  const visited = new Visited(1, new Memory(1_000_000).share())
  const note = (some: Partial<typeof plain>): boolean => visited.note(configuration(some), { compared: 0 })
  note({})
  return { note, visited }
}

describe('a configuration is known', () => {
  it('where it comes again', () => {
    expect(met().note({})).toBe(false)
  })

  it('where it used what that one used, and more', () => {
    expect(met().note({ used: [0b1110] })).toBe(false)
  })

  it('where it used more than one that came after that one, and used less', () => {
    const { note } = met()
    expect(note({ used: [0b0010] })).toBe(true)
    expect(note({ used: [0b1010] })).toBe(false)
  })
})

describe('a configuration of the same hash is new', () => {
  it.each<[string, Partial<typeof plain>]>([
    ['in another state', { state: 2 }],
    ['with other calls placed', { placed: [0b1, 0b1000] }],
    ['with other calls placed in the first word', { placed: [0b10, 0b100] }],
    ['where another range of words tells it', { from: 1 }],
    ['where it used less', { used: [0b0010] }],
    ['where it used others', { used: [0b1001] }],
    ['where it used some of them, and others', { used: [0b1010] }],
  ])('%s', (_, some) => {
    expect(met().note(some)).toBe(true)
    expect(met().note({})).toBe(false)
  })
})

describe('a new round', () => {
  it('lets a configuration come once more, but none that used more', () => {
    const { note, visited } = met()
    visited.beginRound()
    expect(note({ used: [0b1110] })).toBe(false)
    expect(note({})).toBe(true)
    expect(note({})).toBe(false)
  })
})

describe('thousands of configurations', () => {
  const states = Array.from({ length: 5_000 }, (_, state) => state + 10)

  it('are each known again', () => {
    const { note } = met()
    const first = states.map((state) => note({ state, hash: state * 64 }))
    expect(first.every(Boolean)).toBe(true)
    expect(states.some((state) => note({ state, hash: state * 64 }))).toBe(false)
  })

  it('are noted until there is no room, and then the memory is spent', () => {
    const share = new Memory(64 * 1_024).share()
    const visited = new Visited(1, share)
    for (const state of states) visited.note(configuration({ state, hash: state * 64 }), { compared: 0 })
    expect(share.isSpent).toBe(true)
  })
})
