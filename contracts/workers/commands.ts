/** Scripts of the moves of workers. */
import * as fc from 'fast-check'
import type { Commands } from '../contract.ts'
import { generator, inTurns, mixed, raced } from '../generate.ts'
import type { Generator, Script } from '../lab.ts'
import { clock } from '../repository/tasks/moves.ts'
import { begun, everyChange, reserving, task } from './changes.ts'
import { by, byAny, inTurn, moves, oneOf, reserved, turns } from './generate.ts'
import { lateMoves } from './lives/generate.ts'
import { workerMarks } from './marks.ts'
import type { OfWorker, WorkerCommand } from './moves.ts'
import { probes, resolve, simpler } from './moves.ts'

const everyCall = Object.keys(moves) as readonly WorkerCommand['call'][]

/** The scripts, after two tasks are submitted and claimed, and a worker is reserved for one. */
function opened(scripts: Generator<WorkerCommand>): Generator<WorkerCommand> {
  return (shape, seed, count) =>
    scripts({ ...shape, steps: Math.max(3, shape.steps - 3) }, seed, count).map((script) => [
      ...begun,
      { actor: 0, does: reserving('w', 'a') },
      ...script,
    ])
}

const reads = fc.constantFrom<WorkerCommand>(
  { call: 'inspect', id: 'w' },
  { call: 'list', limit: 1_000 },
  { call: 'count' },
  task({ call: 'get', id: 'a' }),
)

/** All want a worker for the same tasks; or all do what they can to one that is there; or it changes while all look at it. */
export const races: Generator<WorkerCommand> = inTurns(
  raced({
    before: fc.constant(begun),
    changes: fc.oneof(
      { weight: 6, arbitrary: reserved({ id: fc.constantFrom('w', 'x'), cap: fc.constantFrom(1, 9) }) },
      { weight: 1, arbitrary: fc.constant(task({ call: 'end', of: { id: 'a', back: 0 }, to: 'completed' })) },
    ),
    reads,
  }),
  raced({
    before: fc
      .boolean()
      .map((isActive): Script<WorkerCommand> => [
        ...begun,
        { actor: 0, does: reserving('w', 'a') },
        ...(isActive ? [{ actor: 0, does: lateMoves({ id: 'w', back: 0 })[0] ?? reserving('w', 'a') }] : []),
      ]),
    changes: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...lateMoves({ id: 'w', back: 0 })) },
      {
        weight: 3,
        arbitrary: fc.constant<WorkerCommand>({ call: 'settle', of: { id: 'w', back: 0 }, move: { to: 'failed' } }),
      },
      { weight: 1, arbitrary: fc.constant<WorkerCommand>({ call: 'activate', of: { id: 'w', back: 0 }, child: 3 }) },
      { weight: 1, arbitrary: fc.constant(reserving('x', 'a')) },
      {
        weight: 1,
        arbitrary: fc.constant(task({ call: 'end', of: { id: 'a', back: 0 }, to: 'pending', charge: 'nothing' })),
      },
    ),
    reads,
  }),
  raced({
    before: fc.constant<Script<WorkerCommand>>([...begun, { actor: 0, does: reserving('w', 'a') }]),
    changes: fc.constantFrom<WorkerCommand>(
      { call: 'activate', of: { id: 'w', back: 0 }, child: 3 },
      { call: 'beat', of: { id: 'w', back: 0 } },
      { call: 'beat', of: { id: 'w', back: 0 } },
      { call: 'release', of: { id: 'w', back: 0 } },
      { call: 'inspect', id: 'w' },
    ),
    reads: fc.constant({ call: 'inspect', id: 'w' }),
  }),
)

/** A worker that is reserved, what is done and asked then, and its end: what errors are brought to. */
export const everyMove: Generator<WorkerCommand> = generator((shape) => {
  const of: OfWorker = { id: 'w', back: 0 }
  const inTurnByAny = (all: readonly WorkerCommand[]): ReturnType<typeof byAny> =>
    inTurn(...all.map((move) => byAny(shape, fc.constant(move))))
  const looks = fc
    .shuffledSubarray<WorkerCommand>(
      [{ call: 'inspect', id: 'w' }, { call: 'list', limit: 1_000 }, { call: 'count' }],
      {
        minLength: 2,
      },
    )
    .chain(inTurnByAny)
  const changes = byAny(
    shape,
    fc.constantFrom<WorkerCommand>({ call: 'beat', of }, { call: 'activate', of, child: 3 }, reserving('x', 'a')),
  )
  const ends = byAny(shape, fc.constantFrom(...lateMoves(of).slice(2)))
  const first = by(0, reserving('w', 'a'))
  // To reserve it again shows a worker that never went as one that is new.
  const left = by(0, { call: 'inspect', id: 'w' })
  return inTurn(fc.constant(begun), first, looks, changes, ends, left, first)
})

/** The moves of workers. */
export const workersCommands: Commands<WorkerCommand> = {
  scripts: opened(mixed(() => oneOf(everyCall), { turns })),
  resolve,
  simpler,
  marks: workerMarks,
  everyChange,
  observers: ['inspect', 'list', 'count'],
  probes,
  clock,
}
