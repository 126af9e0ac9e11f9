/**
 * Words for the moves of tasks. Ids, queues and claims are few, so that actors meet; some are hostile. Durations are few, so
 * that the ends of leases, graces, delays and time limits are hit to the millisecond.
 */
import * as fc from 'fast-check'
import { anyValue, falsyValue, tellingValue } from '../generate.ts'
import type { Passages } from '../../generate.ts'
import { inTurns, passagesOf, raced } from '../../generate.ts'
import type { OfClaim, TaskCommand, TaskWords } from './moves.ts'
import { hostileNames } from './names.ts'
import type { Generator, Script } from '../../lab.ts'
import type { TaskState } from './port.ts'

/** The names that most tasks have. */
export const queue = 'q'
export const kind = 'k'

/** Ids that meet. */
export const plainIds: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c')
const anyIds = fc.oneof({ weight: 12, arbitrary: plainIds }, { weight: 1, arbitrary: fc.constantFrom(...hostileNames) })
const queues = fc.oneof(
  { weight: 8, arbitrary: fc.constant(queue) },
  { weight: 1, arbitrary: fc.constantFrom('r', ...hostileNames) },
)
const kinds = fc.constantFrom('k', 'k', 'l')
export const claimIds: fc.Arbitrary<string> = fc.constantFrom('c1', 'c2', 'c3', 'c4')
export const delays: fc.Arbitrary<number> = fc.constantFrom(0, 1, 50)
const values = fc.oneof(
  { weight: 4, arbitrary: tellingValue },
  { weight: 1, arbitrary: falsyValue },
  { weight: 1, arbitrary: anyValue },
)

/** Jumps of the clock: onto the boundaries that the durations give, one short of them, and back. */
export const turns: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 49, 50, 4_999, 5_000, 5_001, 6_999, 7_000, 30_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -3_600_000, 3_600_000) },
)

type Said = Omit<TaskWords, 'id' | 'queue' | 'kind'>

/** What may be said of a task beside its names. */
export type Details = { readonly [Key in keyof Said]-?: fc.Arbitrary<Exclude<Said[Key], undefined>> }

const details: Details = {
  payload: values,
  priority: fc.constantFrom(-1, 0, 1),
  delayMs: delays,
  after: fc.array(plainIds, { minLength: 1, maxLength: 2 }),
  idempotencyKey: fc.constantFrom('i', 'j'),
  maxAttempts: fc.constantFrom(1, 2, 3),
  maxStalls: fc.constantFrom(0, 1, 2),
  leaseMs: fc.constantFrom(5_000, 7_000),
  timeoutMs: fc.constantFrom(1, 4_999, 5_000, 30_000),
}

/** What is said of a task that is to be retried, later or at once. */
export const retried: Partial<Details> = { delayMs: delays, maxAttempts: fc.constantFrom(2, 3) }

/** A task of which one thing or another is said. */
export function words(ids: fc.Arbitrary<string>, said: Partial<Details> = details): fc.Arbitrary<TaskWords> {
  const names = { id: ids, queue: queues, kind: kinds }
  return fc.record({ ...names, ...said }, { requiredKeys: ['id', 'queue', 'kind'] })
}

/** The claim that was granted last. */
export const newest: OfClaim = { back: 0 }

const of = fc.oneof(
  { weight: 6, arbitrary: fc.record({ back: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ back: fc.constantFrom(1, 2) }) },
  { weight: 2, arbitrary: fc.record({ id: plainIds, back: fc.constantFrom(0, 1) }) },
)

const states = fc.shuffledSubarray<TaskState>(['blocked', 'pending', 'active'], { minLength: 1 })

