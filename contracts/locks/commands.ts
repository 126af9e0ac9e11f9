/**
 * The moves of locks, and scripts made of them. Names are few, so that actors meet; some are hostile. Owners share host
 * and pid, as restarted containers do, and differ in their instance only. Durations are short and few, so that the
 * boundaries of expiry and grace are hit to the millisecond.
 */
import * as fc from 'fast-check'
import type { Commands } from '../contract.ts'
import type { Generator, Script } from '../lab.ts'
import { generator, mixed, raced } from '../generate.ts'
import { lockMarks } from './marks.ts'
import { everyChange } from './changes.ts'
import type { AcquireCommand, LockCommand } from './moves.ts'
import { clockCall, probes, resolve, simpler } from './moves.ts'
import { snapshotsIn } from './snapshots.ts'

const plainNames = ['a', 'b']
const hostileNames = [
  'A',
  ' a',
  'a ',
  'a\u0000b',
  'a\u0000',
  '%',
  '_',
  "a'; --",
  '"a"',
  '../a',
  '\u00e9',
  'e\u0301',
  '\u{1f512}',
  '__proto__',
  'constructor',
  '-1',
  '9007199254740993',
  'a\nb',
  'n'.repeat(512),
  `${'n'.repeat(511)}m`,
]

const names = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...plainNames) },
  { weight: 1, arbitrary: fc.constantFrom(...hostileNames) },
)
const ttls = fc.constantFrom(1, 2, 50, 100, 30_000)
const graces = fc.constantFrom(0, 1, 20, 10_000)
const heartbeats = fc.constantFrom(1, 10, 10_000)
const backs = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constant(2) },
)

/** Jumps of the clock: up to the boundaries that the durations above give, one short of them, and back. */
const turns = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(1, 2, 19, 20, 21, 49, 50, 51, 69, 70, 71, 99, 100, 101, 120, 30_000, 40_000, 50_000),
  },
  { weight: 1, arbitrary: fc.constantFrom(-1, -60, -3_600_000, 3_600_000) },
)

const acquireAlone: fc.Arbitrary<AcquireCommand> = fc.record({
  call: fc.constant('acquire' as const),
  name: names,
  owner: fc.nat({ max: 2 }),
  ttlMs: ttls,
  graceMs: graces,
  heartbeatMs: heartbeats,
})

/** The same, some of it for several holders: half of those who ask meet somebody who wants to be alone, or do so themselves. */
function withCompany(asking: fc.Arbitrary<AcquireCommand>): fc.Arbitrary<AcquireCommand> {
  return fc
    .tuple(asking, fc.constantFrom(1, 1, 1, 2, 3))
    .map(([asked, slots]) => (slots > 1 ? { ...asked, slots } : asked))
}

const renew = fc.record({ call: fc.constant('renew' as const), name: names, back: backs, ttlMs: ttls })
const release = fc.record({ call: fc.constant('release' as const), name: names, back: backs })
const evict = fc.record({ call: fc.constant('evict' as const), name: names, back: backs })
const inspect = fc.record({ call: fc.constant('inspect' as const), name: names })
const list = fc.record({ call: fc.constant('list' as const), limit: fc.constantFrom(1, 2, 1_000) })

/** Every move. */
function movesWith(acquire: fc.WeightedArbitrary<LockCommand>): fc.Arbitrary<LockCommand> {
  return fc.oneof(
    acquire,
    { weight: 3, arbitrary: renew },
    { weight: 3, arbitrary: release },
    { weight: 2, arbitrary: evict },
    { weight: 2, arbitrary: inspect },
    { weight: 1, arbitrary: list },
  )
}

const aloneCommand = movesWith({ weight: 6, arbitrary: acquireAlone })
// Where some share, it takes more who ask until somebody is in the way.
const anyCommand = movesWith({ weight: 8, arbitrary: withCompany(acquireAlone) })

/** Which moves a law is about, and what it wants of them. */
export interface Focus {
  readonly calls: readonly LockCommand['call'][]
  /** only names from this list; the first two plain ones where absent */
  readonly names?: readonly string[]
}

/** Scripts of some moves only, on few names, of holders who want to be alone. */
export function focused({ calls, names: wanted = plainNames }: Focus): Generator<LockCommand> {
  const name = fc.constantFrom(...wanted)
  const command = fc
    .tuple(
      aloneCommand.filter((drawn) => calls.includes(drawn.call)),
      name,
    )
    .map(([drawn, to]): LockCommand => ('name' in drawn ? { ...drawn, name: to } : drawn))
  return mixed(() => command, { turns })
}

