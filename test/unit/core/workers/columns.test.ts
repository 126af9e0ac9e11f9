/** Rows of workers, read and never believed. */
import { describe, expect, it } from 'vitest'
import { identity, identitiesCount } from '../../../../contracts/workers/moves.ts'
import { columnsOfWorker, identityText, wholeWorkerIn, workerIn } from '../../../../src/core/workers/columns.ts'
import type { WorkerRow } from '../../../../src/core/workers/rows.ts'

const reserved: WorkerRow = {
  id: 'w',
  task: 'a',
  token: 1,
  state: 'reserved',
  owner: identity(0),
  reservedAtMs: 5,
  heartbeatAtMs: 6,
}

const active: WorkerRow = { ...reserved, state: 'active', child: identity(6), activatedAtMs: 6, facts: { value: '1' } }

describe('a row of a worker', () => {
  it('comes back as it was', () => {
    expect(workerIn({ ...columnsOfWorker(reserved) })).toEqual(reserved)
    expect(wholeWorkerIn({ ...columnsOfWorker(active) }, 7)).toEqual({ ...active, atMs: 7 })
  })

  it.each([
    ['a state that there is not', { state: 'gone' }, 'expected reserved or active'],
    ['a token below one', { token: 0 }, 'token'],
    ['a process before it is active', { child: identityText(identity(3)) }, 'does not fit'],
    ['no time of an activation', { ...columnsOfWorker(active), activated_at: null }, 'does not fit'],
    ['an owner of four facts', { owner: '["i","h","b",1]' }, 'no identity'],
    ['an owner with another pid', { owner: '["i","h","b","1",1]' }, 'pid: expected a whole number'],
    ['an owner that is no JSON', { owner: '{' }, 'no JSON'],
  ])('with %s is CORRUPT', (_, harm, says) => {
    expect(() => workerIn({ ...columnsOfWorker(reserved), ...harm })).toThrow(says)
  })
})

it('has another text for each identity', () => {
  const texts = Array.from({ length: identitiesCount }, (_, index) => identityText(identity(index)))
  expect(new Set(texts).size).toBe(identitiesCount)
})