/** Every move there is. */
export const moves: { readonly [Call in TaskCommand['call']]: fc.Arbitrary<TaskCommand> } = {
  insert: fc.record({
    call: fc.constant('insert' as const),
    tasks: fc.oneof(
      { weight: 3, arbitrary: fc.array(words(anyIds), { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(words(plainIds, {}), { minLength: 1, maxLength: 3 }) },
    ),
  }),
  get: fc.record({ call: fc.constant('get' as const), id: anyIds }),
  end: fc.record(
    {
      call: fc.constant('end' as const),
      of,
      to: fc.constantFrom('completed' as const, 'failed' as const, 'pending' as const, 'pending' as const),
      charge: fc.constantFrom('attempt' as const, 'nothing' as const),
      delayMs: delays,
      result: values,
      message: values,
    },
    { requiredKeys: ['call', 'of', 'to'] },
  ),
  cancel: fc.record(
    { call: fc.constant('cancel' as const), id: anyIds, from: states, message: values },
    { requiredKeys: ['call', 'id', 'from'] },
  ),
  revive: fc.record(
    { call: fc.constant('revive' as const), id: plainIds, delayMs: delays },
    { requiredKeys: ['call', 'id'] },
  ),
  claim: fc.record(
    {
      call: fc.constant('claim' as const),
      queue: queues,
      claimId: claimIds,
      kinds: fc.constantFrom(['k'], ['l'], ['k', 'l'], []),
    },
    { requiredKeys: ['call', 'queue', 'claimId'] },
  ),
  heartbeat: fc.record(
    { call: fc.constant('heartbeat' as const), of, progress: values },
    { requiredKeys: ['call', 'of'] },
  ),
  reap: fc.record({ call: fc.constant('reap' as const), graceMs: fc.constantFrom(0, 1, 10_000) }),
  list: fc.record(
    {
      call: fc.constant('list' as const),
      queue: queues,
      states: fc.shuffledSubarray<TaskState>(['pending', 'active', 'completed', 'failed'], { minLength: 1 }),
      limit: fc.constantFrom(1, 2, 1_000),
    },
    { requiredKeys: ['call', 'limit'] },
  ),
  events: fc.record({
    call: fc.constant('events' as const),
    from: fc.constantFrom('first' as const, 'next' as const),
    limit: fc.constantFrom(1, 3, 1_000, 1_000),
  }),
  prune: fc.record({ call: fc.constant('prune' as const), olderThanMs: fc.constantFrom(0, 1, 50, 5_000) }),
}

const weights: { readonly [Call in TaskCommand['call']]: number } = {
  insert: 4,
  get: 2,
  end: 6,
  cancel: 1,
  revive: 2,
  claim: 6,
  heartbeat: 2,
  reap: 2,
  list: 1,
  events: 2,
  prune: 1,
}

/** One of these moves; those that lead on come more often. */
export function oneOf(calls: readonly TaskCommand['call'][]): fc.Arbitrary<TaskCommand> {
  return fc.oneof(...calls.map((call) => ({ weight: weights[call], arbitrary: moves[call] })))
}

const passages: Passages<TaskCommand> = passagesOf()
export const inTurn: Passages<TaskCommand>['inTurn'] = passages.inTurn
export const byAny: Passages<TaskCommand>['byAny'] = passages.byAny
export const by: Passages<TaskCommand>['by'] = passages.by
export const turning: Passages<TaskCommand>['turning'] = passages.turning
export const upTo: Passages<TaskCommand>['upTo'] = passages.upTo

/** A claim on the queue that most tasks have. */
export function claimOne(ids: fc.Arbitrary<string> = claimIds): fc.Arbitrary<TaskCommand> {
  return fc.record({ call: fc.constant('claim' as const), queue: fc.constant(queue), claimId: ids })
}

/** A task of the queue that most tasks have. */
export function one(id: string, said: Partial<Details> = {}): fc.Arbitrary<TaskWords> {
  return words(fc.constant(id), said).map((task) => ({ ...task, queue }))
}

export function submit(...tasks: readonly fc.Arbitrary<TaskWords>[]): fc.Arbitrary<TaskCommand> {
  return fc.tuple(...tasks).map((all) => ({ call: 'insert', tasks: all }))
}

/** All that an owner may do, by its claim. */
export function lateMoves(claim: OfClaim): readonly TaskCommand[] {
  return [
    { call: 'heartbeat', of: claim, progress: 1 },
    { call: 'end', of: claim, to: 'completed', result: 2 },
    { call: 'end', of: claim, to: 'failed', result: 3 },
    { call: 'end', of: claim, to: 'pending', charge: 'attempt' },
  ]
}

/** Two tasks of which one is claimed, and a third that waits for both. */
const begun: Script<TaskCommand> = [
  {
    actor: 0,
    does: {
      call: 'insert',
      tasks: [
        { id: 'a', queue, kind, priority: 1, leaseMs: 5_000 },
        { id: 'b', queue, kind },
        { id: 'c', queue, kind, after: ['a', 'b'] },
      ],
    },
  },
  { actor: 0, does: { call: 'claim', queue, claimId: 'c0' } },
]

const completing: TaskCommand = { call: 'end', of: newest, to: 'completed' }

const reads = oneOf(['get', 'list', 'events'])

/** All do what they can, at once; or a task has a new owner, and what the old one does meets what the new one does. */
export const races: Generator<TaskCommand> = inTurns(
  raced({
    before: fc.constantFrom(0, 5_000).map((turn): Script<TaskCommand> => [...begun, { turn }]),
    changes: fc.oneof(
      { weight: 4, arbitrary: claimOne() },
      { weight: 2, arbitrary: moves.end },
      { weight: 2, arbitrary: fc.constant(completing) },
      { weight: 1, arbitrary: moves.heartbeat },
      { weight: 1, arbitrary: moves.reap },
      { weight: 1, arbitrary: moves.revive },
      { weight: 1, arbitrary: moves.prune },
      { weight: 3, arbitrary: fc.record({ call: fc.constant('insert' as const), tasks: fc.tuple(words(plainIds)) }) },
    ),
    reads,
  }),
  raced({
    before: fc.constant<Script<TaskCommand>>([
      ...begun,
      { actor: 0, does: { call: 'end', of: newest, to: 'pending', charge: 'nothing' } },
      { actor: 0, does: { call: 'claim', queue, claimId: 'c1' } },
    ]),
    changes: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...lateMoves({ id: 'a', back: 1 })) },
      { weight: 1, arbitrary: fc.constantFrom(...lateMoves({ id: 'a', back: 0 })) },
      { weight: 2, arbitrary: fc.constant(completing) },
      { weight: 1, arbitrary: claimOne() },
    ),
    reads,
  }),
)
