/**
 * The moves of outputs, and scripts made of them. Scopes and keys are few, so that actors meet; some are hostile: they
 * differ in one respect that a careless encoding loses. Values are of every kind that comes back.
 */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator, mixed, mixedScript, raced } from '../../generate.ts'
import type { Generator, Script, Shape } from '../../lab.ts'
import { anyValue, tellingValue } from '../generate.ts'
import type { Payload } from '../payloads.ts'
import { outputMarks } from './marks.ts'
import { everyChange } from './changes.ts'
import type { OutputCommand } from './moves.ts'
import { clockCall, probes, resolve, simpler } from './moves.ts'
import type { RowName } from './rows.ts'
import { alikeKeys, alikeScopes, crossed, key, plainKeys, plainScopes, run } from './rows.ts'

const turns = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 9, 10, 11, 99, 100, 101, 60_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -100, -3_600_000) },
)

const ages = fc.constantFrom(0, 1, 10, 100, 60_000, 3_153_600_000_000)

/** Which moves a law is about, and what it wants of them. */
export interface Focus {
  readonly calls: readonly OutputCommand['call'][]
  readonly values?: fc.Arbitrary<Payload>
}

/** Moves of these kinds on these rows. */
function moves({ calls, values = tellingValue }: Focus, rows: fc.Arbitrary<RowName>): fc.Arbitrary<OutputCommand> {
  const scope = rows.map((row) => row.scope)
  const all: { readonly [Name in OutputCommand['call']]: fc.WeightedArbitrary<OutputCommand> } = {
    put: { weight: 4, arbitrary: fc.tuple(rows, values).map(([row, value]) => ({ call: 'put', ...row, value })) },
    get: { weight: 4, arbitrary: rows.map((row) => ({ call: 'get', ...row })) },
    delete: { weight: 2, arbitrary: rows.map((row) => ({ call: 'delete', ...row })) },
    clear: { weight: 1, arbitrary: scope.map((of) => ({ call: 'clear', scope: of })) },
    prune: { weight: 1, arbitrary: ages.map((olderThanMs) => ({ call: 'prune', olderThanMs })) },
    keys: {
      weight: 1,
      arbitrary: fc
        .tuple(scope, fc.constantFrom(1, 2, 1_000))
        .map(([of, limit]) => ({ call: 'keys', scope: of, limit })),
    },
    scopes: { weight: 1, arbitrary: fc.constantFrom(1, 2, 1_000).map((limit) => ({ call: 'scopes', limit })) },
  }
  return fc.oneof(...calls.map((call) => all[call]))
}

/** Scripts of some moves only, on the rows that are given. */
export function focused(focus: Focus, rows: readonly RowName[]): Generator<OutputCommand> {
  return mixed(() => moves(focus, fc.constantFrom(...rows)), { turns })
}

/** Scripts of some moves only, each on one family of rows that look alike. */
export function alike(focus: Focus, families: readonly (readonly RowName[])[]): Generator<OutputCommand> {
  return generator((shape) =>
    fc.constantFrom(...families).chain((rows) => mixedScript(shape, moves(focus, fc.constantFrom(...rows)), { turns })),
  )
}

/** One row for the most part: what a kill leaves of an overwrite shows on rows that are written again. */
const meetingRows = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ scope: run, key }) },
  { weight: 3, arbitrary: fc.constantFrom(...crossed(plainScopes.slice(0, 3), plainKeys.slice(0, 2))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...alikeKeys, ...alikeScopes).chain((family) => fc.constantFrom(...family)),
  },
)

/** Every move, on rows that meet; hostile ones among them. Most scripts find a row that was written already. */
const scripts: Generator<OutputCommand> = generator((shape) => {
  const every = moves(
    { calls: ['put', 'get', 'delete', 'clear', 'prune', 'keys', 'scopes'], values: anyValue },
    meetingRows,
  )
  const first = anyValue.map((value): Script<OutputCommand> => [
    { actor: 0, does: { call: 'put', scope: run, key, value } },
  ])
  const begun = fc.oneof({ weight: 3, arbitrary: first }, { weight: 1, arbitrary: fc.constant([]) })
  return fc
    .tuple(begun, mixedScript(shape, every, { turns }))
    .map(([one, rest]): Script<OutputCommand> => [...one, ...rest].slice(0, Math.max(2, shape.steps)))
})

/** A value is written and then read, by the same actor or by another. */
export function roundTrips(values: fc.Arbitrary<Payload>): Generator<OutputCommand> {
  return generator(({ actors, steps }) => {
    const actor = fc.nat({ max: actors - 1 })
    const one = fc.tuple(values, actor, actor).map(([value, writer, reader]): Script<OutputCommand> => [
      { actor: writer, does: { call: 'put', scope: run, key, value } },
      { actor: reader, does: { call: 'get', scope: run, key } },
    ])
    return fc.array(one, { minLength: 1, maxLength: Math.max(1, Math.floor(steps / 2)) }).map((all) => all.flat())
  })
}

