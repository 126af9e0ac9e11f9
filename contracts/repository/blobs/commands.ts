/**
 * Scripts made of the moves of blobs. Scopes are few, so that actors meet; what is read is for the most part what was
 * written last.
 */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator, inTurns, mixed, mixedScript, raced } from '../../generate.ts'
import type { Raced } from '../../generate.ts'
import type { Generator, Script } from '../../lab.ts'
import type { Scope } from '../../values.ts'
import { run, shared } from '../outputs/rows.ts'
import { everyChange } from './changes.ts'
import {
  aborted,
  anyAims,
  anyChunks,
  anyScope,
  brokenWrites,
  failing,
  fewChunks,
  oneChunk,
  ownAims,
  slowChunks,
  streamed,
  writes,
} from './generate.ts'
import { blobMarks } from './marks.ts'
import type { Aim, BlobCommand } from './moves.ts'
import { clockCall, probes, resolve, simpler } from './moves.ts'
import type { ChunkRecipe } from './sources.ts'

const turns = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 9, 10, 11, 99, 100, 101, 60_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -100, -3_600_000) },
)

const ages = fc.constantFrom(0, 1, 10, 100, 60_000, 3_153_600_000_000)

type Move = BlobCommand['call'] | 'broken-write'

/** Which moves a law is about, and what it wants of them. */
export interface Focus {
  readonly calls: readonly Move[]
  readonly scopes?: fc.Arbitrary<Scope>
  readonly chunks?: fc.Arbitrary<readonly ChunkRecipe[]>
  readonly aims?: fc.Arbitrary<Aim>
}

/** Moves of these kinds. */
function moves({ calls, scopes = anyScope, chunks = anyChunks, aims = anyAims }: Focus): fc.Arbitrary<BlobCommand> {
  const aimed = (call: 'read' | 'stat' | 'delete'): fc.Arbitrary<BlobCommand> => aims.map((aim) => ({ call, ...aim }))
  const stops = fc.option(fc.constantFrom(1, 2), { nil: undefined, freq: 4 })
  const all: { readonly [Name in Move]: fc.WeightedArbitrary<BlobCommand> } = {
    write: { weight: 4, arbitrary: writes(scopes, chunks) },
    'broken-write': { weight: 1, arbitrary: brokenWrites(scopes, chunks) },
    stream: {
      weight: 3,
      arbitrary: fc
        .tuple(aims, stops)
        .map(([aim, at]) => ({ call: 'stream', ...aim, ...(at === undefined ? {} : { stops: at }) })),
    },
    read: { weight: 2, arbitrary: aimed('read') },
    stat: { weight: 2, arbitrary: aimed('stat') },
    delete: { weight: 2, arbitrary: aimed('delete') },
    list: {
      weight: 2,
      arbitrary: fc
        .tuple(ages, fc.constantFrom(1, 2, 1_000))
        .map(([olderThanMs, limit]) => ({ call: 'list', olderThanMs, limit })),
    },
    reap: { weight: 1, arbitrary: ages.map((idleMs) => ({ call: 'reap', idleMs })) },
  }
  return fc.oneof(...calls.map((call) => all[call]))
}

/** Scripts of some moves only. */
export function focused(focus: Focus): Generator<BlobCommand> {
  return mixed(() => moves(focus), { turns })
}

/** Scripts of some moves only, each after a write that comes to its end, with a move of another beside it. */
export function afterWrite(focus: Focus): Generator<BlobCommand> {
  const { scopes = anyScope, chunks = anyChunks } = focus
  return generator((shape) =>
    fc
      .tuple(writes(scopes, chunks), moves(focus), mixedScript(shape, moves(focus), { turns }))
      .map(([first, beside, rest]): Script<BlobCommand> => {
        const begin = [
          { actor: 0, does: first },
          { actor: shape.actors - 1, does: beside },
        ]
        return [...begin, ...rest].slice(0, Math.max(begin.length, shape.steps))
      }),
  )
}

const everyCall: readonly Move[] = ['write', 'broken-write', 'stream', 'read', 'stat', 'delete', 'list', 'reap']

/** Every move, hostile ones among them. Most scripts find a blob that was written already. */
const scripts: Generator<BlobCommand> = afterWrite({ calls: everyCall })

/** The blob that was written last. */
const newest = fc.constant<Aim>({ back: 0 })

/** A blob is there, and others are written, read and removed beside it. */
const amongOthers: Raced<BlobCommand> = {
  before: writes(fc.constantFrom(run, shared), fewChunks).map((does): Script<BlobCommand> => [
    { actor: 0, does },
    { actor: 0, does: { call: 'stat', back: 0 } },
  ]),
  changes: fc.oneof(
    { weight: 3, arbitrary: moves({ calls: ['write'], scopes: fc.constant(run), chunks: fewChunks }) },
    { weight: 4, arbitrary: moves({ calls: ['delete'], aims: newest }) },
    { weight: 1, arbitrary: moves({ calls: ['reap'] }) },
  ),
  reads: fc.oneof(
    { weight: 2, arbitrary: moves({ calls: ['stat'], aims: newest }) },
    { weight: 2, arbitrary: moves({ calls: ['stream', 'read', 'list'], aims: ownAims }) },
  ),
}

