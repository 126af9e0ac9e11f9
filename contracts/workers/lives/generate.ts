/** Scripts of the lives of workers: what is kept of them, signs of life, judgements, and their ends. */
import * as fc from 'fast-check'
import { generator, mixedScript } from '../../generate.ts'
import type { Generator, Script, StruckCall } from '../../lab.ts'
import type { Payload } from '../../repository/payloads.ts'
import { begun, kind, queue, reserving, task } from '../changes.ts'
import { by, byAny, inTurn, oneOf, reserved, turning, turns, upTo } from '../generate.ts'
import type { OfWorker, WorkerCommand } from '../moves.ts'

/** Scripts of some moves only, after two tasks are claimed and one worker is reserved. */
export function focused(calls: readonly WorkerCommand['call'][]): Generator<WorkerCommand> {
  return generator((shape) =>
    mixedScript({ ...shape, steps: Math.max(3, shape.steps - 3) }, oneOf(calls), { turns }).map((rest) => [
      ...begun,
      { actor: 0, does: reserving('w', 'a') },
      ...rest,
    ]),
  )
}

/** What an owner notes of a worker, and what its task ends with. */
export function carried(values: fc.Arbitrary<Payload>): Generator<WorkerCommand> {
  return generator((shape) =>
    values.chain((value) =>
      inTurn(
        fc.constant(begun),
        by(0, reserved({ id: fc.constant('w'), of: fc.constant({ id: 'a', back: 0 }), facts: fc.constant(value) })),
        byAny(shape, fc.constant({ call: 'inspect', id: 'w' })),
        by(0, { call: 'activate', of: { id: 'w', back: 0 }, child: 3 }),
        byAny(shape, fc.constant({ call: 'inspect', id: 'w' })),
        by(
          0,
          fc.constantFrom('completed' as const, 'failed' as const).map((to) => ({
            call: 'settle',
            of: { id: 'w', back: 0 },
            move: { to, result: value, message: value },
          })),
        ),
        byAny(shape, fc.constant(task({ call: 'get', id: 'a' }))),
        byAny(shape, fc.constant(task({ call: 'events', from: 'first', limit: 1_000 }))),
      ),
    ),
  )
}

/** All that may be done for a worker. */
export function lateMoves(of: OfWorker): readonly WorkerCommand[] {
  return [
    { call: 'activate', of, child: 4 },
    { call: 'beat', of },
    { call: 'settle', of, move: { to: 'completed', result: 5 } },
    { call: 'release', of },
    { call: 'evict', of, move: { to: 'failed' } },
  ]
}

/** A task whose lease is short, which is claimed, and a worker that does it. */
const owned: Script<WorkerCommand> = [
  {
    actor: 0,
    does: task({ call: 'insert', tasks: [{ id: 'a', queue, kind, leaseMs: 5_000, maxAttempts: 3, maxStalls: 9 }] }),
  },
  { actor: 0, does: task({ call: 'claim', queue, claimId: 'c1' }) },
  { actor: 0, does: reserving('w', 'a') },
]

/** Another judges the worker, takes the claim back with it or before it, and reserves a worker of its own by the same id. */
function takenOver(actor: number): fc.Arbitrary<Script<WorkerCommand>> {
  const of: OfWorker = { id: 'w', back: 0 }
  const apart: readonly WorkerCommand[] = [
    task({ call: 'reap', graceMs: 0 }),
    task({ call: 'claim', queue, claimId: 'c2' }),
    { call: 'evict', of },
  ]
  const together: readonly WorkerCommand[] = [
    { call: 'evict', of, move: { to: 'pending', charge: 'nothing' } },
    task({ call: 'claim', queue, claimId: 'c2' }),
  ]
  return fc
    .constantFrom(apart, together, together)
    .map((moves) => [...moves, reserving('w', 'a', { owner: 1 })].map((does) => ({ actor, does })))
}

/** The six steps (Kleppmann 2016), of a worker; then its owner tries all it can by the old token. */
export const zombie: Generator<WorkerCommand> = generator((shape) => {
  const other = shape.actors - 1
  const old: OfWorker = { id: 'w', back: 1 }
  // The row that it judges is its own, or one that it saw of the other.
  const late = fc.oneof(
    fc.constantFrom(...lateMoves(old)),
    fc
      .constantFrom(2, 3)
      .map((back): WorkerCommand => ({ call: 'evict', of: { id: 'w', back }, move: { to: 'failed' } })),
  )
  return inTurn(
    fc.constant([...owned, { turn: 5_000 }]),
    takenOver(other),
    upTo(Math.max(2, shape.steps - 6), byAny(shape, late)),
    by(other, { call: 'inspect', id: 'w' }),
    by(other, task({ call: 'get', id: 'a' })),
  )
})

