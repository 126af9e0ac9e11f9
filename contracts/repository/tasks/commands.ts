/** Scripts of the moves of tasks. */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import type { Generator, Script, StruckCall } from '../../lab.ts'
import { generator, mixed, mixedScript } from '../../generate.ts'
import type { Payload } from '../payloads.ts'
import { everyChange } from './changes.ts'
import type { Details } from './generate.ts'
import {
  by,
  byAny,
  claimIds,
  claimOne,
  delays,
  inTurn,
  kind,
  lateMoves,
  moves,
  newest,
  one,
  oneOf,
  queue,
  submit,
  turning,
  turns,
  upTo,
  words,
} from './generate.ts'
import { taskMarks } from './marks.ts'
import type { OfClaim, TaskCommand } from './moves.ts'
import { clock, probes, resolve, simpler } from './moves.ts'

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

/** Tasks that are submitted and claimed, what is done and asked then, and an end: what errors are brought to. */
export const everyMove: Generator<TaskCommand> = generator((shape) => {
  const looks = fc.shuffledSubarray<TaskCommand>(
    [
      { call: 'get', id: 'a' },
      { call: 'list', limit: 1_000 },
      { call: 'events', from: 'first', limit: 1_000 },
      { call: 'claim', queue, claimId: 'c2' },
    ],
    { minLength: 2, maxLength: 3 },
  )
  const does = looks.chain((all) => inTurn(...all.map((move) => byAny(shape, fc.constant(move)))))
  const ends = fc.constantFrom<TaskCommand>(
    ...lateMoves({ id: 'a', back: 0 }).slice(1),
    { call: 'cancel', id: 'a', from: ['active'] },
    { call: 'reap', graceMs: 0 },
  )
  const after = fc.constantFrom<TaskCommand>(
    { call: 'get', id: 'a' },
    { call: 'revive', id: 'a' },
    { call: 'prune', olderThanMs: 0 },
  )
  const beat = byAny(shape, fc.constant({ call: 'heartbeat', of: { id: 'a', back: 0 }, progress: 1 }))
  return inTurn(fc.constant(everyChange.slice(0, 2)), beat, does, byAny(shape, ends), byAny(shape, after))
})

/** What a task is submitted, renewed and ended with, and what is told of it. */
export function carried(values: fc.Arbitrary<Payload>): Generator<TaskCommand> {
  return generator((shape) =>
    values.chain((value) =>
      inTurn(
        by(0, { call: 'insert', tasks: [{ id: 'a', queue, kind, payload: value }] }),
        by(0, claimOne()),
        byAny(shape, fc.constant({ call: 'heartbeat', of: { back: 0 }, progress: value })),
        byAny(shape, fc.constant({ call: 'get', id: 'a' })),
        by(
          0,
          fc
            .constantFrom('completed', 'failed')
            .map((to) => ({ call: 'end', of: { back: 0 }, to, result: value, message: value })),
        ),
        byAny(shape, fc.constant({ call: 'get', id: 'a' })),
        byAny(shape, fc.constant({ call: 'events', from: 'first', limit: 1_000 })),
      ),
    ),
  )
}

/** Tasks that differ in what decides which goes first, and claims until none is due. */
export const queues: Generator<TaskCommand> = generator((shape) => {
  const said = { priority: fc.constantFrom(0, 1), delayMs: delays }
  const claim = fc.tuple(moves.claim, claimIds).map(([drawn, claimId]) => ({ ...drawn, queue, claimId }) as TaskCommand)
  const round = inTurn(byAny(shape, claim), byAny(shape, claim), turning(1, 49, 50))
  return inTurn(
    by(0, submit(...['c', 'b', 'a', 'd'].map((id) => one(id, said)))),
    upTo(Math.floor(shape.steps / 2), round),
  )
})

/** A claim that lapses and is taken back, while its task goes to another or nobody; then its owner tries all it can. */
export const zombie: Generator<TaskCommand> = generator((shape) => {
  const old: OfClaim = { id: 'a', back: 1 }
  const other = shape.actors - 1
  const late = fc.constantFrom<TaskCommand>(...lateMoves(old), { call: 'get', id: 'a' })
  const end: TaskCommand = { call: 'end', of: { back: 0 }, to: 'completed', result: 7 }
  return inTurn(
    by(0, { call: 'insert', tasks: [{ id: 'a', queue, kind, leaseMs: 5_000, maxAttempts: 3 }] }),
    by(0, { call: 'claim', queue, claimId: 'c1' }),
    turning(5_000, 5_001, 3_600_000),
    by(other, { call: 'reap', graceMs: 0 }),
    by(other, { call: 'claim', queue, claimId: 'c2' }),
    fc.constantFrom<Script<TaskCommand>>([], [{ actor: other, does: end }]),
    upTo(Math.max(2, shape.steps - 4), byAny(shape, late)),
    by(0, { call: 'get', id: 'a' }),
  )
})

/** The call in which an owner is stopped. */
export const pausedCall: StruckCall = { actor: 0, call: 3 }

