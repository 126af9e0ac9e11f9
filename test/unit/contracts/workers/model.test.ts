/** The model of workers: what it allows, what it refuses and says was due, and what it thinks of lost replies. */
import { describe, expect, it } from 'vitest'
import type { Call, Identity, WorkerSummary } from '../../../../contracts/index.ts'
import { workersModel } from '../../../../contracts/workers/model.ts'
import { workersCommands } from '../../../../contracts/workers/commands.ts'
import { identity } from '../../../../contracts/workers/moves.ts'
import type { WorkersState } from '../../../../contracts/workers/world.ts'
import { active, claim, claimed, end, given, insert, inserted, moved, shown } from '../repository/tasks/calls.ts'
import { at, stepping } from '../written.ts'
import { modelJudge } from '../../../../src/harness/linearizability/judge.ts'
import { played } from './sound.ts'

const claims = {
  survives: 'process',
  sharing: 'host',
  ports: { tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' }, workers: { clock: 'store' } },
} as const

const { after, due } = stepping(workersModel)

const [owner, child]: readonly [Identity, Identity] = [identity(0), identity(3)]

function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'workers', method, args: args as Call['args'] }
}

function reserve(id: string, token: number, rest: object = {}): Call {
  return call('reserve', id, { task: 'a', token, owner, cap: 9, ...rest })
}

/** A worker as it is shown: reserved at 1000, read then. */
function worker(id: string, rest: object = {}): WorkerSummary {
  const times = { reservedAtMs: 1_000, heartbeatAtMs: 1_000, atMs: 1_000 }
  return { id, task: 'a', token: 1, state: 'reserved', owner, ...times, ...rest }
}

const answer = (status: string, row: object): unknown => ({ status, worker: row })

/** A store in which `a` is claimed, by token 1. */
function claimedA(): WorkersState {
  const fresh = workersModel.initial('workers', claims)
  return after(after(fresh, insert(given('a')), inserted(shown('a'))), claim, claimed(active('a', 1)))
}

/** The same with a worker. */
function withWorker(): WorkersState {
  return after(claimedA(), reserve('w', 1), answer('reserved', worker('w')))
}

describe('a reservation', () => {
  it('stands on a claim', () => {
    expect(due(claimedA(), reserve('w', 1), answer('reserved', worker('w')))).toBe('legal')
    expect(due(claimedA(), reserve('w', 1), { status: 'superseded' })).toBe('a is active under token 1')
    expect(due(claimedA(), reserve('w', 2), { status: 'superseded' })).toBe('legal')
    expect(due(claimedA(), reserve('w', 2), answer('reserved', worker('w', { token: 2 })))).toContain('superseded')
  })

  it('is told what is in its way: its id, then its task, then the cap', () => {
    const state = withWorker()
    expect(due(state, reserve('x', 1), answer('task-taken', worker('w')))).toBe('legal')
    expect(due(state, reserve('x', 1), answer('id-taken', worker('w')))).toContain('task-taken: worker w')
    expect(due(state, reserve('x', 1), answer('task-taken', worker('w', { owner: child })))).toContain('worker w of a')
    const full = after(state, call('release', 'w', 1), { status: 'released' })
    expect(due(full, reserve('x', 1, { cap: 1 }), { status: 'full', workers: 0 })).toBe(
      'reserved: the id, the task and a place are free',
    )
  })

  it('is answered again with what is there, whatever became of the claim', () => {
    const over = after(withWorker(), end('a', 'completed', 1), moved(shown('a', ended)))
    expect(due(over, reserve('w', 1), answer('reserved', worker('w')))).toBe('legal')
    expect(due(over, reserve('w', 1), { status: 'superseded' })).toContain('reserved: worker w')
  })

  it('may have been made where its reply was lost, at any time of the call', () => {
    const [lost] = workersModel.unseen(claimedA(), reserve('w', 1), { fromMs: 1_000, toMs: 1_005 })
    const later = worker('w', { reservedAtMs: 1_003, heartbeatAtMs: 1_003, atMs: 1_010 })
    const inspect = call('inspect', 'w')
    expect(lost && due(lost, inspect, answer('there', later), at(1_010))).toBe('legal')
    expect(lost && due(lost, inspect, answer('there', { ...later, reservedAtMs: 1_006 }), at(1_010))).toContain('1005')
    expect(workersModel.unseen(claimedA(), reserve('w', 2), at(1_000))).toEqual([])
  })
})

