/**
 * What tasks promise to anyone who sees only calls and answers. They meet through dependencies, queues and the feed of events,
 * so that all of them are one partition.
 *
 * The store's time of a call may be known only as a range, and a reap tells how many tasks it took back and not which. So a
 * state is the list of the worlds that may be; an answer leaves those that agree with it, and is illegal where it leaves
 * none.
 */
import type { Call } from '../../port.ts'
import type { Model, Span } from '../../contract.ts'
import type { Tried as TriedIn, Worlds } from '../../worlds.ts'
import { worldsModel } from '../../worlds.ts'
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type {
  NewTask,
  TaskClaimed,
  TaskEventsPage,
  TaskGot,
  TaskHeld,
  TaskMove,
  TaskMoved,
  TasksInserted,
  TasksPage,
  TasksReaped,
} from './port.ts'
import { listedSo, maybePruned, maybeReaped, prunedSo, reapedSo, toldSo } from './bulk.ts'
import { claimedSo, maybeClaimed } from './claims.ts'
import { inserted, insertedSo } from './insertions.ts'
import type { Row } from './rows.ts'
import { moved, renewed, revived } from './rows.ts'
import type { World } from './world.ts'
import { changed, describeRow, owns, rowOf, sameValues, seen, withRow } from './world.ts'

export type TasksState = Worlds<World>

type Tried = TriedIn<World>

function told(world: World | undefined, due: string): Tried {
  return world ? [world] : due
}

function got(world: World, id: string, value: TaskGot<string>): Tried {
  const row = rowOf(world, id)
  if (value.status === 'absent') return row ? describeRow(row) : [world]
  if (!row) return `absent: there is no task ${id}`
  return sameValues(row, value.task) ? told(seen(world, row, value.task), describeRow(row)) : describeRow(row)
}

/** The task that a move leads to, seen as it was answered. */
function leads(next: World, id: string, value: TaskMoved): Tried {
  const row = rowOf(next, id)
  if (!row || value.status !== 'moved') return 'moved'
  return told(seen(next, row, value.task), `moved to ${describeRow(row)}`)
}

function movedSo(world: World, call: Call, value: TaskMoved, span: Span): Tried {
  const [id, move] = call.args as unknown as [string, TaskMove<string>]
  const row = rowOf(world, id)
  if (!row) return value.status === 'absent' ? [world] : `absent: there is no task ${id}`
  if (value.status === 'absent') return describeRow(row)
  if (!move.from.includes(row.state))
    return value.status === 'elsewhere'
      ? told(seen(world, row, value.task), describeRow(row))
      : `elsewhere: ${describeRow(row)}`
  const { may, must } = move.token === undefined ? { may: true, must: true } : owns(world, row, move.token)
  if (value.status === 'superseded') {
    if (must || value.task.token === move.token) return `moved: ${describeRow(row)}`
    return told(seen(world, row, value.task), describeRow(row))
  }
  if (!may || value.status !== 'moved') return `${may ? 'moved' : 'superseded'}: ${describeRow(row)}`
  return leads(movedWorld(world, row, move, span), id, value)
}

function movedWorld(world: World, row: Row, move: TaskMove<string>, span: Span): World {
  const next = moved({ ...row, token: move.token ?? row.token }, move, span)
  return changed(world, next, { from: row.state, message: move.message?.value }, span)
}

function isRevivable(row: Row | undefined): row is Row {
  return row?.state === 'failed' || row?.state === 'cancelled'
}

function revivedWorld(world: World, row: Row, call: Call, span: Span): World {
  const { delayMs } = (call.args[1] ?? {}) as { readonly delayMs?: number }
  return changed(world, revived(row, span, delayMs), { from: row.state }, span)
}

function revivedSo(world: World, call: Call, value: TaskMoved, span: Span): Tried {
  const id = call.args[0] as string
  const row = rowOf(world, id)
  if (!row) return value.status === 'absent' ? [world] : `absent: there is no task ${id}`
  if (isRevivable(row)) return leads(revivedWorld(world, row, call, span), id, value)
  return value.status === 'elsewhere'
    ? told(seen(world, row, value.task), describeRow(row))
    : `elsewhere: ${describeRow(row)}`
}

