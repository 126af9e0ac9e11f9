/** Calls on tasks and their answers, as a history holds them, written down as a test needs them. */
import type { Call, Claims, TaskSummary } from '../../../../../contracts/index.ts'
import { tasksModel } from '../../../../../contracts/repository/tasks/model.ts'
import type { TasksState } from '../../../../../contracts/repository/tasks/model.ts'
import type { Stepping } from '../../written.ts'
import { stepping } from '../../written.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' } },
}

/** The same where nothing is told and nothing waits. */
export const bare: Claims = {
  ...claims,
  ports: { tasks: { clock: 'store', dependencies: { no: 'alone' }, events: { no: 'silent' } } },
}

export function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'tasks', method, args: args as Call['args'] }
}

/** A task that is submitted, with the text of its payload. */
export function given(id: string, rest: object = {}): object {
  return { id, queue: 'q', kind: 'k', payload: '0', ...rest }
}

/** A task as it is shown: pending, of 1000. */
export function shown(id: string, rest: object = {}): TaskSummary {
  const facts = { id, queue: 'q', kind: 'k', priority: 0, maxAttempts: 1, maxStalls: 5, leaseMs: 30_000 }
  const counts = { attempts: 0, stalls: 0, token: 0, createdAtMs: 1_000, dueAtMs: 1_000 }
  return { ...facts, ...counts, state: 'pending', waitsFor: [], ...rest }
}

/** The same, claimed at 1000 as `c`. */
export function active(id: string, token: number, rest: object = {}): TaskSummary {
  return shown(id, { state: 'active', token, claimId: 'c', startedAtMs: 1_000, leaseUntilMs: 31_000, ...rest })
}

export function insert(...tasks: readonly object[]): Call {
  return call('insert', tasks)
}

export function inserted(...tasks: readonly TaskSummary[]): unknown {
  return { status: 'inserted', tasks: tasks.map((task) => ({ isNew: true, task })) }
}

export const claim: Call = call('claim', 'q', { claimId: 'c' })

export function claimed(task: TaskSummary): unknown {
  return { status: 'claimed', task }
}

export function end(id: string, to: string, token: number, rest: object = {}): Call {
  return call('move', id, { from: ['active'], to, token, ...rest })
}

export function moved(task: TaskSummary): unknown {
  return { status: 'moved', task }
}

export function fresh(of: Claims = claims): TasksState {
  return tasksModel.initial('tasks', of)
}

export const { after, due }: Stepping<TasksState> = stepping(tasksModel)

/** A store in which `a` was submitted, with this said of it. */
export function submittedWith(said: object = {}, seen: object = said): TasksState {
  return after(fresh(), insert(given('a', said)), inserted(shown('a', seen)))
}

/** A store in which `a` is claimed, by token 1. */
export function claimedWith(said: object = {}): TasksState {
  return after(submittedWith(said), claim, claimed(active('a', 1, said)))
}
