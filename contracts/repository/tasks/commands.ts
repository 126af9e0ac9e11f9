/** Scripts of the moves of tasks. */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import type { Generator, Script, Shape } from '../../lab.ts'
import { generator, mixed, mixedScript, raced } from '../../generate.ts'
import { everyChange } from './changes.ts'
import type { Details } from './generate.ts'
import { claimIds, kind, moves, oneOf, plainIds, queue, turns, words } from './generate.ts'
import { taskMarks } from './marks.ts'
import type { TaskCommand } from './moves.ts'
import { clockCall, probes, resolve, simpler } from './moves.ts'
import type { TasksInserted } from './port.ts'

const everyCall = Object.keys(moves) as readonly TaskCommand['call'][]

/** Which moves a law is about, and what is submitted before them. */
export interface Focus {
  readonly calls: readonly TaskCommand['call'][]
  /** what is drawn for each task that is submitted first; a plain one where absent */
  readonly first?: Partial<Details>
}

/** Scripts of some moves only, which begin with tasks that are submitted, and one of which is claimed. */
export function focused({ calls, first = {} }: Focus): Generator<TaskCommand> {
  return generator((shape) => {
    const rest = mixedScript({ ...shape, steps: Math.max(2, shape.steps - 2) }, oneOf(calls), { turns })
    const opening = fc.tuple(...['a', 'b'].map((id) => words(fc.constant(id), { ...first })))
    return fc
      .tuple(opening, rest)
      .map(([tasks, later]): Script<TaskCommand> => [
        { actor: 0, does: { call: 'insert', tasks: tasks.map((task) => ({ ...task, queue })) } },
        { actor: 0, does: { call: 'claim', queue, claimId: 'c1' } },
        ...later,
      ])
  })
}

/** A graph of a few tasks, some of which wait for others, and what becomes of them. */
export const graphs: Generator<TaskCommand> = generator((shape) => {
  const edges = fc.record({
    b: fc.constantFrom<readonly string[]>([], ['a'], ['a']),
    c: fc.constantFrom<readonly string[]>(['a'], ['b'], ['a', 'b'], ['a', 'b']),
    d: fc.constantFrom<readonly string[]>(['c'], ['b', 'c'], ['a', 'c']),
  })
  const work = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ call: fc.constant('claim' as const), queue: fc.constant(queue), claimId: claimIds }),
    },
    { weight: 4, arbitrary: moves.end },
    { weight: 1, arbitrary: oneOf(['cancel', 'revive', 'reap', 'events']) },
  )
  const steps = Math.max(2, shape.steps - 2)
  return fc
    .tuple(edges, mixedScript({ ...shape, steps }, work, { turns }))
    .map(([{ b, c, d }, later]): Script<TaskCommand> => {
      const all = { a: [], b, c, d }
      const tasks = Object.entries(all).map(([id, after]) => ({
        id,
        queue,
        kind,
        ...(after.length > 0 ? { after } : {}),
      }))
      return [
        { actor: 0, does: { call: 'insert', tasks } },
        ...later,
        { actor: 0, does: { call: 'list', limit: 1_000 } },
      ]
    })
})

const claimOne = fc.record({ call: fc.constant('claim' as const), queue: fc.constant(queue), claimId: claimIds })

/** Two tasks of which one is claimed, and a third that waits for both; then all do what they can, at once. */
export const races: Generator<TaskCommand> = raced({
  before: fc.constantFrom(0, 5_000).map((turn): Script<TaskCommand> => [
    {
      actor: 0,
      does: {
        call: 'insert',
        tasks: [
          { id: 'a', queue, kind, leaseMs: 5_000 },
          { id: 'b', queue, kind },
          { id: 'c', queue, kind, after: ['a', 'b'] },
        ],
      },
    },
    { actor: 0, does: { call: 'claim', queue, claimId: 'c0' } },
    { turn },
  ]),
  changes: fc.oneof(
    { weight: 3, arbitrary: claimOne },
    { weight: 3, arbitrary: moves.end },
    { weight: 1, arbitrary: moves.heartbeat },
    { weight: 1, arbitrary: moves.reap },
    { weight: 1, arbitrary: moves.revive },
    { weight: 1, arbitrary: moves.prune },
    { weight: 1, arbitrary: fc.record({ call: fc.constant('insert' as const), tasks: fc.tuple(words(plainIds)) }) },
  ),
  reads: oneOf(['get', 'list', 'events']),
})

/** Tasks that are submitted and claimed, and then every move as often as any other: what errors are brought to. */
export const everyMove: Generator<TaskCommand> = generator((shape) => {
  const does = fc.constantFrom(...everyCall).chain((call) => moves[call])
  const steps = Math.max(2, shape.steps - 2)
  return stepsOf({ ...shape, steps }, does).map((later): Script<TaskCommand> => [...everyChange.slice(0, 2), ...later])
})

function stepsOf({ actors, steps }: Shape, does: fc.Arbitrary<TaskCommand>): fc.Arbitrary<Script<TaskCommand>> {
  return fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does }), { minLength: 1, maxLength: steps })
}

/** The moves of tasks. */
export const tasksCommands: Commands<TaskCommand> = {
  scripts: opened(mixed(() => oneOf(everyCall), { turns })),
  resolve,
  simpler,
  marks: taskMarks,
  everyChange,
  observers: ['get', 'list', 'events'],
  probes,
  clock: {
    call: clockCall,
    read: (value) => {
      const inserted = value as TasksInserted | null
      return inserted?.status === 'inserted' ? inserted.tasks[0]?.task.createdAtMs : undefined
    },
  },
}

/** The scripts, after tasks that wait for each other are submitted. */
function opened(scripts: Generator<TaskCommand>): Generator<TaskCommand> {
  return (shape, seed, count) =>
    scripts({ ...shape, steps: Math.max(1, shape.steps - 1) }, seed, count).map((script) => [
      ...everyChange.slice(0, 1),
      ...script,
    ])
}
