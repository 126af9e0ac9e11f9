/**
 * Histories of a janitor: two writers and a collector on few rows, so that they are in each other's way. Sweeps have a grace of
 * a minute, and the clock goes on by more or by less than that between calls.
 */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator, mixedScript } from '../../generate.ts'
import type { Generator, Script, Shape, Step } from '../../lab.ts'
import type { OutputKey } from '../../repository/outputs/port.ts'
import { alikeRuns, run, shared } from '../../repository/outputs/rows.ts'
import type { Scope } from '../../values.ts'
import { janitorMarks } from './marks.ts'
import type { JanitorCommand } from './moves.ts'
import { probes, resolve, simpler } from './moves.ts'
import type { PutFault } from './scenes.ts'

/** What a sweep spares, ms. */
export const graceMs = 60_000

/** By how much the clock is turned so that all is older than that, ms. */
export const agedMs = 61_000

const key: OutputKey = { task: 'a', input: 'i' }
const other: OutputKey = { task: 'b', input: 'i' }
const keys: readonly OutputKey[] = [key, other]

/** What is drawn of a history. */
export interface JanitorFocus {
  readonly scopes?: readonly Scope[]
  readonly keys?: readonly OutputKey[]
  readonly calls?: readonly JanitorCommand['call'][]
  /** how puts may fail; they do not where absent */
  readonly fails?: readonly PutFault[]
  /** puts copy refs of other rows */
  readonly copies?: true
}

const turns = fc.constantFrom(1, 30_000, agedMs)

function puts(
  { fails, copies }: JanitorFocus,
  rows: fc.Arbitrary<{ readonly scope: Scope; readonly key: OutputKey }>,
): fc.Arbitrary<JanitorCommand> {
  const none = fc.constant(undefined)
  return fc
    .record({
      row: rows,
      token: fc.nat({ max: 1_000_000_000 }),
      blobs: fc.array(fc.constantFrom(0, 1, 16, 64), { minLength: 0, maxLength: 2 }),
      from: copies ? fc.oneof(none, rows) : none,
      fault: fails ? fc.oneof(none, none, fc.constantFrom(...fails)) : none,
    })
    .map(({ row, token, blobs, from, fault }) => ({
      call: 'put',
      ...row,
      token,
      blobs: fault && blobs.length === 0 ? [1] : blobs,
      ...(from ? { copies: from } : {}),
      ...(fault ? { fails: fault } : {}),
    }))
}

function moves(focus: JanitorFocus): fc.Arbitrary<JanitorCommand> {
  const { scopes = [run, shared], calls = ['put', 'get', 'delete', 'clear', 'prune', 'sweep', 'look'] } = focus
  const scope = fc.constantFrom(...scopes)
  const anyRow = fc.record({ scope, key: fc.constantFrom(...(focus.keys ?? keys)) })
  // One row for the most part, so that calls meet on it.
  const rows = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ scope: scopes[0] ?? run, key }) },
    { weight: 2, arbitrary: anyRow },
  )
  const all: { readonly [Name in JanitorCommand['call']]: fc.WeightedArbitrary<JanitorCommand> } = {
    put: { weight: 6, arbitrary: puts(focus, rows) },
    get: { weight: 2, arbitrary: rows.map((row) => ({ call: 'get', ...row })) },
    delete: { weight: 2, arbitrary: rows.map((row) => ({ call: 'delete', ...row })) },
    clear: { weight: 1, arbitrary: scope.map((of) => ({ call: 'clear', scope: of })) },
    prune: {
      weight: 1,
      arbitrary: fc.constantFrom(0, 10, agedMs).map((olderThanMs) => ({ call: 'prune', olderThanMs })),
    },
    sweep: { weight: 2, arbitrary: fc.constant({ call: 'sweep', graceMs }) },
    look: { weight: 1, arbitrary: fc.constant({ call: 'look' }) },
  }
  return fc.oneof(...calls.map((call) => all[call]))
}

/** Scripts of some moves only. */
export function focused(focus: JanitorFocus): Generator<JanitorCommand> {
  return generator((shape) => mixedScript(shape, moves(focus), { turns }))
}

/** The last sweep, when all is old, and a look at what it left. */
const tail: Script<JanitorCommand> = [
  { turn: agedMs },
  { actor: 0, does: { call: 'sweep', graceMs } },
  { turn: 0 },
  { actor: 0, does: { call: 'look' } },
]

const everything: JanitorFocus = { fails: ['source', 'abort', 'value'], copies: true }

/** The last of three actors collects, and the others write. */
function casted({ actors }: Shape, script: Script<JanitorCommand>): Script<JanitorCommand> {
  if (actors < 3) return script
  return script.map((step): Step<JanitorCommand> => {
    if (!('does' in step)) return step
    const collects = step.does.call === 'sweep' || step.does.call === 'prune'
    return { ...step, actor: collects ? 2 : step.actor % 2 }
  })
}

/** Histories of all moves, each with a last sweep when all is old. They begin with a row that all change together. */
export const histories: Generator<JanitorCommand> = generator((shape) => {
  const changes = moves({ ...everything, calls: ['put', 'delete', 'clear'] })
  const together = fc.tuple(...Array.from({ length: shape.actors }, () => changes))
  const rest = mixedScript({ ...shape, steps: Math.max(1, shape.steps - shape.actors) }, moves(everything), { turns })
  return fc
    .tuple(moves({ ...everything, calls: ['put'] }), together, rest)
    .map(([first, all, more]): Script<JanitorCommand> => [
      { actor: 0, does: first },
      { turn: 0 },
      ...all.map((does, actor): Step<JanitorCommand> => ({ actor, does })),
      ...casted(shape, more),
      ...tail,
    ])
})