const ended = { state: 'completed', token: 1, endedAtMs: 1_000 } as const

describe('an end', () => {
  it('takes the task along, in one step', () => {
    const settle = call('settle', 'w', 1, { to: 'completed' })
    const state = after(withWorker(), settle, { status: 'settled', task: shown('a', ended) })
    expect(due(state, call('inspect', 'w'), { status: 'absent' })).toBe('legal')
    expect(due(withWorker(), settle, { status: 'lost' })).toContain('settled: worker w')
    expect(due(withWorker(), settle, answer('superseded', worker('w')))).toContain('settled: a is active')
    expect(due(state, settle, { status: 'lost' })).toBe('legal')
  })

  it('leaves the worker where the claim is over', () => {
    const over = after(withWorker(), end('a', 'completed', 1), moved(shown('a', ended)))
    const settle = call('settle', 'w', 1, { to: 'failed' })
    expect(due(over, settle, answer('superseded', worker('w')))).toBe('legal')
    expect(due(over, settle, { status: 'settled', task: shown('a', ended) })).toContain('superseded: worker w')
  })

  it('by eviction is that of the very row that was shown', () => {
    const state = after(
      withWorker(),
      call('beat', 'w', 1),
      answer('held', worker('w', { heartbeatAtMs: 1_005, atMs: 1_005 })),
      at(1_005),
    )
    expect(due(state, call('evict', worker('w')), { status: 'changed' }, at(1_006))).toBe('legal')
    expect(due(state, call('evict', worker('w')), { status: 'evicted' }, at(1_006))).toContain('changed: worker w')
    const now = worker('w', { heartbeatAtMs: 1_005 })
    expect(due(state, call('evict', now), { status: 'evicted' })).toBe('legal')
    expect(due(state, call('evict', now, { to: 'failed' }), { status: 'evicted' })).toBe(
      'evicted, with a moved to failed',
    )
  })
})

describe('a prune', () => {
  it('leaves the task of a worker, and takes it once that is gone', () => {
    const over = after(withWorker(), end('a', 'completed', 1), moved(shown('a', ended)))
    const prune: Call = { port: 'tasks', method: 'prune', args: [{ olderThanMs: 0 }] }
    expect(due(over, prune, { tasks: 0 })).toBe('legal')
    expect(due(over, prune, { tasks: 1 })).toBe('0 tasks removed')
    const released = after(over, call('release', 'w', 1), { status: 'released' })
    expect(due(released, prune, { tasks: 1 })).toBe('legal')
  })
})

describe('a listing', () => {
  it('of an owner gives its workers, all and no other', () => {
    const list = (of: Identity): Call => call('list', { owner: of, limit: 9 })
    expect(due(withWorker(), list(owner), { workers: [worker('w')] })).toBe('legal')
    expect(due(withWorker(), list(owner), { workers: [] })).toContain('listed: worker w')
    for (const other of [1, 2, 3, 4, 5]) {
      expect(due(withWorker(), list(identity(other)), { workers: [] })).toBe('legal')
      expect(due(withWorker(), list(identity(other)), { workers: [worker('w')] })).toContain('no worker w')
    }
  })
})

it('allows all that workers in memory answer', async () => {
  const judge = modelJudge(workersModel, claims)
  for (const script of workersCommands.scripts({ actors: 2, steps: 20, reopen: false, turns: true }, 3, 100)) {
    const judged = judge(await played(script))
    expect(judged, JSON.stringify(script)).toBeUndefined()
  }
})
