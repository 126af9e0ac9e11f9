/** The model of tasks: what it allows, what it refuses and says was due, and what it thinks of lost replies. */
import { describe, expect, it } from 'vitest'
import { tasksModel } from '../../../../../contracts/repository/tasks/model.ts'
import type { TasksState } from '../../../../../contracts/repository/tasks/model.ts'
import type { Call } from '../../../../../contracts/index.ts'
import { at } from '../../written.ts'
import {
  active,
  after,
  bare,
  call,
  claim,
  claimed,
  claimedWith,
  due,
  end,
  fresh,
  given,
  insert,
  inserted,
  moved,
  shown,
  submittedWith,
} from './calls.ts'

const get = (id: string): Call => call('get', id)
const there = (task: object): unknown => ({ status: 'there', task: { payload: '0', ...task } })
const reap = (graceMs: number): Call => call('reap', { graceMs })
const counts = (stalled: number, failed = 0, timedOut = 0): unknown => ({ stalled, failed, timedOut })

describe('an insertion', () => {
  it('shows each task as it was given, with its defaults', () => {
    expect(due(fresh(), insert(given('a')), inserted(shown('a')))).toBe('legal')
    expect(due(fresh(), insert(given('a')), inserted(shown('a', { priority: 1 })))).toBe('task a as it is now')
    expect(due(fresh(), insert(given('a', { delayMs: 5 })), inserted(shown('a')))).toBe('task a as it is now')
  })

  it('counts what is known by its id or its key, and changes nothing of it', () => {
    const keyed = { idempotencyKey: 'i' }
    const state = submittedWith(keyed)
    const known = { status: 'inserted', tasks: [{ isNew: false, task: shown('a', keyed) }] }
    expect(due(state, insert(given('a', { priority: 1 })), known)).toBe('legal')
    expect(due(state, insert(given('b', keyed)), known)).toBe('legal')
    expect(due(state, insert(given('b', keyed)), inserted(shown('b', keyed)))).toBe('task a was there')
    expect(due(state, insert(given('b', { ...keyed, queue: 'r' })), known)).toBe('task b is new')
  })

  it('is refused where tasks wait for each other, by a path that they do wait along', () => {
    const both = insert(given('a', { after: ['b'] }), given('b', { after: ['a'] }))
    expect(due(fresh(), both, { status: 'cycle', path: ['a', 'b', 'a'] })).toBe('legal')
    expect(due(fresh(), both, { status: 'cycle', path: ['a', 'b'] })).toContain('no cycle')
    expect(due(fresh(), both, inserted(shown('a'), shown('b')))).toBe('cycle: a, b wait for each other')
    expect(due(fresh(), insert(given('a')), { status: 'cycle', path: ['a', 'a'] })).toContain('no cycle')
    expect(due(fresh(), insert(given('a', { after: ['a'] })), { status: 'cycle', path: ['a', 'a'] })).toBe('legal')
  })

  it('is refused where something that is waited for is nowhere', () => {
    const waits = insert(given('b', { after: ['a', 'x'] }))
    expect(due(submittedWith(), waits, { status: 'missing', ids: ['x'] })).toBe('legal')
    expect(due(submittedWith(), waits, { status: 'missing', ids: ['a', 'x'] })).toBe('missing x')
    expect(due(submittedWith(), insert(given('b')), { status: 'missing', ids: [] })).toBe('missing nothing')
  })

  it('cancels at once what waits for what failed', () => {
    const failed = after(
      claimedWith(),
      end('a', 'failed', 1),
      moved(shown('a', { state: 'failed', attempts: 1, token: 1, endedAtMs: 1_000 })),
    )
    const cancelled = shown('b', { state: 'cancelled', endedAtMs: 1_000, why: 'dependency' })
    expect(due(failed, insert(given('b', { after: ['a'] })), inserted(cancelled))).toBe('legal')
  })
})

