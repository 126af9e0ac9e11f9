/**
 * Scripts of the moves of checkpoints. Keys, pins and items are few, so that actors meet; some are hostile. Durations are
 * few, so that the boundaries of idleness are hit to the millisecond.
 */
import * as fc from 'fast-check'
import { isNo } from '../../claims.ts'
import type { Commands } from '../../contract.ts'
import type { Generator, Script, Shape } from '../../lab.ts'
import { generator, mixed, raced } from '../../generate.ts'
import { hostileItems, hostileKeys } from './keys.ts'
import { checkpointMarks } from './marks.ts'
import { everyChange } from './changes.ts'
import type { CheckpointCommand } from './moves.ts'
import { clockCall, probes, resolve, simpler } from './moves.ts'
import type { Begun } from './port.ts'

const anyKeys = fc.oneof(
  { weight: 8, arbitrary: fc.constant('a') },
  { weight: 2, arbitrary: fc.constant('b') },
  { weight: 1, arbitrary: fc.constantFrom(...hostileKeys) },
)
const plainItems = fc.constantFrom('x', 'y', 'z')
const anyItems = fc.oneof(
  { weight: 8, arbitrary: plainItems },
  { weight: 1, arbitrary: fc.constantFrom(...hostileItems) },
)
const pins = fc.constantFrom('p', 'q', 'r')
const backs = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(1, 2) })

/** Jumps of the clock: onto the boundaries that the idle times below give, one short of them, and back. */
const turns = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 49, 50, 51, 99, 100) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -3_600_000, 3_600_000) },
)
const idles = fc.constantFrom(0, 1, 50, 100)

type Made<Call extends CheckpointCommand['call']> = fc.Arbitrary<CheckpointCommand & { readonly call: Call }>

/** Words from which the moves of one generator are drawn. */
interface Words {
  readonly keys: fc.Arbitrary<string>
  readonly items: fc.Arbitrary<string>
}

type Moves = { readonly [Call in CheckpointCommand['call']]: Made<Call> }

function movesOf({ keys: key, items }: Words): Moves {
  const listed = fc.oneof(
    { weight: 9, arbitrary: fc.array(items, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  )
  const run = { key, back: backs }
  const anchor = fc.record({
    from: fc.oneof(
      { weight: 3, arbitrary: fc.constant('seen' as const) },
      { weight: 2, arbitrary: fc.constantFrom('none' as const, 'elsewhere' as const, 'elsewhere' as const) },
    ),
    to: pins,
  })
  return {
    begin: fc.record(
      { call: fc.constant('begin' as const), key, pin: pins, discard: pins },
      { requiredKeys: ['call', 'key', 'pin'] },
    ),
    append: fc.record({ call: fc.constant('append' as const), ...run, items: listed }),
    fail: fc.record({ call: fc.constant('fail' as const), ...run, items: listed }),
    replace: fc.record({ call: fc.constant('replace' as const), ...run, items: listed }),
    finish: fc.record(
      { call: fc.constant('finish' as const), ...run, anchor },
      { requiredKeys: ['call', 'key', 'back'] },
    ),
    purge: fc.record({ call: fc.constant('purge' as const), idleMs: idles }),
    inspect: fc.record({ call: fc.constant('inspect' as const), key }),
  }
}

const weights: { readonly [Call in CheckpointCommand['call']]: number } = {
  begin: 4,
  append: 5,
  fail: 3,
  replace: 2,
  finish: 3,
  purge: 2,
  inspect: 2,
}

function oneOf(moves: Moves, calls: readonly CheckpointCommand['call'][]): fc.Arbitrary<CheckpointCommand> {
  return fc.oneof(...calls.map((call) => ({ weight: weights[call], arbitrary: moves[call] })))
}

/** Which moves a law is about, and of what it wants them. */
export interface Focus {
  readonly calls: readonly CheckpointCommand['call'][]
  /** words for keys; `a` only where absent */
  readonly keys?: readonly string[]
  /** words for items; three plain ones where absent */
  readonly items?: readonly string[]
}

/** Scripts of some moves only, the first of which begins a run on each of the first two keys. */
export function focused({ calls, keys = ['a'], items }: Focus): Generator<CheckpointCommand> {
  const words = { keys: fc.constantFrom(...keys), items: items ? fc.constantFrom(...items) : plainItems }
  const command = oneOf(movesOf(words), calls)
  return started(
    keys.slice(0, 2),
    mixed(() => command, { turns }),
  )
}

/** The scripts with a run that is begun on each key before all else. */
function started(keys: readonly string[], scripts: Generator<CheckpointCommand>): Generator<CheckpointCommand> {
  const first = keys.map((key) => ({ actor: 0, does: { call: 'begin' as const, key, pin: 'p' } }))
  return (shape, seed, count) =>
    scripts({ ...shape, steps: Math.max(1, shape.steps - first.length) }, seed, count).map((script) => [
      ...first,
      ...script,
    ])
}

/** Pairs of keys that are told apart by little: a run on the one, then moves on both. */
export const lookAlikes: Generator<CheckpointCommand> = generator((shape) =>
  fc
    .constantFrom(
      ['a', 'other-operation'],
      ['ordered', 'deeper'],
      ['collides', 'collides-too'],
      ['nothing', 'absent'],
      ['zero', 'minus-zero'],
      ['zero', 'zero-text'],
      ['absent', 'looks-encoded'],
      ['a', 'hostile-operation'],
    )
    .chain((pair) => {
      const moves = movesOf({ keys: fc.constantFrom(...pair), items: plainItems })
      const later = stepsOf(shape, oneOf(moves, ['begin', 'append', 'finish', 'inspect']), 3)
      return later.map((rest): Script<CheckpointCommand> => [...opening(pair), ...rest])
    }),
)

/** Begins a run on the first key and does one item in it; then looks at the others. */
function opening([first = 'a', ...others]: readonly string[]): Script<CheckpointCommand> {
  return [
    { actor: 0, does: { call: 'begin', key: first, pin: 'p' } },
    { actor: 0, does: { call: 'append', key: first, back: 0, items: ['x'] } },
    ...others.map((key) => ({ actor: 0, does: { call: 'inspect' as const, key } })),
  ]
}

function stepsOf(
  { actors, steps }: Shape,
  does: fc.Arbitrary<CheckpointCommand>,
  less: number,
): fc.Arbitrary<Script<CheckpointCommand>> {
  const most = Math.max(1, steps - less)
  return fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does }), { minLength: 1, maxLength: most })
}