function beaten(world: World, row: Row, call: Call, span: Span): World {
  const [, token, options] = call.args as unknown as [string, number, { progress?: { value: string } } | undefined]
  const next = withRow(world, renewed(row, token, options?.progress?.value, span))
  return { ...next, last: { ...world.last, [row.facts.id]: token } }
}

function heldSo(world: World, call: Call, value: TaskHeld, span: Span): Tried {
  const [id, token] = call.args as unknown as [string, number]
  const row = rowOf(world, id)
  const { may, must } = row?.state === 'active' ? owns(world, row, token) : { may: false, must: false }
  if (value.status === 'lost') return must ? `held: token ${token} has the claim` : [world]
  if (!row || !may || value.status !== 'held') return `lost: token ${token} has no claim of ${id}`
  const next = beaten(world, row, call, span)
  const lease = rowOf(next, id)?.claim?.lease
  const until = value.leaseUntilMs
  if (!lease || !(until >= lease.min && until <= lease.max)) return `a lease until ${lease?.min}..${lease?.max}`
  return [next]
}

function tried(world: World, call: Call, value: unknown, span: Span): Tried {
  const [first] = call.args
  switch (call.method) {
    case 'insert': {
      const next = insertedSo(world, first as unknown as readonly NewTask<string>[], value as TasksInserted, span)
      return typeof next === 'string' ? next : [next]
    }
    case 'get':
      return got(world, first as string, value as TaskGot<string>)
    case 'move':
      return movedSo(world, call, value as TaskMoved, span)
    case 'revive':
      return revivedSo(world, call, value as TaskMoved, span)
    case 'claim':
      return claimedSo(world, call, value as TaskClaimed, span)
    case 'heartbeat':
      return heldSo(world, call, value as TaskHeld, span)
    case 'reap':
      return reapedSo(world, call, value as TasksReaped, span)
    case 'prune':
      return prunedSo(world, call, value as { readonly tasks: number }, span)
    default: {
      const next =
        call.method === 'list'
          ? listedSo(world, call, value as TasksPage)
          : toldSo(world, call, value as TaskEventsPage<string>)
      return typeof next === 'string' ? next : [next]
    }
  }
}

/** What a call that nobody saw the answer of may have made of one world; nothing where it changes none. */
function maybe(world: World, call: Call, span: Span): readonly World[] {
  const [first, second] = call.args
  const row = typeof first === 'string' ? rowOf(world, first) : undefined
  switch (call.method) {
    case 'insert': {
      const next = inserted(world, first as unknown as readonly NewTask<string>[], span)
      return next ? [next] : []
    }
    case 'move': {
      const move = second as unknown as TaskMove<string>
      const may = row && move.from.includes(row.state) && (move.token === undefined || owns(world, row, move.token).may)
      return row && may === true ? [movedWorld(world, row, move, span)] : []
    }
    case 'revive':
      return isRevivable(row) ? [revivedWorld(world, row, call, span)] : []
    case 'claim':
      return maybeClaimed(world, call, span)
    case 'heartbeat':
      return row?.state === 'active' && owns(world, row, second as number).may ? [beaten(world, row, call, span)] : []
    case 'reap':
      return maybeReaped(world, call, span)
    case 'prune':
      return maybePruned(world, call, span)
    default:
      return []
  }
}

/** The model of tasks. */
export const tasksModel: Model<TasksState> = {
  ...worldsModel({ tried, maybe }),
  initial: (_: string, claims: Claims) => ({
    worlds: [{ tells: !isNo(claims.ports.tasks?.events), rows: [], last: {}, told: [] }],
  }),
  concerns: () => ({ everywhere: false, partitions: ['tasks'] }),
  describe: ({ worlds }) => worlds[0]?.rows.map(describeRow).join('; ') || 'no tasks',
}
