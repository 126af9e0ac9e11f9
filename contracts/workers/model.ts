/**
 * What workers promise to anyone who sees only calls and answers. They stand on tasks and change them, so that both are one
 * partition: a state is a list of worlds that may be, each with tasks as their own model has them, and workers beside them.
 * An answer leaves the worlds that agree with it, and is illegal where it leaves none.
 */
import type { Model, Span } from '../contract.ts'
import { sameIdentity } from '../identity.ts'
import type { Call } from '../port.ts'
import { describeRow as describeTask } from '../repository/tasks/world.ts'
import type { Identity } from '../values.ts'
import type { Tried as TriedIn } from '../worlds.ts'
import { worldsModel } from '../worlds.ts'
import type {
  Activated,
  Beaten,
  Eviction,
  Reserved,
  ReserveOptions,
  Settled,
  Settlement,
  WorkerEvicted,
  WorkerInspected,
  WorkerName,
  WorkerReleased,
  WorkersPage,
  WorkerSummary,
} from './port.ts'
import type { Row } from './rows.ts'
import { activatedRow, beatenRow, describeRow, isShown, reservedRow, seenRow } from './rows.ts'
import { maybeWorlds } from './unseen.ts'
import type { World, WorkersState } from './world.ts'
import {
  activeUnder,
  counted,
  initial,
  movedSo,
  ofTask,
  ownOf,
  pinned,
  taskCalled,
  withRow,
  without,
  workerOf,
} from './world.ts'

type Tried = TriedIn<World>

/** The world in which a row is shown so. */
function shows(world: World, row: Row, shown: WorkerSummary, span: Span): Tried {
  const seen = seenRow(row, shown, span)
  return seen ? [withRow(world, seen)] : describeRow(row)
}

function reservedSo(world: World, call: Call, value: Reserved, span: Span): Tried {
  const [id, asked] = call.args as unknown as [string, ReserveOptions<string>]
  const { task, token, cap, dead } = asked
  const same = ownOf(world, id, token)
  if (same?.task === task)
    return value.status === 'reserved' ? shows(world, same, value.worker, span) : `reserved: ${describeRow(same)}`
  const { may, must } = activeUnder(world, task, token)
  if (value.status === 'superseded') return must ? `${task} is active under token ${token}` : [world]
  if (!may) return `superseded: ${task} is not active under token ${token}`
  const known = pinned(world, task, token)
  const taken = workerOf(world, id) ?? ofTask(world, task)
  if (taken) {
    const due = taken.id === id ? 'id-taken' : 'task-taken'
    return value.status === due ? shows(known, taken, value.worker, span) : `${due}: ${describeRow(taken)}`
  }
  const workers = counted(world, dead)
  if (workers >= cap)
    return value.status === 'full' && value.workers === workers ? [known] : `full, with ${workers} workers`
  if (value.status !== 'reserved') return 'reserved: the id, the task and a place are free'
  return shows(known, reservedRow(id, asked, span), value.worker, span)
}

function activatedSo(world: World, call: Call, value: Activated, span: Span): Tried {
  const [id, token, child] = call.args as unknown as [string, number, Identity]
  const row = ownOf(world, id, token)
  if (!row) return value.status === 'lost' ? [world] : lostDue(id, token)
  const isOther = row.child !== undefined && !sameIdentity(row.child, child)
  const due = isOther ? 'other-child' : 'active'
  if (value.status === 'lost' || value.status !== due) return `${due}: ${describeRow(row)}`
  return shows(world, row.child ? row : activatedRow(row, child, span), value.worker, span)
}

function beatenSo(world: World, call: Call, value: Beaten, span: Span): Tried {
  const [id, token] = call.args as unknown as [string, number]
  const row = ownOf(world, id, token)
  if (!row) return value.status === 'lost' ? [world] : lostDue(id, token)
  return value.status === 'held' ? shows(world, beatenRow(row, span), value.worker, span) : `held: ${describeRow(row)}`
}

function lostDue(id: string, token: number): string {
  return `lost: no worker ${id} has token ${token}`
}

function settledSo(world: World, call: Call, value: Settled, span: Span): Tried {
  const [id, token, move] = call.args as unknown as [string, number, Settlement<string>]
  const row = ownOf(world, id, token)
  if (!row) return value.status === 'lost' ? [world] : lostDue(id, token)
  const { may, must } = activeUnder(world, row.task, row.token)
  if (value.status === 'superseded')
    return must ? `settled: ${row.task} is active under token ${token}` : shows(world, row, value.worker, span)
  if (value.status !== 'settled' || !may) return `${may ? 'settled' : 'superseded'}: ${describeRow(row)}`
  return movedSo(without(world, id), row, move, value.task, span)
}