describe('a claim', () => {
  it('takes what goes first, and gives it a token that nobody saw', () => {
    const two = after(
      fresh(),
      insert(given('a'), given('b', { priority: 1 })),
      inserted(shown('a'), shown('b', { priority: 1 })),
    )
    expect(due(two, claim, claimed(active('b', 1, { priority: 1 })))).toBe('legal')
    expect(due(two, claim, claimed(active('a', 1)))).toContain('claimed: task b')
    expect(due(two, claim, claimed(active('b', 0, { priority: 1 })))).toContain('claimed: task b')
    expect(due(two, claim, { status: 'none', dueAtMs: 1_000 })).toContain('claimed: task b')
  })

  it('finds nothing before a task is due, and says when that is', () => {
    const later = submittedWith({ delayMs: 50 }, { dueAtMs: 1_050 })
    expect(due(later, claim, { status: 'none', dueAtMs: 1_050 }, at(1_049))).toBe('legal')
    expect(due(later, claim, { status: 'none' }, at(1_049))).toBe('none before 1050..1050')
    expect(due(later, claim, claimed(active('a', 1, { dueAtMs: 1_050 })), at(1_049))).toBe('none: nothing is due')
  })

  it('may find a task due or not where its time is not certain', () => {
    const later = submittedWith({ delayMs: 50 }, { dueAtMs: 1_050 })
    const span = { fromMs: 1_040, toMs: 1_060 }
    const times = { dueAtMs: 1_050, startedAtMs: 1_055, leaseUntilMs: 31_055 }
    expect(due(later, claim, { status: 'none', dueAtMs: 1_050 }, span)).toBe('legal')
    expect(due(later, claim, claimed(active('a', 1, times)), span)).toBe('legal')
  })

  it('that is made again gives what it has, and nothing where no kind is asked for', () => {
    expect(due(claimedWith(), claim, claimed(active('a', 1)))).toBe('legal')
    expect(due(claimedWith(), claim, { status: 'none' })).toContain('task a of q active')
    expect(due(submittedWith(), call('claim', 'q', { claimId: 'c', kinds: [] }), { status: 'none' })).toBe('legal')
  })
})

describe('an end', () => {
  it('asks for the state and then for the token', () => {
    const state = claimedWith()
    const done = shown('a', { state: 'completed', token: 1, endedAtMs: 1_000 })
    expect(due(state, end('a', 'completed', 1), moved(done))).toBe('legal')
    expect(due(state, end('a', 'completed', 2), { status: 'superseded', task: active('a', 1) })).toBe('legal')
    expect(due(state, end('a', 'completed', 1), { status: 'superseded', task: active('a', 1) })).toContain('moved')
    expect(due(state, end('a', 'completed', 2), moved(done))).toContain('superseded')
    expect(due(submittedWith(), end('a', 'completed', 1), { status: 'elsewhere', task: shown('a') })).toBe('legal')
    expect(due(fresh(), end('a', 'completed', 1), { status: 'absent' })).toBe('legal')
  })

  it('by the last attempt that fails is a failure', () => {
    const retry = end('a', 'pending', 1, { charge: 'attempt', result: { value: '5' } })
    const failed = shown('a', { state: 'failed', attempts: 1, token: 1, endedAtMs: 1_000, why: 'attempts' })
    expect(due(claimedWith(), retry, moved(failed))).toBe('legal')
    const two = { maxAttempts: 2 }
    expect(due(claimedWith(two), retry, moved(shown('a', { ...two, attempts: 1, token: 1 })))).toBe('legal')
    const bounce = end('a', 'pending', 1, { charge: 'nothing', delayMs: 7 })
    expect(due(claimedWith(), bounce, moved(shown('a', { token: 1, dueAtMs: 1_007 })))).toBe('legal')
  })

  it('lets go what waited for it, and the values are what was given', () => {
    const waiting = shown('b', { state: 'blocked', waitsFor: ['a'] })
    const both = after(fresh(), insert(given('a'), given('b', { after: ['a'] })), inserted(shown('a'), waiting))
    const held = after(both, claim, claimed(active('a', 1)))
    const done = shown('a', { state: 'completed', token: 1, endedAtMs: 1_000 })
    const over = after(held, end('a', 'completed', 1, { result: { value: '7' } }), moved(done))
    expect(due(over, get('b'), there(shown('b')))).toBe('legal')
    expect(due(over, get('b'), there(waiting))).toContain('task b of q pending')
    expect(due(over, get('a'), there({ ...done, result: { value: '7' } }))).toBe('legal')
    expect(due(over, get('a'), there({ ...done, result: { value: '8' } }))).toContain('result 7')
  })
})