/** Names that differ from each other in one hostile respect. */
export const lookAlikes: readonly string[] = ['a', ...hostileNames]

/** A lock that is held for long, what its holder and others do about it, and its end: what errors are brought to. */
export const everyMove: Generator<LockCommand> = generator(({ actors }) => {
  const newest = (move: LockCommand): LockCommand => ('back' in move ? { ...move, back: 0 } : move)
  const step = (does: fc.Arbitrary<LockCommand>): fc.Arbitrary<Script<LockCommand>[number]> =>
    fc.record({ actor: fc.nat({ max: actors - 1 }), does: does.map(newest) })
  const listing = fc.constant({ call: 'list' as const, limit: 1_000 })
  const looks = fc.shuffledSubarray([bareMoves.renew, bareMoves.acquire, bareReads, listing], { minLength: 2 })
  const held: AcquireCommand = { call: 'acquire', name: 'a', owner: 0, ttlMs: 30_000, graceMs: 0, heartbeatMs: 10 }
  const first = fc.constantFrom<LockCommand>(held, held, { ...held, slots: 2 })
  return fc
    .tuple(
      first,
      looks.chain((moves) =>
        fc.tuple(...moves.map(step), step(fc.oneof(bareMoves.release, bareMoves.evict)), step(bareReads)),
      ),
    )
    .map(([does, later]): Script<LockCommand> => [{ actor: 0, does }, ...later])
})

/** One actor holds; the others ask at once: what a race for one name is made of. */
export const contention: Generator<LockCommand> = generator(({ actors, steps }) => {
  const ask = fc.record({ ...acquireOn('a'), ttlMs: fc.constantFrom(50, 30_000) })
  const other = fc.oneof(
    { weight: 3, arbitrary: ask },
    { weight: 1, arbitrary: fc.constant({ call: 'inspect' as const, name: 'a' }) },
  )
  const give = fc.constant({ call: 'release' as const, name: 'a', back: 0 })
  const does = fc.oneof({ weight: 5, arbitrary: other }, { weight: 1, arbitrary: give })
  return everyActor(actors, steps, does)
})

/** A grace, and how far from its end somebody asks: close to it, or so far within it that real time goes by as well. */
const askedInGrace = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ graceMs: fc.constantFrom(0, 1, 20), offMs: fc.constantFrom(-1, 0, 1, 500) }),
  },
  { weight: 1, arbitrary: fc.constant({ graceMs: 10_000, offMs: -5_000 }) },
)

/** A lease runs out, then several ask for it. */
export const takeover: Generator<LockCommand> = generator(({ actors, steps }) =>
  fc
    .record({
      ttlMs: fc.constantFrom(1, 50, 100),
      asked: askedInGrace,
      rest: everyActor(actors, Math.max(2, steps - 1), fc.record(acquireOn('a'))),
    })
    .map(({ ttlMs, asked: { graceMs, offMs }, rest }): Script<LockCommand> => [
      { actor: 0, does: { call: 'acquire', name: 'a', owner: 0, ttlMs, graceMs, heartbeatMs: 1 } },
      { turn: ttlMs + graceMs + offMs },
      ...rest,
    ]),
)

/** A lease that runs out while others look on, who take nobody over; at last somebody does who may. */
export const sparing: Generator<LockCommand> = generator(({ actors, steps }) =>
  fc
    .record({
      ttlMs: fc.constantFrom(1, 50),
      asked: askedInGrace,
      rest: everyActor(
        actors,
        Math.max(2, steps - 2),
        fc.oneof(
          { weight: 4, arbitrary: fc.record({ ...acquireOn('a'), takeover: fc.constant('never' as const) }) },
          { weight: 1, arbitrary: fc.record(acquireOn('a')) },
          { weight: 1, arbitrary: fc.constant({ call: 'release' as const, name: 'a', back: 0 }) },
        ),
      ),
    })
    .map(({ ttlMs, asked: { graceMs, offMs }, rest }): Script<LockCommand> => [
      { actor: 0, does: { call: 'acquire', name: 'a', owner: 0, ttlMs, graceMs, heartbeatMs: 1 } },
      { turn: ttlMs + graceMs + offMs },
      ...rest,
    ]),
)