/** The same with an owner that is stopped between two calls or in one, before it knows of anything. */
export const pausedOwner: Generator<TaskCommand> = generator((shape) => {
  const other = shape.actors - 1
  return inTurn(
    by(0, { call: 'insert', tasks: [{ id: 'a', queue, kind, leaseMs: 5_000, maxAttempts: 3 }] }),
    by(0, { call: 'claim', queue, claimId: 'c1' }),
    fc
      .tuple(fc.constantFrom(...lateMoves({ id: 'a', back: 0 })), fc.boolean())
      .map(([does, isLate]): Script<TaskCommand> => {
        // Now and then the lease has run out before the call in which the owner is stopped.
        const paused = { actor: 0, does }
        return isLate ? [{ turn: 5_000 }, paused] : [paused, { turn: 5_000 }]
      }),
    by(other, { call: 'reap', graceMs: 0 }),
    by(other, { call: 'claim', queue, claimId: 'c2' }),
    by(0, fc.constantFrom(...lateMoves({ id: 'a', back: 1 }))),
    by(other, { call: 'get', id: 'a' }),
  )
})

/** Claims that run out, to the millisecond, with and without their grace, and reaps that come then. */
export const lapses: Generator<TaskCommand> = generator((shape) => {
  const said = {
    maxStalls: fc.constantFrom(0, 1, 2),
    timeoutMs: fc.constantFrom(4_999, 5_000, 7_000),
    maxAttempts: fc.constantFrom(1, 2),
  }
  const beat: TaskCommand = { call: 'heartbeat', of: newest }
  const leased = one('a', said).map((task) => ({ ...task, leaseMs: 5_000 }))
  const round = inTurn(
    byAny(shape, claimOne(fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5', 'c6'))),
    turning(4_998, 4_999, 5_000, 5_001, 14_999, 15_000),
    fc.constantFrom<Script<TaskCommand>>([], [], [{ actor: 0, does: beat }, { turn: 1 }]),
    byAny(shape, moves.reap),
    fc.constantFrom<Script<TaskCommand>>(
      [],
      [{ turn: 1 }, { actor: 0, does: { call: 'end', of: newest, to: 'pending' } }],
    ),
  )
  return inTurn(
    by(0, submit(leased)),
    upTo(Math.max(2, Math.floor(shape.steps / 3)), round),
    by(0, { call: 'get', id: 'a' }),
  )
})

/** Claims that end in every way there is, over and over: what counts and clocks go through. */
export const generations: Generator<TaskCommand> = generator((shape) => {
  const said = { maxAttempts: fc.constantFrom(2, 3), maxStalls: fc.constantFrom(0, 1) }
  const end = (to: 'completed' | 'failed' | 'pending', charge?: 'attempt' | 'nothing'): TaskCommand => ({
    call: 'end',
    of: newest,
    to,
    ...(charge === undefined ? {} : { charge }),
  })
  const revive = by(0, { call: 'revive', id: 'a' })
  const again = by(0, { call: 'insert', tasks: [{ id: 'a', queue, kind, maxAttempts: 2 }] })
  const ends = fc.oneof(
    by(0, end('pending', 'attempt')),
    by(0, end('pending', 'nothing')),
    inTurn(by(0, end('failed')), revive),
    inTurn(turning(30_000), byAny(shape, fc.constant({ call: 'reap', graceMs: 0 })), revive),
    // A clock that is set back, while the claim lies: who numbers by time gives a smaller number next.
    inTurn(turning(-1_000, -3_600_000), by(0, end('pending', 'nothing'))),
    inTurn(by(0, end('completed')), by(0, { call: 'prune', olderThanMs: 0 }), again),
    ...(shape.reopen ? [inTurn(by(0, end('pending', 'nothing')), fc.constant([{ reopen: 0 }]))] : []),
  )
  const claim = byAny(shape, claimOne(fc.nat({ max: 99 }).map((n) => `c${n}`)))
  return inTurn(
    by(0, submit(one('a', said))),
    upTo(Math.max(2, Math.floor(shape.steps / 3)), inTurn(claim, ends)),
    claim,
  )
})

/** Tasks that end, and prunes at ages that are just reached, or not yet. */
export const ages: Generator<TaskCommand> = generator((shape) => {
  const end = byAny(
    shape,
    fc.constantFrom<TaskCommand>(
      { call: 'end', of: newest, to: 'completed' },
      { call: 'cancel', id: 'b', from: ['pending'] },
    ),
  )
  const prune = byAny(shape, moves.prune)
  const look = byAny(shape, oneOf(['list', 'events']))
  const round = inTurn(byAny(shape, claimOne()), end, turning(1, 49, 50, 51), prune, look)
  return inTurn(by(0, submit(one('a'), one('b'), one('c'))), upTo(Math.max(1, Math.floor(shape.steps / 4)), round))
})

/** The moves of tasks. */
export const tasksCommands: Commands<TaskCommand> = {
  scripts: opened(mixed(() => oneOf(everyCall), { turns })),
  resolve,
  simpler,
  marks: taskMarks,
  everyChange,
  observers: ['get', 'list', 'events'],
  probes,
  clock,
}

/** The scripts, after tasks that wait for each other are submitted. */
function opened(scripts: Generator<TaskCommand>): Generator<TaskCommand> {
  return (shape, seed, count) =>
    scripts({ ...shape, steps: Math.max(1, shape.steps - 1) }, seed, count).map((script) => [
      ...everyChange.slice(0, 1),
      ...script,
    ])
}