describe('a reap', () => {
  it('takes back what lapsed a grace ago, to the millisecond', () => {
    expect(due(claimedWith(), reap(10), counts(1), at(31_010))).toBe('legal')
    expect(due(claimedWith(), reap(10), counts(1), at(31_009))).toBe('{"stalled":0,"failed":0,"timedOut":0}')
    expect(due(claimedWith({ maxStalls: 0 }), reap(0), counts(0, 1), at(31_000))).toBe('legal')
  })

  it('fails what ran too long while its claim is held, and leaves it to the stall where that lapsed', () => {
    const limited = claimedWith({ timeoutMs: 30_000 })
    expect(due(claimedWith({ timeoutMs: 29_999 }), reap(0), counts(0, 0, 1), at(30_999))).toBe('legal')
    expect(due(limited, reap(0), counts(1), at(31_000))).toBe('legal')
    expect(due(limited, reap(10), counts(0), at(31_005))).toBe('legal')
  })

  it('is known by its counts where the time is not certain, and by nothing where its answer was lost', () => {
    const span = { fromMs: 30_000, toMs: 32_000 }
    const state = after(claimedWith(), reap(0), counts(0), span)
    expect(due(state, get('a'), there(active('a', 1)), at(32_000))).toBe('legal')
    const [lost] = tasksModel.unseen(claimedWith(), reap(0), at(31_000))
    const stalled = shown('a', { token: 1, stalls: 1, dueAtMs: 31_000 })
    expect(due(lost as TasksState, get('a'), there(stalled), at(31_000))).toBe('legal')
    expect(due(lost as TasksState, get('a'), there(active('a', 1)), at(31_000))).toBe('legal')
  })
})

describe('a lost claim', () => {
  it('may have taken the task, by a token that is greater than every one that was seen', () => {
    const [state] = tasksModel.unseen(submittedWith(), claim, at(1_000))
    const mine = state as TasksState
    expect(due(mine, get('a'), there(active('a', 9)))).toBe('legal')
    expect(due(mine, call('heartbeat', 'a', 9), { status: 'held', leaseUntilMs: 31_000 })).toBe('legal')
    expect(
      due(after(mine, get('a'), there(active('a', 9))), call('heartbeat', 'a', 8), {
        status: 'held',
        leaseUntilMs: 31_000,
      }),
    ).toContain('lost')
    expect(tasksModel.unseen(claimedWith(), claim, at(1_000))).toEqual([])
  })
})

describe('what is told', () => {
  const events = (from: number, limit = 10): Call => call('events', { after: from, limit })
  const born = { seq: 4, id: 'a', queue: 'q', to: 'pending', atMs: 1_000 }
  const taken = { ...born, seq: 5, from: 'pending', to: 'active' }

  it('is each change once, in order, by numbers that rise', () => {
    expect(due(claimedWith(), events(0), { events: [born, taken], next: 5 })).toBe('legal')
    expect(due(claimedWith(), events(0), { events: [born], next: 4 })).toContain('from pending to active')
    expect(due(claimedWith(), events(0), { events: [taken, born], next: 4 })).toContain('from nowhere to pending')
    expect(due(claimedWith(), events(0), { events: [born, { ...taken, seq: 4 }], next: 4 })).toContain('above 4')
    expect(due(claimedWith(), events(0, 1), { events: [born], next: 4 })).toBe('legal')
    expect(due(claimedWith(), events(0, 1), { events: [born], next: 5 })).toContain('next: ')
  })

  it('goes on behind what was read', () => {
    const read = after(claimedWith(), events(0, 1), { events: [born], next: 4 })
    expect(due(read, events(4), { events: [taken], next: 5 })).toBe('legal')
    expect(due(read, events(4), { events: [], next: 4 })).toContain('from pending to active')
    expect(due(read, events(0), { events: [{ ...born, seq: 3 }, taken], next: 5 })).toContain('above 0')
  })

  it('is nothing where events are claimed not to be told', () => {
    const silent = after(fresh(bare), insert(given('a')), inserted(shown('a')))
    expect(tasksModel.key(silent)).not.toContain('"to"')
  })
})

describe('a prune', () => {
  it('removes what ended so long ago, with the events of that age', () => {
    const done = shown('a', { state: 'completed', token: 1, endedAtMs: 1_000 })
    const over = after(claimedWith(), end('a', 'completed', 1), moved(done))
    const prune = call('prune', { olderThanMs: 50 })
    expect(due(over, prune, { tasks: 1 }, at(1_049))).toBe('0 tasks removed')
    const gone = after(over, prune, { tasks: 1 }, at(1_050))
    expect(due(gone, get('a'), { status: 'absent' }, at(1_050))).toBe('legal')
    expect(due(gone, call('events', { after: 0, limit: 9 }), { events: [], next: 0 }, at(1_050))).toBe('legal')
  })
})
