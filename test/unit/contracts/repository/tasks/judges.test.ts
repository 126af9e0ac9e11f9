/** The judges of tasks: each on a history that it must condemn, and on one that some order of its calls explains. */
import { describe, expect, it } from 'vitest'
import {
  feedSkipsNothing,
  oneWorkerEach,
  tokensRise,
  unblockedOnce,
} from '../../../../../contracts/repository/tasks/judges.ts'
import { history } from '../../written.ts'
import { active, call, claimed, end, moved, shown } from './calls.ts'
import type { Written } from '../../written.ts'

const taking = (claimId: string, id: string, token: number, when?: readonly [number, number]): Written => ({
  call: call('claim', 'q', { claimId }),
  value: claimed(active(id, token, { claimId })),
  ...(when ? { when } : {}),
})

const told = (seq: number, id: string, from: string | undefined, to: string): object => {
  return { seq, id, queue: 'q', ...(from === undefined ? {} : { from }), to, atMs: 1_000 }
}
const page = (from: number, next: number, ...events: readonly object[]): Written => ({
  call: call('events', { after: from, limit: 10 }),
  value: { events, next },
})

describe('that each task has one worker', () => {
  it('is broken by one token for two who claim', () => {
    expect(oneWorkerEach(history(taking('c', 'a', 1), taking('d', 'a', 1)))?.at).toBe(1)
  })

  it('is kept by a claim that is made again, and by another token', () => {
    expect(oneWorkerEach(history(taking('c', 'a', 1), taking('c', 'a', 1), taking('d', 'a', 2)))).toBeUndefined()
  })
})

describe('that tokens rise', () => {
  it('is broken by one that was seen before', () => {
    const seen: Written = { call: call('get', 'a'), value: { status: 'there', task: shown('a', { token: 3 }) } }
    expect(tokensRise(history(seen, taking('c', 'a', 3)))).toMatchObject({ at: 1, expected: 'a token greater than 3' })
  })

  it('is kept by the same claim, by another task, and by what was not over when it began', () => {
    expect(tokensRise(history(taking('c', 'a', 2), taking('c', 'a', 2), taking('d', 'b', 1)))).toBeUndefined()
    expect(tokensRise(history(taking('c', 'a', 2, [0, 3]), taking('d', 'a', 1, [1, 2])))).toBeUndefined()
  })

  it('is kept by a claim that is made again after its answer was lost, though others have shown the token since', () => {
    const lost: Written = { ...taking('c', 'a', 2), outcome: { status: 'unknown', why: 'session dropped' } }
    const late: Written = { call: end('a', 'completed', 1), value: { status: 'superseded', task: active('a', 2) } }
    expect(tokensRise(history(lost, late, taking('c', 'a', 2)))).toBeUndefined()
    expect(tokensRise(history(lost, late, taking('d', 'a', 2)))?.at).toBe(2)
  })
})

describe('that the feed skips nothing', () => {
  const born = told(1, 'a', undefined, 'pending')
  const taken = told(2, 'a', 'pending', 'active')
  const other = told(3, 'b', undefined, 'pending')

  it('is broken by an event that comes behind a page which went past it', () => {
    expect(feedSkipsNothing(history(page(0, 3, born, other), page(0, 3, born, taken, other)))).toBeDefined()
    expect(feedSkipsNothing(history(page(0, 1, born), page(1, 3, taken, other)))).toBeUndefined()
  })

  it('is broken by events that do not rise, that are told twice, or that do not follow each other', () => {
    expect(feedSkipsNothing(history(page(0, 2, taken, born)))).toBeDefined()
    expect(feedSkipsNothing(history(page(1, 2, born, taken)))).toBeDefined()
    expect(feedSkipsNothing(history(page(0, 4, born, taken, told(4, 'a', 'pending', 'active'))))).toBeDefined()
    expect(feedSkipsNothing(history(page(0, 4, born, taken, told(4, 'a', 'active', 'completed'))))).toBeUndefined()
  })

  const births = [told(1, 'a', undefined, 'pending'), told(2, 'b', undefined, 'pending')]
  const read = page(0, 4, ...births, told(3, 'b', 'pending', 'active'), told(4, 'a', 'pending', 'active'))

  it('is broken by a later change that is told first', () => {
    expect(feedSkipsNothing(history(taking('c', 'a', 1), taking('d', 'b', 2), read))?.at).toBe(1)
    expect(feedSkipsNothing(history(taking('c', 'a', 1, [0, 3]), taking('d', 'b', 2, [1, 2]), read))).toBeUndefined()
  })

  it('takes a claim that is made again after its answer was lost for the first one', () => {
    const lost: Written = { ...taking('d', 'b', 2), outcome: { status: 'unknown', why: 'killed' } }
    expect(feedSkipsNothing(history(lost, taking('c', 'a', 1), taking('d', 'b', 2), read))).toBeUndefined()
    expect(feedSkipsNothing(history(taking('c', 'a', 1), lost, taking('d', 'b', 2), read))?.at).toBe(2)
  })
})

describe('that siblings let go once', () => {
  const ended = (id: string): Written => ({
    call: end(id, 'completed', 1),
    value: moved(shown(id, { state: 'completed', endedAtMs: 1_000, token: 1 })),
  })
  const freed = (seq: number): object => told(seq, 'c', 'blocked', 'pending')

  it('is broken by no event, and by two', () => {
    expect(unblockedOnce(history(ended('a'), ended('b'), page(0, 0)))?.observed).toBe('0')
    expect(unblockedOnce(history(ended('a'), ended('b'), page(0, 2, freed(1), freed(2))))?.observed).toBe('2')
  })

  it('is kept by one, and says nothing before both are over', () => {
    expect(unblockedOnce(history(ended('a'), ended('b'), page(0, 1, freed(1))))).toBeUndefined()
    expect(unblockedOnce(history(ended('a'), page(0, 0)))).toBeUndefined()
  })
})