/** What is raced. No two writes are of one blob: in every other script they race with what lists and reaps all blobs. */
export const races: Generator<BlobCommand> = inTurns(
  raced(amongOthers),
  raced({
    ...amongOthers,
    changes: fc.oneof(
      { weight: 2, arbitrary: moves({ calls: ['write'], scopes: fc.constant(run), chunks: fewChunks }) },
      { weight: 1, arbitrary: moves({ calls: ['reap'] }) },
    ),
    reads: moves({ calls: ['list'] }),
  }),
)

/**
 * A blob that is there, and then every move on it as often as any other: what errors are brought to. A write has more places
 * for them than all else, so that there is seldom a second one, and most have one chunk.
 */
export const everyMove: Generator<BlobCommand> = generator(({ actors, steps }) => {
  const aim = fc.constant<Aim>({ back: 0 })
  const write = writes(fc.constant(run), oneChunk, fc.constant(false))
  const each = (['stream', 'read', 'stat', 'delete', 'reap'] as const).map((call) =>
    moves({ calls: [call], aims: aim }),
  )
  const list = fc.constant<BlobCommand>({ call: 'list', olderThanMs: 0, limit: 1_000 })
  const other = fc.oneof(...each, list)
  const does = fc.oneof({ weight: 1, arbitrary: write }, { weight: 9, arbitrary: other })
  const rest = fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does }), {
    minLength: 1,
    maxLength: Math.max(1, Math.min(3, steps - 1)),
  })
  return fc.tuple(write, rest).map(([first, later]): Script<BlobCommand> => [{ actor: 0, does: first }, ...later])
})

const whole: readonly Move[] = ['write', 'stat', 'list']

/** Writes of which some fail, and looks at what is there. */
export const failedWrites: Generator<BlobCommand> = mixed(
  () => fc.oneof(failing(fc.constant(run), anyChunks), failing(fc.constant(run), anyChunks), moves({ calls: whole })),
  { turns },
)

/** Writes of which some are aborted, and looks at what is there. A source that hangs is left out: it shows in a wait. */
export const abortedWrites: Generator<BlobCommand> = mixed(
  () =>
    fc.oneof(
      aborted(fc.constant(run), anyChunks, ['ends', 'goes-on']),
      aborted(fc.constant(run), anyChunks, ['ends', 'goes-on']),
      moves({ calls: whole }),
    ),
  { turns },
)

/** Several write at once, and read. */
export const overlappingWrites: Generator<BlobCommand> = raced({
  before: fc.constant<Script<BlobCommand>>([]),
  changes: streamed(fc.constant(run), fewChunks),
  reads: moves({ calls: ['stream', 'list'], aims: newest }),
})

/** A blob of several hundred thousand bytes is read while it is deleted; what else goes on beside it spares it. */
export const amidDeletion: Generator<BlobCommand> = raced({
  before: writes(fc.constant(run), slowChunks).map((does): Script<BlobCommand> => [{ actor: 0, does }]),
  changes: fc.oneof(
    { weight: 3, arbitrary: moves({ calls: ['delete'], aims: newest }) },
    { weight: 2, arbitrary: streamed(fc.constant(run), fewChunks) },
    { weight: 2, arbitrary: fc.constant<BlobCommand>({ call: 'reap', idleMs: 60_000 }) },
  ),
  reads: fc.oneof(
    { weight: 3, arbitrary: newest.map((aim): BlobCommand => ({ call: 'stream', ...aim })) },
    { weight: 2, arbitrary: moves({ calls: ['list'] }) },
  ),
})

/** Blobs are written at several times, looked at, and listed by their age. */
export const aging: Generator<BlobCommand> = focused({
  calls: ['write', 'write', 'stat', 'list', 'list'],
  scopes: fc.constant(run),
  chunks: fewChunks,
  aims: ownAims,
})

/** A write whose chunks come one by one, and reaps by another beside it and after a while, with looks at what came of them. */
export const reaping: Generator<BlobCommand> = generator((shape) => {
  const write = streamed(fc.constant(run), fewChunks)
  const reap = fc.constantFrom(0, 0, 9, 10, 11, 60_000).map((idleMs): BlobCommand => ({ call: 'reap', idleMs }))
  const look = moves({ calls: ['read', 'stat'], aims: newest })
  const does = fc.oneof({ weight: 3, arbitrary: write }, { weight: 3, arbitrary: reap }, { weight: 2, arbitrary: look })
  const wait = fc.constantFrom(1, 9, 10, 11)
  const waits = fc.array(
    wait.map((turn) => ({ turn })),
    { maxLength: 1 },
  )
  return fc
    .tuple(write, reap, waits, reap, mixedScript(shape, does, { turns: wait }))
    .map(([first, beside, waited, later, rest]): Script<BlobCommand> => {
      const actor = shape.actors - 1
      const begin = [{ actor: 0, does: first }, { actor, does: beside }, ...waited, { actor, does: later }]
      return [...begin, ...rest].slice(0, Math.max(begin.length, shape.steps))
    })
})

/** The moves of blobs. */
export const blobsCommands: Commands<BlobCommand> = {
  scripts,
  resolve,
  simpler,
  marks: blobMarks,
  everyChange,
  observers: ['stream', 'read', 'stat', 'list', 'survey'],
  probes,
  clock: {
    call: clockCall,
    read: (value) => (value as { readonly storedAtMs?: number } | null)?.storedAtMs,
  },
}
