/** Scripts of tasks that wait for each other, share a key, or are told of. */
import * as fc from 'fast-check'
import type { Generator, Script } from '../../../lab.ts'
import { generator, mixedScript, raced } from '../../../generate.ts'
import {
  by,
  byAny,
  claimOne,
  inTurn,
  kind,
  moves,
  newest,
  one,
  oneOf,
  plainIds,
  queue,
  submit,
  turning,
  turns,
  upTo,
  words,
} from '../generate.ts'
import type { TaskCommand } from '../moves.ts'

/** A graph of a few tasks, some of which wait for others, and what becomes of them. */
export const graphs: Generator<TaskCommand> = generator((shape) => {
  const waits = (...sets: readonly (readonly string[])[]): fc.Arbitrary<readonly string[]> => fc.constantFrom(...sets)
  const edges = fc.record({
    b: waits([], ['a'], ['a']),
    c: waits(['a'], ['b'], ['a', 'b'], ['a', 'b']),
    d: waits(['c'], ['b', 'c'], ['a', 'c']),
  })
  const end: TaskCommand = { call: 'end', of: newest, to: 'completed' }
  const work = fc.oneof(
    { weight: 4, arbitrary: claimOne() },
    { weight: 3, arbitrary: fc.constantFrom<TaskCommand>(end, end, { ...end, to: 'failed' }) },
    { weight: 1, arbitrary: moves.end },
    { weight: 2, arbitrary: oneOf(['cancel', 'revive', 'reap', 'events']) },
  )
  const later = mixedScript({ ...shape, steps: Math.max(2, shape.steps - 2) }, work, { turns })
  const opening = edges.map((after): Script<TaskCommand> => {
    const tasks = Object.entries({ a: [], ...after }).map(([id, others]) => ({
      id,
      queue,
      kind,
      leaseMs: 5_000,
      maxStalls: 0,
      after: others,
    }))
    return [
      { actor: 0, does: { call: 'insert', tasks } },
      { actor: 0, does: { call: 'claim', queue, claimId: 'c0' } },
    ]
  })
  const cancel = plainIds.map((id): TaskCommand => ({ call: 'cancel', id, from: ['blocked', 'pending', 'active'] }))
  // Whatever came before, some task ends: by its claim, by whoever cancels it, or since nobody renewed its lease.
  const last = fc.oneof(
    { weight: 3, arbitrary: by(0, fc.constantFrom<TaskCommand>(end, { ...end, to: 'failed' })) },
    { weight: 2, arbitrary: by(0, cancel) },
    { weight: shape.turns ? 2 : 0, arbitrary: inTurn(turning(5_001, 30_000), by(0, { call: 'reap', graceMs: 0 })) },
  )
  return inTurn(opening, later, last, by(0, { call: 'list', limit: 1_000 }))
})

/** Two tasks that are active, a third that waits for both, and whoever has them ends them at once. */
export const siblings: Generator<TaskCommand> = generator((shape) => {
  const end = (id: string): TaskCommand => ({ call: 'end', of: { id, back: 0 }, to: 'completed' })
  const third = shape.actors > 2 ? byAny(shape, oneOf(['get', 'events'])) : fc.constant([])
  return inTurn(
    by(0, {
      call: 'insert',
      tasks: [...['a', 'b'].map((id) => ({ id, queue, kind })), { id: 'c', queue, kind, after: ['a', 'b'] }],
    }),
    by(0, { call: 'claim', queue, claimId: 'c1' }),
    by(0, { call: 'claim', queue, claimId: 'c2' }),
    turning(0),
    by(0, end('a')),
    by(shape.actors - 1, end('b')),
    third,
    turning(0),
    by(0, claimOne()),
    by(0, { call: 'events', from: 'first', limit: 1_000 }),
  )
})

/** Tasks that are to wait for each other, for themselves, for what is there, and for what is nowhere. */
export const cycles: Generator<TaskCommand> = generator((shape) => {
  const after = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 2 })
  const many = fc.uniqueArray(one('', { after }), { minLength: 1, maxLength: 3, selector: () => Symbol('one') })
  const named = fc
    .tuple(many, fc.shuffledSubarray(['b', 'c', 'd'], { minLength: 3 }))
    .map(([tasks, ids]): TaskCommand => ({
      call: 'insert',
      tasks: tasks.map((task, at) => ({ ...task, id: ids[at] ?? 'b' })),
    }))
  return inTurn(
    by(0, submit(one('a'))),
    upTo(shape.steps - 2, byAny(shape, named)),
    by(0, { call: 'list', limit: 1_000 }),
  )
})

/** Tasks that several submit at once, with one idempotency key. */
export const submissions: Generator<TaskCommand> = raced({
  before: fc.constantFrom<Script<TaskCommand>>(
    [],
    [{ actor: 0, does: { call: 'insert', tasks: [{ id: 'b', queue, kind, idempotencyKey: 'i' }] } }],
  ),
  changes: submit(
    words(fc.constantFrom('a', 'b', 'c', 'd'), { idempotencyKey: fc.constantFrom('i', 'i', 'j') }).map((task) => ({
      ...task,
      queue,
    })),
  ),
  reads: fc.constant({ call: 'list', limit: 1_000 }),
})

/** Two claims at once, and readers of events who go on from where they were; at the end all is read from the first. */
export const feeds: Generator<TaskCommand> = generator((shape) => {
  const next = fc.constantFrom(1, 2, 1_000).map((limit): TaskCommand => ({ call: 'events', from: 'next', limit }))
  const whole: TaskCommand = { call: 'events', from: 'first', limit: 1_000 }
  return inTurn(
    by(0, submit(one('a'), one('b'), one('c'))),
    turning(0),
    by(0, { call: 'claim', queue, claimId: 'c1' }),
    by(1 % shape.actors, { call: 'claim', queue, claimId: 'c2' }),
    by(shape.actors - 1, next),
    upTo(shape.steps - 4, byAny(shape, fc.oneof(next, moves.end, claimOne(), submit(words(plainIds, {}))))),
    turning(0),
    by(0, whole),
  )
})

/** One task or two, that all want. */
export const scrambles: Generator<TaskCommand> = raced({
  before: fc
    .constantFrom(['a'], ['a', 'b'])
    .map((ids): Script<TaskCommand> => [
      { actor: 0, does: { call: 'insert', tasks: ids.map((id) => ({ id, queue, kind })) } },
    ]),
  changes: fc.oneof({ weight: 4, arbitrary: claimOne() }, { weight: 1, arbitrary: submit(words(plainIds, {})) }),
  reads: oneOf(['get', 'list']),
})