/** A run is begun, and every actor adds or fails items of it at once; what is there is read at the end. */
export function together(call: 'append' | 'fail'): Generator<CheckpointCommand> {
  return generator(({ actors, steps }) => {
    const { [call]: one } = movesOf({ keys: fc.constant('a'), items: fc.constantFrom('v', 'w', 'x', 'y', 'z') })
    const newest = one.map((move): CheckpointCommand => ({ ...move, back: 0 }))
    const firsts = Array.from({ length: actors }, (_, actor) => fc.record({ actor: fc.constant(actor), does: newest }))
    const more = fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does: newest }), {
      maxLength: Math.max(0, steps - actors - 1),
    })
    return fc
      .tuple(fc.tuple(...firsts), more)
      .map(([each, rest]): Script<CheckpointCommand> => [
        { actor: 0, does: { call: 'begin', key: 'a', pin: 'p' } },
        ...each,
        ...rest,
      ])
  })
}

/**
 * A paused run: one actor begins and does an item, another supersedes it, finishes or both; then the first one tries
 * everything it could, by the epoch that it had.
 */
export const zombie: Generator<CheckpointCommand> = generator((shape) => {
  const { append, fail, replace, finish, inspect } = movesOf({ keys: fc.constant('a'), items: plainItems })
  const other = shape.actors - 1
  const beginning: CheckpointCommand = { call: 'begin', key: 'a', pin: 'q' }
  const ending: CheckpointCommand = { call: 'finish', key: 'a', back: 0 }
  const between = fc.constantFrom<readonly CheckpointCommand[]>([beginning], [ending], [beginning, ending])
  const late = stepsOf(shape, fc.oneof(append, fail, replace, finish, inspect), 4)
  return fc
    .tuple(between, late)
    .map(([taken, rest]): Script<CheckpointCommand> => [
      { actor: 0, does: { call: 'begin', key: 'a', pin: 'p' } },
      { actor: 0, does: { call: 'append', key: 'a', back: 0, items: ['x'] } },
      ...taken.map((does) => ({ actor: other, does })),
      ...rest,
      { actor: 0, does: { call: 'inspect', key: 'a' } },
    ])
})