/** Looks after every call that lets go of something: one actor, so that nothing overlaps. */
export function lettingGo(focus: JanitorFocus): Generator<JanitorCommand> {
  const does = moves({ calls: ['put', 'put', 'delete', 'clear', 'prune'], ...focus })
  return generator(({ steps }) =>
    fc.array(does, { minLength: 2, maxLength: Math.max(2, Math.floor(steps / 2)) }).map((all) =>
      all.flatMap((one): Script<JanitorCommand> => [
        { actor: 0, does: one },
        { actor: 0, does: { call: 'look' } },
      ]),
    ),
  )
}

/** Rows that are written, each with a removal that may take it, and a look after each. */
export const removals: Generator<JanitorCommand> = generator(({ steps }) => {
  const look: Step<JanitorCommand> = { actor: 0, does: { call: 'look' } }
  const removal = fc.constantFrom<JanitorCommand>(
    { call: 'delete', scope: run, key },
    { call: 'clear', scope: run },
    { call: 'prune', olderThanMs: 0 },
    { call: 'prune', olderThanMs: agedMs },
  )
  const pair = fc
    .tuple(moves({ calls: ['put'] }), moves({ calls: ['put'] }), removal)
    .map((all) => all.flatMap((does): Script<JanitorCommand> => [{ actor: 0, does }, look]))
  return fc.array(pair, { minLength: 2, maxLength: Math.max(2, Math.floor(steps / 4)) }).map((all) => all.flat())
})

/** Rows of runs that look alike; one of the runs is cleared. */
export const alikeClears: Generator<JanitorCommand> = generator(() =>
  fc.constantFrom(...alikeRuns).chain((rows) =>
    fc.tuple(fc.constantFrom(...rows), fc.nat({ max: 1_000_000 })).map(([{ scope }, token]): Script<JanitorCommand> => [
      ...rows.map((row, at): Step<JanitorCommand> => ({
        actor: 0,
        does: { call: 'put', ...row, token: token + at, blobs: [8] },
      })),
      { actor: 0, does: { call: 'clear', scope } },
      { actor: 0, does: { call: 'look' } },
    ]),
  ),
)

/** Writers of one row at once, each of them twice, of which one fails in the end; then all is looked at. */
export const contested: Generator<JanitorCommand> = generator(({ actors }) => {
  const put = puts({}, fc.constant({ scope: run, key }))
  const failing = put.map((does): JanitorCommand => ({ ...does, blobs: [8], fails: 'value' }) as JanitorCommand)
  const firsts = fc.tuple(...Array.from({ length: actors }, () => put))
  const seconds = fc.tuple(...Array.from({ length: actors }, (_, actor) => (actor === 1 ? failing : put)))
  return fc
    .tuple(put, firsts, seconds)
    .map(([before, ...rounds]): Script<JanitorCommand> => [
      { actor: 0, does: before },
      { turn: 0 },
      ...rounds.flatMap((round) => round.map((does, actor): Step<JanitorCommand> => ({ actor, does }))),
      { turn: 0 },
      { actor: 0, does: { call: 'look' } },
    ])
})

/** A row that is old is written again while a collector sweeps. */
export const sweptMeanwhile: Generator<JanitorCommand> = generator(({ actors }) =>
  fc
    .tuple(
      puts({}, fc.constant({ scope: run, key })),
      puts({ copies: true }, fc.record({ scope: fc.constant(run), key: fc.constantFrom(...keys) })),
    )
    .map(([before, again]): Script<JanitorCommand> => [
      { actor: 0, does: before },
      { turn: agedMs },
      { actor: 0, does: again },
      { actor: actors - 1, does: { call: 'sweep', graceMs } },
      { turn: 0 },
      { actor: 0, does: { call: 'look' } },
    ]),
)

/** Every move, on rows that meet. */
const scripts: Generator<JanitorCommand> = focused({ scopes: [run, shared], ...everything })

/** A row with a blob, and then every move as often as any other: what errors are brought to. */
export const everyMove: Generator<JanitorCommand> = generator(({ steps }) => {
  const one: JanitorFocus = { scopes: [run], keys: [key] }
  const does = fc.oneof(
    ...(['put', 'delete', 'clear', 'prune', 'sweep', 'get'] as const).map((call) => moves({ ...one, calls: [call] })),
  )
  return fc
    .array(does, { maxLength: Math.max(1, steps - 1) })
    .map((later): Script<JanitorCommand> => [
      { actor: 0, does: { call: 'put', scope: run, key, token: 1, blobs: [8] } },
      ...later.map((next) => ({ actor: 0, does: next })),
    ])
})

/** A row is written, copied, written again and in vain, swept beside, and removed in each way there is. */
const changes: readonly JanitorCommand[] = [
  { call: 'put', scope: run, key, token: 1, blobs: [8] },
  { call: 'put', scope: run, key: other, token: 2, blobs: [8], copies: { scope: run, key } },
  { call: 'put', scope: run, key, token: 3, blobs: [1] },
  { call: 'put', scope: run, key, token: 4, blobs: [1], fails: 'source' },
  { call: 'delete', scope: run, key },
  { call: 'clear', scope: run },
  { call: 'put', scope: run, key, token: 5, blobs: [8] },
]

/** Every change, with a sweep that meets a row which is old, and the last sweep. */
const everyChange: Script<JanitorCommand> = [
  ...changes.map((does) => ({ actor: 0, does })),
  { turn: agedMs },
  { actor: 0, does: { call: 'sweep', graceMs } },
  { actor: 0, does: { call: 'prune', olderThanMs: 0 } },
  ...tail,
]

export const janitorCommands: Commands<JanitorCommand> = {
  scripts,
  resolve,
  simpler,
  marks: janitorMarks,
  everyChange,
  observers: ['get', 'look'],
  probes,
}
