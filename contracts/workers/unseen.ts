/** What a call that nobody saw the answer of may have made of one world of workers. */
import type { Span } from '../contract.ts'
import type { Call } from '../port.ts'
import type { Identity } from '../values.ts'
import type { Eviction, ReserveOptions, Settlement, WorkerSummary } from './port.ts'
import { activatedRow, beatenRow, isShown, reservedRow } from './rows.ts'
import type { World } from './world.ts'
import {
  activeUnder,
  counted,
  maybeMoved,
  maybeTaskCalled,
  ofTask,
  ownOf,
  pinned,
  withRow,
  without,
  workerOf,
} from './world.ts'

function maybeReserved(world: World, { args }: Call, span: Span): readonly World[] {
  const [id, asked] = args as unknown as [string, ReserveOptions<string>]
  const { task, token, cap, dead } = asked
  const isFree = !workerOf(world, id) && !ofTask(world, task) && counted(world, dead) < cap
  if (!isFree || !activeUnder(world, task, token).may) return []
  return [withRow(pinned(world, task, token), reservedRow(id, asked, span))]
}

function maybeEvicted(world: World, { args }: Call, span: Span): readonly World[] {
  const [shown, move] = args as unknown as [WorkerSummary, Eviction<string> | undefined | null]
  const row = workerOf(world, shown.id)
  if (!row || !isShown(row, shown).may) return []
  const rest = without(world, row.id)
  if (!move) return [rest]
  const stays = activeUnder(world, row.task, row.token).must ? [] : [rest]
  return [...stays, ...maybeMoved(rest, row, move, span)]
}

/** The worlds in which it took effect; none where it changes nothing. */
export function maybeWorlds(world: World, call: Call, span: Span): readonly World[] {
  if (call.port === 'tasks') return maybeTaskCalled(world, call, span)
  if (call.method === 'reserve') return maybeReserved(world, call, span)
  if (call.method === 'evict') return maybeEvicted(world, call, span)
  const [id, token, third] = call.args
  const row = ownOf(world, id as string, token as number)
  if (!row) return []
  switch (call.method) {
    case 'activate':
      return row.child ? [] : [withRow(world, activatedRow(row, third as unknown as Identity, span))]
    case 'beat':
      return [withRow(world, beatenRow(row, span))]
    case 'settle':
      return maybeMoved(without(world, row.id), row, third as unknown as Settlement<string>, span)
    case 'release':
      return [without(world, row.id)]
    default:
      return []
  }
}