/** The same moves over and over, by any of the actors; each is left out now and then. The first run is begun before all. */
function rounds(moves: readonly fc.Arbitrary<CheckpointCommand>[]): Generator<CheckpointCommand> {
  return started(
    ['a'],
    generator(({ actors, steps }) => {
      const actor = fc.nat({ max: actors - 1 })
      const one = moves.map((does) => fc.option(fc.record({ actor, does }), { freq: 4 }))
      const round = fc.tuple(...one).map((made): Script<CheckpointCommand> => made.flatMap((step) => step ?? []))
      const most = Math.max(1, Math.floor(steps / moves.length))
      return fc
        .array(round, { minLength: 1, maxLength: most })
        .map((all) => all.flat().slice(0, Math.max(1, steps)))
        .filter((script) => script.length > 0)
    }),
  )
}

const onA = movesOf({ keys: fc.constant('a'), items: plainItems })
const newest = <Move extends CheckpointCommand>(move: Move): Move => ('back' in move ? { ...move, back: 0 } : move)

/** Runs that do items and have their pin discarded. */
export const repins: Generator<CheckpointCommand> = rounds([
  onA.append.map(newest),
  fc.constantFrom('p', 'q').map((discard) => ({ call: 'begin', key: 'a', pin: discard === 'p' ? 'q' : 'p', discard })),
  fc.oneof(onA.inspect, onA.begin),
])

/** Runs that do items, end with an anchor, and are followed by others. */
export const successions: Generator<CheckpointCommand> = rounds([
  onA.append.map(newest),
  pins.map((to) => ({ call: 'finish', key: 'a', back: 0, anchor: { from: 'seen', to } })),
  onA.begin,
])

/** Runs that follow each other and in which items fail, over two keys. */
export const failures: Generator<CheckpointCommand> = rounds([
  onA.fail.map(newest),
  fc.oneof(onA.begin, onA.begin, onA.append, onA.replace, onA.finish).map(newest),
  onA.fail.map(newest),
  fc
    .oneof(...Object.values(movesOf({ keys: fc.constantFrom('a', 'b'), items: plainItems })))
    .filter(({ call }) => call !== 'purge'),
])

/** Runs that are touched and left alone for a while, and purged. */
export const purging: Generator<CheckpointCommand> = started(
  ['a', 'b'],
  generator(({ actors, steps }) => {
    const actor = fc.nat({ max: actors - 1 })
    const moves = movesOf({ keys: fc.constantFrom('a', 'b'), items: plainItems })
    const touch = oneOf(moves, ['begin', 'append', 'append', 'fail', 'replace', 'finish'])
    const look = fc.record({ actor, does: oneOf(moves, ['inspect', 'begin']) })
    const one = fc
      .tuple(fc.record({ actor, does: touch }), turns, fc.record({ actor, does: moves.purge }), look)
      .map(([does, turn, purge, after]): Script<CheckpointCommand> => [does, { turn }, purge, after])
    return fc.array(one, { minLength: 1, maxLength: Math.max(1, Math.floor(steps / 3)) }).map((all) => all.flat())
  }),
)

const calls = ['begin', 'append', 'fail', 'replace', 'finish', 'purge'] as const

/** A run that was begun just now or a while ago; then all go on with it, end it or, most often, begin it anew. */
export const races: Generator<CheckpointCommand> = raced({
  before: fc.constantFrom(0, 50).map((turn): Script<CheckpointCommand> => [...opening(['a']), { turn }]),
  changes: oneOf(onA, [...calls, 'begin', 'begin', 'finish']),
  reads: onA.inspect,
})

const everyMove = oneOf(movesOf({ keys: anyKeys, items: anyItems }), [...calls, 'inspect'])

/** The moves of checkpoints. Where runs are claimed to have no ages a purge is refused, and so it is left out. */
export const checkpointsCommands: Commands<CheckpointCommand> = {
  scripts: started(
    ['a'],
    mixed(() => everyMove, { turns }),
  ),
  resolve: (command, history, { ports }) =>
    command.call === 'purge' && isNo(ports.checkpoints?.ages) ? undefined : resolve(command, history),
  simpler,
  marks: checkpointMarks,
  everyChange,
  observers: ['inspect'],
  probes,
  clock: {
    call: clockCall,
    read: (value) => (value as Partial<Begun<string>> | null)?.touchedAtMs,
  },
}
