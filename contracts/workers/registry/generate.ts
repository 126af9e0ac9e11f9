/** Scripts of who is registered: conflicts, claims, owners, the dead, and more than there is room for. */
import * as fc from 'fast-check'
import { generator } from '../../generate.ts'
import type { Generator, Script } from '../../lab.ts'
import { begun, kind, queue, reserving, task } from '../changes.ts'
import { by, byAny, identities, inTurn, reserved, upTo } from '../generate.ts'
import type { OfWorker, WorkerCommand } from '../moves.ts'

/** Reservations that have an id, a task or both in common, under the newest claim or an older one. */
export const conflicts: Generator<WorkerCommand> = generator((shape) => {
  const id = fc.constantFrom('w', 'x')
  const ask = byAny(shape, reserved({ id }))
  const end = byAny(
    shape,
    fc.record({ call: fc.constant('release' as const), of: fc.record({ id, back: fc.constant(0) }) }),
  )
  const look = byAny(shape, fc.record({ call: fc.constant('inspect' as const), id }))
  return inTurn(fc.constant(begun), upTo(Math.max(3, shape.steps - 3), fc.oneof(ask, ask, ask, end, look)))
})

/** Claims that are over, taken back, or were never given, and workers that are asked for under them. */
export const claims: Generator<WorkerCommand> = generator((shape) => {
  const ask = byAny(
    shape,
    reserved({ of: fc.record({ id: fc.constantFrom('a', 'b', 'c'), back: fc.constantFrom(0, 1) }) }),
  )
  const ends = fc.constantFrom<WorkerCommand>(
    task({ call: 'end', of: { id: 'a', back: 0 }, to: 'completed' }),
    task({ call: 'end', of: { id: 'a', back: 0 }, to: 'pending', charge: 'nothing' }),
    task({ call: 'end', of: { id: 'b', back: 0 }, to: 'failed' }),
    task({ call: 'claim', queue, claimId: 'c3' }),
    task({ call: 'prune', olderThanMs: 0 }),
    task({ call: 'get', id: 'a' }),
  )
  return inTurn(fc.constant(begun), upTo(Math.max(3, shape.steps - 3), fc.oneof(ask, byAny(shape, ends))))
})

/** A worker whose task ends without it; a prune comes before its end, and after it. */
export const orphans: Generator<WorkerCommand> = generator((shape) => {
  const prune = byAny(shape, fc.constant(task({ call: 'prune', olderThanMs: 0 })))
  const looks = byAny(
    shape,
    fc.constantFrom<WorkerCommand>(
      task({ call: 'get', id: 'a' }),
      { call: 'inspect', id: 'w' },
      { call: 'list', limit: 9 },
    ),
  )
  const over = fc.constantFrom<WorkerCommand>(
    task({ call: 'end', of: { id: 'a', back: 0 }, to: 'completed' }),
    task({ call: 'end', of: { id: 'a', back: 0 }, to: 'failed' }),
    task({ call: 'cancel', id: 'a', from: ['active'] }),
  )
  const gone = fc.constantFrom<WorkerCommand>(
    { call: 'release', of: { id: 'w', back: 0 } },
    { call: 'evict', of: { id: 'w', back: 0 } },
  )
  const done = by(0, task({ call: 'end', of: { id: 'b', back: 0 }, to: 'completed' }))
  return inTurn(
    fc.constant(begun),
    by(0, reserving('w', 'a')),
    byAny(shape, over),
    done,
    prune,
    looks,
    byAny(shape, gone),
    prune,
    by(0, task({ call: 'get', id: 'a' })),
  )
})

