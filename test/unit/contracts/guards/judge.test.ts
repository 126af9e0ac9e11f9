import { describe, expect, it } from 'vitest'
import type { Broken, Event, History } from '../../../../contracts/index.ts'
import { judgedByGuards } from '../../../../contracts/guards/judge.ts'
import { evicted, fencedPut, granted, inOrder, lost, plainPut, put, released } from './histories.ts'

function wrong(history: History): Broken | undefined {
  const told = judgedByGuards(history)
  return 'at' in told ? told : undefined
}

function left(history: History): readonly Event[] {
  const told = judgedByGuards(history)
  return 'at' in told ? [] : told.history
}

describe('a write under a guard that was let through', () => {
  it('is the business of the model while its token holds the lock', () => {
    const history = inOrder(granted(1, [0, 1]), put(1, [2, 3]), granted(2, [4, 5], 1))
    expect(wrong(history)).toBeUndefined()
    expect(left(history)).toEqual(history)
  })

  it('must have taken effect by the time at which another was granted the lock, however late it was answered', () => {
    const [before, paused, next] = [granted(1, [0, 1]), put(1, [2, 9]), granted(2, [3, 4], 1)]
    expect(left([before, paused, next])).toEqual([before, { ...paused, returned: 4 }, next])
  })

  it.each([
    ['was granted to another', granted(2, [2, 3], 1)],
    ['was released', released(1, [2, 3])],
    ['was evicted', evicted(1, [2, 3])],
  ])('is wrong once its lock %s', (_, end) => {
    expect(wrong(inOrder(granted(1, [0, 1]), end, put(1, [4, 5])))).toEqual({
      at: 2,
      expected: 'FENCED: token 1 of "g" had lost its lock',
      observed: 'let through',
    })
  })

  it.each([
    ['was not held', released(1, [2, 3], 'not-held')],
    ['had changed', evicted(1, [2, 3], 'changed')],
    ['may have been released', lost(released(1, [2, 3]))],
    ['was released by another token', released(7, [2, 3])],
    ['may have been granted to another', lost(granted(2, [2, 3], 1))],
    ['is another', granted(2, [2, 3], 1, 'h')],
  ])('is not wrong where the lock %s', (_, end) => {
    expect(wrong(inOrder(granted(1, [0, 1]), end, put(1, [4, 5])))).toBeUndefined()
  })

  it('is wrong where nobody was granted the token of that lock', () => {
    const expected = { at: 1, expected: 'FENCED: token 1 of "g" was never granted', observed: 'let through' }
    expect(wrong([granted(1, [0, 1], 0, 'h'), put(1, [2, 3])])).toEqual(expected)
    expect(wrong([lost(granted(1, [0, 1])), put(1, [2, 3])])).toBeUndefined()
  })

  it('may have come whenever, where nobody saw its answer', () => {
    const history = inOrder(granted(1, [0, 1]), lost(put(1, [2, 3])), granted(2, [4, 5], 1))
    expect(left(history)).toEqual(history)
  })
})

describe('a write that was refused because of its guard', () => {
  it('has done nothing: the model does not see it, and faults are told by the places that were', () => {
    const history = inOrder(granted(1, [0, 1]), granted(2, [2, 3], 1), fencedPut(1, [4, 5]), plainPut([6, 7]))
    expect(judgedByGuards(history)).toEqual({ history: history.toSpliced(2, 1), places: [0, 1, 3] })
  })

  it('is wrong while its token holds the lock', () => {
    expect(wrong([granted(1, [0, 1]), fencedPut(1, [2, 3])])).toEqual({
      at: 1,
      expected: 'an answer: token 1 of "g" was granted, and nobody ended it',
      observed: 'FENCED',
    })
  })

  it('is right where the lock may have been lost meanwhile, and where it was never had', () => {
    expect(wrong(inOrder(granted(1, [0, 1]), fencedPut(1, [2, 5]), granted(2, [3, 9], 1)))).toBeUndefined()
    expect(wrong(inOrder(granted(1, [0, 1]), lost(released(1, [2, 3])), fencedPut(1, [4, 5])))).toBeUndefined()
    expect(wrong([fencedPut(1, [2, 3])])).toBeUndefined()
  })
})
