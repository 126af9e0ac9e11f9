/** Insertions as a whole: what is new, what is known, and what would wait for itself. */
import { describe, expect, it } from 'vitest'
import type { NewTask } from '../../../../contracts/index.ts'
import { insertionOf } from '../../../../src/core/tasks/graph.ts'
import type { TaskLookup } from '../../../../src/core/tasks/graph.ts'
import { submittedTask } from '../../../../src/core/tasks/rows.ts'

const task = (id: string, rest: Partial<NewTask<string>> = {}): NewTask<string> => ({
  id,
  queue: 'q',
  kind: 'k',
  payload: '0',
  ...rest,
})

/** A store that has these tasks. */
function having(...tasks: readonly NewTask<string>[]): TaskLookup {
  const rows = tasks.map((one) => submittedTask(one, [], 1_000))
  return {
    get: (id) => rows.find((row) => row.id === id),
    keyed: (queue, key) => rows.find((row) => row.queue === queue && row.idempotencyKey === key),
  }
}

describe('an insertion', () => {
  it('puts each new task after those that it waits for', () => {
    const insertion = insertionOf([task('c', { after: ['b', 'a'] }), task('b', { after: ['a'] }), task('a')], having())
    expect(insertion).toMatchObject({ status: 'fits', ids: ['c', 'b', 'a'] })
    expect(insertion.status === 'fits' && insertion.fresh.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('counts a known id before a known key, and the first of two with one key', () => {
    const there = having(task('a', { idempotencyKey: 'i' }), task('b'))
    const ids = (...tasks: readonly NewTask<string>[]): unknown => {
      const insertion = insertionOf(tasks, there)
      return insertion.status === 'fits' ? [insertion.ids, insertion.fresh.map(({ id }) => id)] : insertion
    }
    expect(ids(task('b', { idempotencyKey: 'i' }))).toEqual([['b'], []])
    expect(ids(task('c', { idempotencyKey: 'i' }))).toEqual([['a'], []])
    expect(ids(task('c', { idempotencyKey: 'i', queue: 'r' }))).toEqual([['c'], ['c']])
    expect(ids(task('c', { idempotencyKey: 'j' }), task('d', { idempotencyKey: 'j' }))).toEqual([['c', 'c'], ['c']])
    expect(ids(task('c'), task('c'))).toEqual([['c', 'c'], ['c']])
  })

  it.each<[readonly NewTask<string>[], readonly string[]]>([
    [[task('a', { after: ['a'] })], ['a', 'a']],
    [
      [task('a', { after: ['b'] }), task('b', { after: ['a'] })],
      ['a', 'b', 'a'],
    ],
    [
      [task('x'), task('a', { after: ['x', 'b'] }), task('b', { after: ['c'] }), task('c', { after: ['b'] })],
      ['b', 'c', 'b'],
    ],
  ])('that would wait for itself is refused with the path: %#', (tasks, path) => {
    expect(insertionOf(tasks, having())).toEqual({ status: 'cycle', path })
  })

  it('names all that is waited for and is nowhere', () => {
    const tasks = [task('b', { after: ['a', 'x'] }), task('c', { after: ['y', 'x'] })]
    expect(insertionOf(tasks, having(task('a')))).toEqual({ status: 'missing', ids: ['x', 'y'] })
  })

  it('does not mind what a task that is known would wait for', () => {
    expect(insertionOf([task('a', { after: ['a', 'z'] })], having(task('a')))).toMatchObject({
      status: 'fits',
      fresh: [],
    })
  })

  it('goes along a chain of any length', () => {
    const chain = Array.from({ length: 1_000 }, (_, at) => task(`${at}`, at < 999 ? { after: [`${at + 1}`] } : {}))
    expect(insertionOf(chain, having())).toMatchObject({ status: 'fits' })
    expect(insertionOf([...chain.slice(0, -1), task('999', { after: ['0'] })], having())).toMatchObject({
      status: 'cycle',
    })
  })
})