function releasedSo(world: World, call: Call, value: WorkerReleased): Tried {
  const [id, token] = call.args as unknown as [string, number]
  const due = ownOf(world, id, token) ? 'released' : 'not-held'
  if (value.status !== due) return due
  return due === 'released' ? [without(world, id)] : [world]
}

function evictedSo(world: World, call: Call, value: WorkerEvicted, span: Span): Tried {
  const [shown, move] = call.args as unknown as [WorkerSummary, Eviction<string> | undefined | null]
  const row = workerOf(world, shown.id)
  const { may, must } = row ? isShown(row, shown) : { may: false, must: false }
  if (value.status === 'changed') return must ? `evicted: ${row ? describeRow(row) : ''}` : [world]
  if (!row || !may || value.status !== 'evicted') return `changed: ${row ? describeRow(row) : 'it is gone'}`
  const rest = without(world, row.id)
  if (value.task) return move ? movedSo(rest, row, move, value.task, span) : 'evicted, and no task moved'
  const isMoved = move && activeUnder(world, row.task, row.token).must
  return isMoved ? `evicted, with ${row.task} moved to ${move.to}` : [rest]
}

function inspectedSo(world: World, call: Call, value: WorkerInspected<string>, span: Span): Tried {
  const [id] = call.args as unknown as [string]
  const row = workerOf(world, id)
  if (value.status === 'absent') return row ? describeRow(row) : [world]
  if (!row) return `absent: there is no worker ${id}`
  return row.facts === value.worker.facts?.value ? shows(world, row, value.worker, span) : describeRow(row)
}

interface ListQuery {
  readonly task?: string
  readonly owner?: Identity
  readonly limit: number
  readonly cursor?: string
}

function listedSo(world: World, { args }: Call, page: WorkersPage, span: Span): Tried {
  const { task, owner, limit, cursor } = args[0] as unknown as ListQuery
  const wanted = (row: Row): boolean =>
    (task === undefined || row.task === task) && (owner === undefined || sameIdentity(row.owner, owner))
  if (page.workers.length > limit) return `a page of at most ${limit} workers`
  const ids = page.workers.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) return 'each worker once'
  // A page that follows another, or is followed by one, need not show every worker.
  const whole = page.cursor === undefined && cursor === undefined
  const unlisted = world.workers.find((row) => wanted(row) && !ids.includes(row.id))
  if (whole && unlisted) return `listed: ${describeRow(unlisted)}`
  let later = world
  for (const shown of page.workers) {
    const row = later.workers.find((one) => one.id === shown.id && wanted(one))
    if (!row) return `no worker ${shown.id}: none such is there, or it is not asked for`
    const seen = seenRow(row, shown, span)
    if (!seen) return describeRow(row)
    later = withRow(later, seen)
  }
  return [later]
}

function countedSo(world: World, { args }: Call, value: { readonly workers: number }): Tried {
  const { dead } = (args[0] ?? {}) as { readonly dead?: readonly WorkerName[] }
  const due = counted(world, dead)
  return value.workers === due ? [world] : `${due} workers`
}

function tried(world: World, call: Call, value: unknown, span: Span): Tried {
  if (call.port === 'tasks') return taskCalled(world, call, value, span)
  switch (call.method) {
    case 'reserve':
      return reservedSo(world, call, value as Reserved, span)
    case 'activate':
      return activatedSo(world, call, value as Activated, span)
    case 'beat':
      return beatenSo(world, call, value as Beaten, span)
    case 'settle':
      return settledSo(world, call, value as Settled, span)
    case 'release':
      return releasedSo(world, call, value as WorkerReleased)
    case 'evict':
      return evictedSo(world, call, value as WorkerEvicted, span)
    case 'inspect':
      return inspectedSo(world, call, value as WorkerInspected<string>, span)
    case 'list':
      return listedSo(world, call, value as WorkersPage, span)
    default:
      return countedSo(world, call, value as { readonly workers: number })
  }
}

/** The model of workers, with the tasks that they do. */
export const workersModel: Model<WorkersState> = {
  ...worldsModel({ tried, maybe: maybeWorlds }),
  initial,
  concerns: () => ({ everywhere: false, partitions: ['workers'] }),
  describe({ worlds: [world] }) {
    const rows = [...(world?.tasks.rows.map(describeTask) ?? []), ...(world?.workers.map(describeRow) ?? [])]
    return rows.join('; ') || 'no tasks, no workers'
  },
}