/** Several write one row and read it: no value is written twice, and some are objects whose parts could be mixed. */
export const overwrites: Generator<OutputCommand> = generator(({ actors, steps }) => {
  const part = fc.nat({ max: 1_000_000 })
  const value = fc.oneof(
    part,
    fc.tuple(fc.constantFrom('a', 'b'), part).map(([name, of]): Payload => ({ kind: 'object', entries: [[name, of]] })),
  )
  const put = fc.record({ call: fc.constant('put' as const), scope: fc.constant(run), key: fc.constant(key), value })
  const get = fc.constant({ call: 'get' as const, scope: run, key })
  const actor = fc.nat({ max: actors - 1 })
  const first = fc.record({ actor, does: put })
  const rest = fc.array(fc.record({ actor, does: fc.oneof(put, get) }), {
    minLength: Math.min(2, steps - 1),
    maxLength: Math.max(1, steps - 1),
  })
  return fc.tuple(first, rest).map(([one, more]): Script<OutputCommand> => [one, ...more])
})

const racedRows = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ scope: run, key }) },
  { weight: 1, arbitrary: fc.constant({ scope: run, key: plainKeys[1] ?? key }) },
)

/** One row that is there for a while or was just written, or none; then all write it, remove it and read it. */
export const races: Generator<OutputCommand> = raced({
  before: fc
    .tuple(tellingValue, fc.constantFrom(0, 10, 100, 100))
    .map(([value, turn]): Script<OutputCommand> => [
      { actor: 0, does: { call: 'put', scope: run, key, value } },
      { actor: 0, does: { call: 'get', scope: run, key } },
      { turn },
    ]),
  // What is old is removed in two steps by whoever errs, and what is written between them is new: those two meet most often.
  changes: fc.oneof(
    { weight: 2, arbitrary: moves({ calls: ['put'] }, racedRows) },
    { weight: 1, arbitrary: moves({ calls: ['delete'] }, racedRows) },
    { weight: 1, arbitrary: fc.constant<OutputCommand>({ call: 'clear', scope: run }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(0, 10, 10).map((olderThanMs): OutputCommand => ({ call: 'prune', olderThanMs })),
    },
  ),
  reads: moves({ calls: ['get', 'keys', 'scopes'] }, racedRows),
})

/** A row that is there, and then every move on it as often as any other: what errors are brought to. */
export const everyMove: Generator<OutputCommand> = generator(({ actors, steps }) => {
  const row = fc.constant({ scope: run, key })
  const does = fc.oneof(
    ...(['put', 'get', 'delete', 'keys', 'scopes'] as const).map((call) => moves({ calls: [call] }, row)),
    fc.constant<OutputCommand>({ call: 'clear', scope: run }),
    fc.constant<OutputCommand>({ call: 'prune', olderThanMs: 0 }),
  )
  const rest = fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does }), { maxLength: Math.max(1, steps - 1) })
  return fc
    .tuple(tellingValue, rest)
    .map(([value, later]): Script<OutputCommand> => [
      { actor: 0, does: { call: 'put', scope: run, key, value } },
      ...later,
    ])
})

/** Rows of one family are written, some are removed in bulk, and all are looked for. */
export function removals(by: 'clear' | 'prune', families: readonly (readonly RowName[])[]): Generator<OutputCommand> {
  return generator((shape) =>
    fc.constantFrom(...families).chain((rows) => removalOf(shape, by, fc.constantFrom(...rows))),
  )
}

function removalOf(
  { actors, steps, turns: mayTurn }: Shape,
  by: 'clear' | 'prune',
  rows: fc.Arbitrary<RowName>,
): fc.Arbitrary<Script<OutputCommand>> {
  const actor = fc.nat({ max: actors - 1 })
  const put = fc.record({ actor, does: moves({ calls: ['put'] }, rows) })
  const written = fc
    .tuple(put, turns)
    .map(([step, turn]): Script<OutputCommand> => (by === 'prune' && mayTurn ? [step, { turn }] : [step]))
  const writes = fc.array(written, { minLength: 2, maxLength: Math.max(2, Math.floor(steps / 2)) })
  const removal = fc.record({ actor, does: moves({ calls: [by] }, rows) })
  return fc
    .tuple(writes, removal, actor)
    .map(([all, removed, reader]): Script<OutputCommand> => [...all.flat(), removed, ...readsOf(all.flat(), reader)])
}

/** Reads of all rows that were written. */
function readsOf(puts: Script<OutputCommand>, actor: number): Script<OutputCommand> {
  return puts.flatMap((step) =>
    'does' in step && step.does.call === 'put'
      ? [{ actor, does: { call: 'get' as const, scope: step.does.scope, key: step.does.key } }]
      : [],
  )
}

/** The moves of outputs. */
export const outputsCommands: Commands<OutputCommand> = {
  scripts,
  resolve,
  simpler,
  marks: outputMarks,
  everyChange,
  observers: ['get', 'keys', 'scopes'],
  probes,
  clock: {
    call: clockCall,
    read: (value) => (value as { readonly storedAtMs?: number } | null)?.storedAtMs,
  },
}
