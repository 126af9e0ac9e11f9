/** The rules of a task: what each change makes of its row. */
import { describe, expect, it } from 'vitest'
import type { TaskMove } from '../../../../contracts/index.ts'
import {
  claimedTask,
  foremostOf,
  movedTask,
  reapedTask,
  refusalOf,
  releasedTask,
  renewedTask,
  revivedTask,
  submittedTask,
  summaryOf,
} from '../../../../src/core/tasks/rows.ts'
import type { TaskRow } from '../../../../src/core/tasks/rows.ts'

const pending = (id = 'a', rest: Partial<TaskRow> = {}): TaskRow => ({
  ...submittedTask({ id, queue: 'q', kind: 'k', payload: '0' }, [], 1_000),
  ...rest,
})
const active = (rest: Partial<TaskRow> = {}): TaskRow => ({ ...claimedTask(pending(), 3, 'c', 2_000), ...rest })
const leaving = (to: TaskMove<string>['to'], rest: Partial<TaskMove<string>> = {}): TaskMove<string> => {
  return { from: ['active'], to, token: 3, ...rest }
}

/** What is left of a claim on a row. */
const claimOn = ({ startedAtMs, leaseUntilMs, claimId }: TaskRow): readonly unknown[] => [
  startedAtMs,
  leaseUntilMs,
  claimId,
]
const none = [undefined, undefined, undefined]

describe('a row', () => {
  it('has its defaults, and is blocked where it waits', () => {
    expect(pending()).toMatchObject({ state: 'pending', priority: 0, maxAttempts: 1, maxStalls: 5, leaseMs: 30_000 })
    expect(submittedTask({ id: 'b', queue: 'q', kind: 'k', payload: '0' }, ['a'], 1_000).state).toBe('blocked')
  })

  it('is shown without its values, in a copy', () => {
    const row = active({ progress: { value: '1' }, result: { value: '2' } })
    const shown = summaryOf(row)
    expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['payload']))
    expect(shown.waitsFor).not.toBe(row.waitsFor)
  })

  it('is renewed from now on, and keeps what was told before where nothing is', () => {
    const told = renewedTask(active(), 5_000, { value: '7' })
    expect(told).toMatchObject({ leaseUntilMs: 35_000, startedAtMs: 2_000, progress: { value: '7' } })
    expect(renewedTask(told, 6_000)).toMatchObject({ leaseUntilMs: 36_000, progress: { value: '7' } })
  })
})

describe('a move', () => {
  it('is refused by the state first, and then by the token', () => {
    expect(refusalOf(pending(), leaving('completed', { token: 9 }))).toBe('elsewhere')
    expect(refusalOf(active(), leaving('completed', { token: 9 }))).toBe('superseded')
    expect(refusalOf(active(), leaving('completed'))).toBeUndefined()
  })

  it.each(['completed', 'failed', 'cancelled'] as const)('to %s ends the claim, and keeps the result', (to) => {
    const over = movedTask(active(), leaving(to, { result: { value: '5' } }), 4_000)
    expect(over).toMatchObject({
      state: to,
      endedAtMs: 4_000,
      result: { value: '5' },
      attempts: to === 'failed' ? 1 : 0,
    })
    expect(claimOn(over)).toEqual(none)
  })

  it('to the queue ends the claim, and the last attempt fails', () => {
    const retry = leaving('pending', { charge: 'attempt', delayMs: 50 })
    const again = movedTask(active({ maxAttempts: 2 }), retry, 4_000)
    expect(again).toMatchObject({ state: 'pending', attempts: 1, dueAtMs: 4_050 })
    expect([...claimOn(again), again.endedAtMs]).toEqual([...none, undefined])
    expect(movedTask(active(), retry, 4_000)).toMatchObject({ state: 'failed', attempts: 1, why: 'attempts' })
    const bounced = movedTask(active(), leaving('pending', { charge: 'nothing' }), 4_000)
    expect(bounced).toMatchObject({ state: 'pending', attempts: 0, dueAtMs: 4_000 })
  })

  it('by hand starts over', () => {
    const dead = movedTask(active({ stalls: 2 }), leaving('failed', { result: { value: '5' } }), 4_000)
    const { attempts, stalls, result, endedAtMs, token } = revivedTask(dead, 5_000, 9)
    expect([attempts, stalls, result, endedAtMs, token]).toEqual([0, 0, undefined, undefined, 3])
  })
})

describe('a reap', () => {
  it('leaves what is not active, and a claim in its grace', () => {
    expect(reapedTask(pending(), 0, 99_000)).toBeUndefined()
    expect(reapedTask(active(), 10, 32_009)).toBeUndefined()
    expect(reapedTask(active({ timeoutMs: 1 }), 10, 32_000)).toBeUndefined()
  })

  it('stalls, fails and times out', () => {
    expect(reapedTask(active(), 10, 32_010)).toMatchObject({
      as: 'stalled',
      row: { stalls: 1, attempts: 0, dueAtMs: 32_010 },
    })
    expect(reapedTask(active({ maxStalls: 0 }), 0, 32_000)).toMatchObject({
      as: 'failed',
      row: { why: 'stalls', attempts: 1 },
    })
    expect(reapedTask(active({ timeoutMs: 29_999 }), 0, 31_999)).toMatchObject({
      as: 'timedOut',
      row: { why: 'timeout' },
    })
  })
})

describe('what waits', () => {
  const waiting = submittedTask({ id: 'c', queue: 'q', kind: 'k', payload: '0' }, ['a', 'b'], 1_000)
  const over = (id: string, state: 'completed' | 'cancelled'): TaskRow => ({ ...pending(id), state, endedAtMs: 2_000 })

  it('is let go by the last one, and cancelled by the first that is not completed', () => {
    const half = releasedTask(waiting, over('a', 'completed'), 2_000)
    expect(half).toMatchObject({ state: 'blocked', waitsFor: ['b'] })
    expect(releasedTask(half, over('b', 'completed'), 2_000)).toMatchObject({ state: 'pending', waitsFor: [] })
    expect(releasedTask(half, over('b', 'cancelled'), 2_000)).toMatchObject({ state: 'cancelled', why: 'dependency' })
  })
})

describe('what goes first', () => {
  it('is due, of the greatest priority, due for longest, and then by the bytes of its id', () => {
    const first = (...rows: readonly TaskRow[]): string | undefined => foremostOf(rows, { claimId: 'c' }, 2_000)?.id
    expect(first(pending('a'), pending('b', { priority: 1 }))).toBe('b')
    expect(first(pending('a', { dueAtMs: 1_001 }), pending('b'))).toBe('b')
    expect(first(pending('\u{1f512}'), pending('\ufb03'))).toBe('\ufb03')
    expect(first(pending('a', { dueAtMs: 3_000, priority: 9 }), pending('b'))).toBe('b')
    expect(first(pending('a', { dueAtMs: 3_001 }), pending('b', { dueAtMs: 3_000 }))).toBe('b')
    expect(first(pending('a'), active({ id: 'z' }))).toBe('z')
  })
})
