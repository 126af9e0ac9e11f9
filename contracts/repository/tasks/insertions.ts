/** What an insertion must come to in the model: which of its tasks are new, and whether they can wait as they are to. */
import type { Span } from '../../contract.ts'
import type { NewTask, TasksInserted } from './port.ts'
import { isOver, released, submitted } from './rows.ts'
import type { Row } from './rows.ts'
import type { World } from './world.ts'
import { changed, rowOf, seen } from './world.ts'

type Tasks = readonly NewTask<string>[]

/** The new tasks, and for each that was given the id of the one that counts for it, which is new where it comes first. */
interface Sorted {
  readonly fresh: Tasks
  readonly counted: readonly { readonly id: string; readonly isNew: boolean }[]
}

function sortedOut({ rows }: World, tasks: Tasks): Sorted {
  const fresh: NewTask<string>[] = []
  const counted = tasks.map((task) => {
    const known = [...rows.map(({ facts }) => facts), ...fresh]
    const keyed = known.find((other) => other.queue === task.queue && other.idempotencyKey === task.idempotencyKey)
    const found = known.find(({ id }) => id === task.id) ?? (task.idempotencyKey === undefined ? undefined : keyed)
    if (!found) fresh.push(task)
    return { id: (found ?? task).id, isNew: !found }
  })
  return { fresh, counted }
}

function missing({ rows }: World, fresh: Tasks): readonly string[] {
  const there = new Set([...rows.map(({ facts }) => facts.id), ...fresh.map(({ id }) => id)])
  return [...new Set(fresh.flatMap(({ after = [] }) => after))].filter((id) => !there.has(id)).toSorted()
}

/** The tasks in an order in which none comes before one that it waits for, and those that have no place in such an order. */
function ordered(fresh: Tasks): { readonly inOrder: Tasks; readonly left: Tasks } {
  const inOrder: NewTask<string>[] = []
  let left = fresh
  for (;;) {
    const ids = new Set(left.map(({ id }) => id))
    const ready = left.filter(({ after = [] }) => after.every((id) => !ids.has(id)))
    if (ready.length === 0) return { inOrder, left }
    inOrder.push(...ready)
    left = left.filter((task) => !ready.includes(task))
  }
}

/** Whether each on the path waits for the next one, and the last is the first. */
function isCycle(fresh: Tasks, path: readonly string[]): boolean {
  const waits = path.slice(1).every((next, at) => {
    const task = fresh.find(({ id }) => id === path[at])
    return task?.after?.includes(next) === true
  })
  return path.length > 1 && path[0] === path.at(-1) && waits
}

/** The row of a new task in a world that has all that it waits for. */
function rowFor(world: World, task: NewTask<string>, span: Span): Row {
  const others = [...new Set(task.after)].flatMap((id) => rowOf(world, id) ?? [])
  const open = others.filter(({ state }) => state !== 'completed')
  const row = submitted(
    task,
    open.map(({ facts }) => facts.id),
    span,
  )
  const dead = open.find(isOver)
  return dead ? released(row, dead, span) : row
}

function withAll(world: World, tasks: Tasks, span: Span): World {
  return tasks.reduce((later, task) => changed(later, rowFor(later, task, span), { from: undefined }, span), world)
}

/** The world after an insertion that nobody saw the answer of; undefined where it changes nothing. */
export function inserted(world: World, tasks: Tasks, span: Span): World | undefined {
  const { fresh: given } = sortedOut(world, tasks)
  const { inOrder, left } = ordered(given)
  if (given.length === 0 || left.length > 0 || missing(world, given).length > 0) return undefined
  return withAll(world, inOrder, span)
}

/** The world after an insertion with this answer, or what was due instead. */
export function insertedSo(world: World, tasks: Tasks, answer: TasksInserted, span: Span): World | string {
  const { fresh: given, counted } = sortedOut(world, tasks)
  const { inOrder, left } = ordered(given)
  const lost = missing(world, given)
  if (answer.status === 'cycle')
    return isCycle(given, answer.path) ? world : 'no cycle: none of them wait for each other so'
  if (answer.status === 'missing') {
    const right = lost.length > 0 && JSON.stringify(answer.ids.toSorted()) === JSON.stringify(lost)
    return right ? world : `missing ${lost.join(', ') || 'nothing'}`
  }
  if (left.length > 0) return `cycle: ${left.map(({ id }) => id).join(', ')} wait for each other`
  if (lost.length > 0) return `missing: ${lost.join(', ')}`
  if (answer.status !== 'inserted' || answer.tasks.length !== counted.length) return `${counted.length} tasks inserted`
  let later: World = withAll(world, inOrder, span)
  for (const [at, { id, isNew }] of counted.entries()) {
    const shown = answer.tasks[at]
    const row = rowOf(later, id)
    if (shown?.isNew !== isNew) return `task ${id} ${isNew ? 'is new' : 'was there'}`
    const next = row && seen(later, row, shown.task)
    if (!next) return `task ${id} as it is now`
    later = next
  }
  return later
}