/** Workers by their owners, of whom no two differ in more than a fact or two. */
export const owners: Generator<WorkerCommand> = generator((shape) => {
  const three = fc.tuple(...['w', 'x', 'y'].map(() => identities)).map((drawn): Script<WorkerCommand> => {
    const all = ['w', 'x', 'y'].map((id, at) => reserving(id, ['a', 'b', 'c'][at] ?? 'a', { owner: drawn[at] ?? 0 }))
    return all.map((does) => ({ actor: 0, does }))
  })
  const look = byAny(
    shape,
    fc.record({ call: fc.constant('list' as const), owner: identities, limit: fc.constantFrom(1, 1_000) }),
  )
  const end = byAny(
    shape,
    fc.constantFrom<WorkerCommand>({ call: 'release', of: { id: 'w', back: 0 } }, { call: 'count' }),
  )
  return inTurn(
    by(0, task({ call: 'insert', tasks: ['a', 'b', 'c'].map((id) => ({ id, queue, kind })) })),
    fc.constant(['c1', 'c2', 'c3'].map((claimId) => ({ actor: 0, does: task({ call: 'claim', queue, claimId }) }))),
    three,
    upTo(6, fc.oneof(look, look, look, end)),
  )
})

/** Reservations with the dead named or not, rightly or not, where few places are left. */
export const ghosts: Generator<WorkerCommand> = generator((shape) => {
  const named = fc.constantFrom<readonly OfWorker[]>(
    [],
    [{ id: 'w', back: 0 }],
    [{ id: 'w', back: 1 }],
    [{ id: 'x', back: 0 }],
    [
      { id: 'w', back: 0 },
      { id: 'w', back: 0 },
    ],
    [
      { id: 'w', back: 0 },
      { id: 'x', back: 0 },
    ],
  )
  const ask = byAny(shape, reserved({ cap: fc.constantFrom(1, 2), dead: named }))
  const count = byAny(
    shape,
    named.map((dead) => ({ call: 'count' as const, dead })),
  )
  const free = byAny(shape, fc.constant({ call: 'release' as const, of: { id: 'x', back: 0 } }))
  return inTurn(
    fc.constant(begun),
    by(0, reserving('w', 'a')),
    upTo(Math.max(2, shape.steps - 4), fc.oneof(ask, ask, ask, count, free)),
  )
})

/** Tasks that are all claimed; then all ask for workers at once, more than the cap allows, and some give theirs back. */
export const crowds: Generator<WorkerCommand> = generator((shape) => {
  const tasks = ['a', 'b', 'c', 'd', 'e'].slice(0, shape.actors + 1)
  const of: OfWorker = { id: 'w', back: 0 }
  const asks = fc.tuple(
    ...Array.from({ length: shape.actors }, (_, actor) =>
      by(
        actor,
        fc
          .constantFrom(2, 2, 2, 1)
          .map((cap) => reserving(['x', 'y', 'z', 'v'][actor] ?? 'x', tasks[actor + 1] ?? 'a', { cap })),
      ),
    ),
  )
  const later = byAny(
    shape,
    fc.constantFrom<WorkerCommand>(
      { call: 'count' },
      { call: 'list', limit: 1_000 },
      { call: 'release', of },
      { call: 'settle', of, move: { to: 'completed' } },
      reserving('x', tasks[1] ?? 'a', { cap: 2 }),
    ),
  )
  return inTurn(
    by(0, task({ call: 'insert', tasks: tasks.map((id) => ({ id, queue, kind })) })),
    fc.constant(tasks.map((id) => ({ actor: 0, does: task({ call: 'claim', queue, claimId: `c-${id}` }) }))),
    by(0, reserving('w', 'a')),
    fc.constant([{ turn: 0 }]),
    asks.map((all) => all.flat()),
    fc.array(later, { maxLength: Math.max(0, shape.steps - shape.actors) }).map((all) => all.flat()),
  )
})

/** A reservation, and what follows from it; whoever made it may be gone at any moment. */
export const reservations: Generator<WorkerCommand> = generator((shape) => {
  const next = byAny(
    shape,
    fc.constantFrom<WorkerCommand>(
      { call: 'inspect', id: 'w' },
      { call: 'list', owner: 2, limit: 1_000 },
      { call: 'activate', of: { id: 'w', back: 0 }, child: 3 },
      reserving('w', 'a', { owner: 2 }),
      reserving('x', 'a', { owner: 1 }),
      { call: 'count' },
    ),
  )
  return inTurn(fc.constant(begun), by(0, reserving('w', 'a', { owner: 2 })), upTo(Math.max(2, shape.steps - 4), next))
})