/** Acquisitions that end in every way there is, over and over: what tokens must rise through. */
export const generations: Generator<LockCommand> = generator(({ actors, steps, reopen }) => {
  const actor = fc.nat({ max: actors - 1 })
  const end: fc.Arbitrary<Script<LockCommand>> = fc.oneof(
    actor.map((by): Script<LockCommand> => [{ actor: by, does: { call: 'release', name: 'a', back: 0 } }]),
    actor.map((by): Script<LockCommand> => [
      { actor: by, does: { call: 'inspect', name: 'a' } },
      { actor: by, does: { call: 'evict', name: 'a', back: 0 } },
    ]),
    fc.constantFrom(100, 3_600_000).map((turn): Script<LockCommand> => [{ turn }]),
    actor.map((by): Script<LockCommand> => [
      { actor: by, does: { call: 'release', name: 'a', back: 0 } },
      { turn: -3_600_000 },
    ]),
    ...(reopen
      ? [
          actor.map((by): Script<LockCommand> => [
            { actor: by, does: { call: 'release', name: 'a', back: 0 } },
            { reopen: by },
          ]),
        ]
      : []),
  )
  const one = fc
    .tuple(fc.record({ actor, does: fc.record({ ...acquireOn('a'), fenced: fc.constant(true) }) }), end)
    .map(([taken, ended]): Script<LockCommand> => [taken, ...ended])
  return fc.array(one, { minLength: 2, maxLength: Math.max(2, Math.floor(steps / 2)) }).map((rounds) => rounds.flat())
})

const bareMoves = {
  // By a clock that goes on by itself a short lease may have run out before its holder is heard again.
  acquire: withCompany(fc.record({ ...acquireOn('a'), ttlMs: fc.constantFrom(50, 100, 30_000) })),
  renew: fc.record({ call: fc.constant('renew' as const), name: fc.constant('a'), back: backs, ttlMs: ttls }),
  release: fc.record({ call: fc.constant('release' as const), name: fc.constant('a'), back: backs }),
  evict: fc.record({ call: fc.constant('evict' as const), name: fc.constant('a'), back: backs }),
}

const bareReads = fc.constantFrom<LockCommand>(
  { call: 'inspect', name: 'a' },
  { call: 'inspect', name: 'a' },
  { call: 'list', limit: 1_000 },
)

/** One name that is held, or about to run out, or free again; then all want it, or want it back. */
export const races: Generator<LockCommand> = raced({
  before: fc
    .record({ does: bareMoves.acquire, passes: fc.nat({ max: 2 }), offMs: fc.constantFrom(-1, 0, 0, 0) })
    .map(({ does, passes, offMs }): Script<LockCommand> => [
      { actor: 0, does },
      { actor: 0, does: { call: 'inspect', name: 'a' } },
      ...(passes > 0 ? [{ turn: does.ttlMs + does.graceMs + offMs }] : []),
    ]),
  changes: fc.oneof(...Object.values(bareMoves)),
  reads: bareReads,
})

type Plain = Exclude<keyof AcquireCommand, 'fenced' | 'takeover' | 'slots'>

function acquireOn(name: string): { readonly [Key in Plain]: fc.Arbitrary<AcquireCommand[Key]> } {
  return {
    call: fc.constant('acquire' as const),
    name: fc.constant(name),
    owner: fc.nat({ max: 2 }),
    ttlMs: fc.constantFrom(50, 100),
    graceMs: fc.constantFrom(0, 20),
    heartbeatMs: fc.constant(10),
  }
}

function everyActor(actors: number, steps: number, does: fc.Arbitrary<LockCommand>): fc.Arbitrary<Script<LockCommand>> {
  const firsts = Array.from({ length: actors }, (_, actor) => fc.record({ actor: fc.constant(actor), does }))
  const more = fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does }), {
    maxLength: Math.max(0, steps - actors),
  })
  return fc.tuple(fc.tuple(...firsts), more).map(([one, rest]): Script<LockCommand> => [...one, ...rest])
}

/** The moves of locks. */
export const locksCommands: Commands<LockCommand> = {
  scripts: mixed(() => anyCommand, { turns }),
  resolve,
  simpler,
  marks: lockMarks,
  everyChange,
  observers: ['inspect', 'list'],
  probes,
  clock: {
    call: clockCall,
    read: (value) => snapshotsIn(clockCall, value)[0]?.atMs,
  },
}
