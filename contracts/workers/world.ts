/** Workers of the model beside the tasks that they do, and what the model of tasks says of these. */
import type { Claims } from '../adapter.ts'
import type { Span } from '../contract.ts'
import type { Call } from '../port.ts'
import { tasksModel } from '../repository/tasks/model.ts'
import type { TaskSummary } from '../repository/tasks/port.ts'
import type { World as Tasks } from '../repository/tasks/world.ts'
import { owns, rowOf, withRow as withTask } from '../repository/tasks/world.ts'
import type { Worlds } from '../worlds.ts'
import type { Settlement, WorkerName } from './port.ts'
import type { Row } from './rows.ts'
import { isNamed } from './rows.ts'

/** Invariants: rows are sorted by id, and no two have one task. */
export interface World {
  readonly tasks: Tasks
  readonly workers: readonly Row[]
}

export type WorkersState = Worlds<World>

/** Nothing yet, on a store with these claims. */
export function initial(partition: string, claims: Claims): WorkersState {
  return { worlds: tasksModel.initial(partition, claims).worlds.map((tasks) => ({ tasks, workers: [] })) }
}

export function workerOf({ workers }: World, id: string): Row | undefined {
  return workers.find((row) => row.id === id)
}

/** The row that was reserved so. */
export function ownOf(world: World, id: string, token: number): Row | undefined {
  const row = workerOf(world, id)
  return row?.token === token ? row : undefined
}

export function ofTask({ workers }: World, task: string): Row | undefined {
  return workers.find((row) => row.task === task)
}

export function counted({ workers }: World, dead: readonly WorkerName[] | undefined): number {
  return workers.filter((row) => !isNamed(row, dead)).length
}

export function without(world: World, id: string): World {
  return { ...world, workers: world.workers.filter((row) => row.id !== id) }
}

/** The world with a row in the place of the one with its id. */
export function withRow(world: World, row: Row): World {
  const workers = [...without(world, row.id).workers, row]
  return { ...world, workers: workers.toSorted((one, other) => (one.id < other.id ? -1 : 1)) }
}

/** Whether a task is active under a token, as far as can be known. */
export function activeUnder({ tasks }: World, task: string, token: number): { may: boolean; must: boolean } {
  const row = rowOf(tasks, task)
  return row?.state === 'active' ? owns(tasks, row, token) : { may: false, must: false }
}

/** The world in which the claim of a task has this token, which it may have. */
export function pinned(world: World, task: string, token: number): World {
  const row = rowOf(world.tasks, task)
  if (!row || row.token === token) return world
  const tasks = withTask(world.tasks, { ...row, token })
  return { ...world, tasks: { ...tasks, last: { ...tasks.last, [task]: token } } }
}

/** The move that a settlement makes of the task of a worker. */
function moveOf({ task, token }: Row, move: Settlement<string>): Call {
  return { port: 'tasks', method: 'move', args: [task, { ...move, from: ['active'], token }] }
}

/** The worlds in which the task of a worker was moved to what is shown; or what was due instead. */
export function movedSo(
  world: World,
  row: Row,
  move: Settlement<string>,
  task: TaskSummary,
  span: Span,
): readonly World[] | string {
  const judged = tasksModel.step({ worlds: [world.tasks] }, moveOf(row, move), { status: 'moved', task }, span)
  return judged.legal ? judged.state.worlds.map((tasks) => ({ ...world, tasks })) : judged.expected
}

/** The worlds in which it was moved and nobody saw to what; none where it cannot be. */
export function maybeMoved(world: World, row: Row, move: Settlement<string>, span: Span): readonly World[] {
  const moved = tasksModel.unseen({ worlds: [world.tasks] }, moveOf(row, move), span)
  return moved.flatMap(({ worlds }) => worlds.map((tasks) => ({ ...world, tasks })))
}

/** The world without the tasks that a prune leaves, and what puts them back. */
function pruned(world: World, { method }: Call): { readonly tasks: Tasks; readonly whole: (tasks: Tasks) => World } {
  const isKept = (id: string): boolean => method === 'prune' && ofTask(world, id) !== undefined
  const kept = world.tasks.rows.filter(({ facts }) => isKept(facts.id))
  const rest = { ...world.tasks, rows: world.tasks.rows.filter((row) => !kept.includes(row)) }
  return { tasks: rest, whole: (tasks) => ({ ...world, tasks: kept.reduce(withTask, tasks) }) }
}

/** The worlds after a call of tasks with this answer, or what was due instead. */
export function taskCalled(world: World, call: Call, value: unknown, span: Span): readonly World[] | string {
  const { tasks, whole } = pruned(world, call)
  const judged = tasksModel.step({ worlds: [tasks] }, call, value, span)
  return judged.legal ? judged.state.worlds.map(whole) : judged.expected
}

/** The worlds that a call of tasks may leave whose answer was never seen. */
export function maybeTaskCalled(world: World, call: Call, span: Span): readonly World[] {
  const { tasks, whole } = pruned(world, call)
  return tasksModel.unseen({ worlds: [tasks] }, call, span).flatMap(({ worlds }) => worlds.map(whole))
}