/** The call in which an owner is stopped. */
export const pausedCall: StruckCall = { actor: 0, call: 4 }

/** The same with an owner that is stopped between two calls or in one, before it knows of anything. */
export const pausedOwner: Generator<WorkerCommand> = generator((shape) => {
  const other = shape.actors - 1
  // Most are those that end something, each of which there is a point in after which the owner believes to be the one.
  const all = lateMoves({ id: 'w', back: 0 })
  const paused = fc.constantFrom(...all, ...all.slice(2, 4), ...all.slice(2, 4)).chain((does) =>
    // Now and then the lease runs out only while the owner is stopped.
    fc.constantFrom<Script<WorkerCommand>>(
      [{ turn: 5_000 }, { actor: 0, does }],
      [{ turn: 5_000 }, { actor: 0, does }],
      [{ actor: 0, does }, { turn: 5_000 }],
    ),
  )
  return inTurn(
    fc.constant(owned),
    paused,
    takenOver(other),
    by(0, fc.constantFrom(...lateMoves({ id: 'w', back: 1 }))),
    by(other, { call: 'inspect', id: 'w' }),
    by(other, task({ call: 'get', id: 'a' })),
  )
})

/** Workers that are seen, heard of, and then judged by what was seen. */
export const judgements: Generator<WorkerCommand> = generator((shape) => {
  const of = fc.record({ id: fc.constant('w'), back: fc.constantFrom(0, 1, 2) })
  const judge = byAny(
    shape,
    fc.record(
      {
        call: fc.constant('evict' as const),
        of,
        move: fc.constantFrom(
          { to: 'failed' as const, result: 1 },
          { to: 'pending' as const, charge: 'nothing' as const },
        ),
      },
      { requiredKeys: ['call', 'of'] },
    ),
  )
  const live = byAny(
    shape,
    fc.constantFrom<WorkerCommand>(
      { call: 'beat', of: { id: 'w', back: 0 } },
      { call: 'activate', of: { id: 'w', back: 0 }, child: 3 },
      { call: 'inspect', id: 'w' },
      reserving('w', 'a'),
      reserving('w', 'b'),
      task({ call: 'end', of: { id: 'a', back: 0 }, to: 'pending', charge: 'nothing' }),
    ),
  )
  const round = inTurn(live, fc.constantFrom<Script<WorkerCommand>>([], [{ turn: 1 }]), judge)
  return inTurn(
    fc.constant(begun),
    by(0, reserving('w', 'a')),
    turning(1, 50),
    upTo(Math.max(2, Math.floor(shape.steps / 3)), round),
    by(0, task({ call: 'get', id: 'a' })),
  )
})

/** Workers that end with their tasks, or whose tasks are over without them. */
export const settlements: Generator<WorkerCommand> = generator((shape) => {
  const end = fc
    .constantFrom('w', 'x')
    .chain((id) =>
      fc.constantFrom<WorkerCommand>(
        { call: 'settle', of: { id, back: 0 }, move: { to: 'completed', result: 1 } },
        { call: 'settle', of: { id, back: 0 }, move: { to: 'failed', message: 2 } },
        { call: 'settle', of: { id, back: 0 }, move: { to: 'pending', charge: 'attempt' } },
      ),
    )
  const other = fc.constantFrom<WorkerCommand>(
    task({ call: 'end', of: { id: 'a', back: 0 }, to: 'pending', charge: 'nothing' }),
    task({ call: 'claim', queue, claimId: 'c3' }),
    reserving('w', 'a'),
    { call: 'inspect', id: 'w' },
    task({ call: 'get', id: 'a' }),
  )
  return inTurn(
    fc.constant(begun),
    by(0, reserving('w', 'a')),
    by(0, reserving('x', 'b')),
    upTo(Math.max(2, shape.steps - 5), fc.oneof(byAny(shape, end), byAny(shape, end), byAny(shape, other))),
  )
})

/** A process that is noted, again, or beside another. */
export const activations: Generator<WorkerCommand> = generator((shape) => {
  const of: OfWorker = { id: 'w', back: 0 }
  const next = byAny(
    shape,
    fc.constantFrom<WorkerCommand>(
      { call: 'activate', of, child: 3 },
      { call: 'activate', of, child: 3 },
      { call: 'activate', of, child: 4 },
      { call: 'inspect', id: 'w' },
      { call: 'beat', of },
    ),
  )
  const round = inTurn(next, fc.constantFrom<Script<WorkerCommand>>([], [{ turn: 1 }]))
  return inTurn(fc.constant(begun), by(0, reserving('w', 'a')), upTo(Math.max(4, shape.steps - 4), round))
})
