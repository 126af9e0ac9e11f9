/** Words for the moves of workers. Ids, tasks and caps are few, so that actors meet; some ids are hostile. */
import * as fc from 'fast-check'
import type { Passages } from '../generate.ts'
import { passagesOf } from '../generate.ts'
import { anyValue, falsyValue, tellingValue } from '../repository/generate.ts'
import type { TaskCommand } from '../repository/tasks/moves.ts'
import { hostileNames } from '../repository/tasks/names.ts'
import { kind, queue, task } from './changes.ts'
import type { Going, OfWorker, ReserveCommand, WorkerCommand } from './moves.ts'
import { identitiesCount } from './moves.ts'

const ids = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('w', 'x', 'y') },
  { weight: 1, arbitrary: fc.constantFrom(...hostileNames) },
)
const taskIds = fc.constantFrom('a', 'b', 'c')
export const identities: fc.Arbitrary<number> = fc.nat({ max: identitiesCount - 1 })
const values = fc.oneof(
  { weight: 4, arbitrary: tellingValue },
  { weight: 1, arbitrary: falsyValue },
  { weight: 1, arbitrary: anyValue },
)

/** Jumps of the clock: onto the end of a lease and beside it, and back. */
export const turns: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 50, 4_999, 5_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -3_600_000, 3_600_000) },
)

const of: fc.Arbitrary<OfWorker> = fc.record({
  id: fc.oneof({ weight: 3, arbitrary: fc.constant('w') }, { weight: 2, arbitrary: ids }),
  back: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
})
const dead = fc.array(fc.record({ id: fc.constantFrom('w', 'x'), back: fc.constantFrom(0, 0, 1) }), { maxLength: 2 })

function going<To extends Going['to']>(...states: readonly To[]): fc.Arbitrary<Going & { readonly to: To }> {
  return fc.record(
    {
      to: fc.constantFrom(...states),
      charge: fc.constantFrom('attempt' as const, 'nothing' as const),
      delayMs: fc.constantFrom(0, 50),
      result: values,
      message: values,
    },
    { requiredKeys: ['to'] },
  )
}

const tasks: fc.Arbitrary<TaskCommand> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.constant('claim' as const),
      queue: fc.constant(queue),
      claimId: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('get' as const), id: taskIds }) },
  { weight: 1, arbitrary: fc.constant({ call: 'reap' as const, graceMs: 0 }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('prune' as const), olderThanMs: fc.constantFrom(0, 50) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      call: fc.constant('end' as const),
      of: fc.record({ back: fc.constantFrom(0, 1) }),
      to: fc.constantFrom('completed' as const, 'failed' as const, 'pending' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('revive' as const), id: taskIds }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<TaskCommand>(
      { call: 'insert', tasks: [{ id: 'c', queue, kind, after: ['a'] }] },
      { call: 'insert', tasks: [{ id: 'a', queue, kind }] },
      { call: 'cancel', id: 'a', from: ['active'] },
      { call: 'events', from: 'first', limit: 1_000 },
    ),
  },
)

const caps = fc.constantFrom(1, 2, 9, 9)

/** Every move there is. */
export const moves: { readonly [Call in WorkerCommand['call']]: fc.Arbitrary<WorkerCommand> } = {
  reserve: fc.record(
    {
      call: fc.constant('reserve' as const),
      id: ids,
      of: fc.record({ id: taskIds, back: fc.constantFrom(0, 0, 0, 1) }),
      owner: identities,
      cap: caps,
      dead,
      facts: values,
    },
    { requiredKeys: ['call', 'id', 'of', 'owner', 'cap'] },
  ),
  activate: fc.record({ call: fc.constant('activate' as const), of, child: fc.constantFrom(3, 3, 4) }),
  beat: fc.record({ call: fc.constant('beat' as const), of }),
  settle: fc.record({ call: fc.constant('settle' as const), of, move: going('completed', 'failed', 'pending') }),
  release: fc.record({ call: fc.constant('release' as const), of }),
  evict: fc.record(
    { call: fc.constant('evict' as const), of, move: going('failed', 'pending') },
    { requiredKeys: ['call', 'of'] },
  ),
  inspect: fc.record({ call: fc.constant('inspect' as const), id: ids }),
  list: fc.record(
    { call: fc.constant('list' as const), task: taskIds, owner: identities, limit: fc.constantFrom(1, 2, 1_000) },
    { requiredKeys: ['call', 'limit'] },
  ),
  count: fc.record({ call: fc.constant('count' as const), dead }, { requiredKeys: ['call'] }),
  task: tasks.map(task),
}

const weights: { readonly [Call in WorkerCommand['call']]: number } = {
  reserve: 8,
  activate: 3,
  beat: 3,
  settle: 3,
  release: 2,
  evict: 2,
  inspect: 2,
  list: 1,
  count: 1,
  task: 4,
}

/** One of these moves; those that lead on come more often. */
export function oneOf(calls: readonly WorkerCommand['call'][]): fc.Arbitrary<WorkerCommand> {
  return fc.oneof(...calls.map((call) => ({ weight: weights[call], arbitrary: moves[call] })))
}

/** A reservation of which only this much is drawn. */
export function reserved(
  said: Partial<{ [Key in keyof ReserveCommand]: fc.Arbitrary<ReserveCommand[Key]> }>,
): fc.Arbitrary<WorkerCommand> {
  const plain = {
    call: fc.constant('reserve' as const),
    id: fc.constantFrom('w', 'x', 'y'),
    of: fc.record({ id: fc.constantFrom('a', 'b'), back: fc.constant(0) }),
    owner: fc.constantFrom(0, 1),
    cap: fc.constant(9),
  }
  return fc.record({ ...plain, ...said })
}

const passages: Passages<WorkerCommand> = passagesOf()
export const inTurn: Passages<WorkerCommand>['inTurn'] = passages.inTurn
export const byAny: Passages<WorkerCommand>['byAny'] = passages.byAny
export const by: Passages<WorkerCommand>['by'] = passages.by
export const turning: Passages<WorkerCommand>['turning'] = passages.turning
export const upTo: Passages<WorkerCommand>['upTo'] = passages.upTo
