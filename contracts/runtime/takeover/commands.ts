/** Scripts of locks that are held by the dead and the living, and of those who would have them. */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator, mixed, raced } from '../../generate.ts'
import type { Generator, Script } from '../../lab.ts'
import type { TakeoverPolicy } from '../liveness/part.ts'
import { takeoverPolicies } from '../liveness/part.ts'
import { takeoverMarks } from './marks.ts'
import { holderNames } from './processes.ts'
import type { BreakScene, ElectScene, HolderScene, HoldScene, ReapScene, TakeScene, WaitScene } from './scenes.ts'

/** A scene, by its name. */
export type TakeoverCommand =
  | { readonly scene: 'holds'; readonly argument: HoldScene }
  | { readonly scene: 'renews' | 'releases'; readonly argument: HolderScene }
  | { readonly scene: 'takes'; readonly argument: TakeScene }
  | { readonly scene: 'waits'; readonly argument: WaitScene }
  | { readonly scene: 'breaks'; readonly argument: BreakScene }
  | { readonly scene: 'reaps'; readonly argument: ReapScene }
  | { readonly scene: 'elects'; readonly argument: ElectScene }

type Scene = TakeoverCommand['scene']

const hourMs = 3_600_000

/** Two of one space of names, and one of another, whose name begins alike. */
const names = fc.constantFrom('sync:a', 'sync:b', 'sync')
const takers = fc.constantFrom('taker' as const, 'rival' as const)
const floors = fc.constantFrom(undefined, 0, 60_000, 60_001)

/** Leases end before the holder may be replaced for being dead, and long after it. */
const lease = { ttlMs: fc.constantFrom(30_000, hourMs), graceMs: fc.constantFrom(0, 10_000) }

/** Ages that are just enough, or not yet. */
const turns = fc.constantFrom(1, 29_999, 30_000, 40_000, 59_999, 60_000, 60_001, hourMs)

const judging = fc
  .record({ by: takers, policy: fc.constantFrom(...takeoverPolicies), floorMs: floors })
  .map(({ floorMs, ...rest }) => (floorMs === undefined ? rest : { ...rest, floorMs }))

const taking: fc.Arbitrary<TakeScene> = fc
  .tuple(fc.record({ name: names, ...lease }), judging)
  .map(([asked, judged]) => ({ ...asked, ...judged }))

const happenings = fc.constantFrom('nothing', 'nothing', 'renews', 'leaves', 'replaced', 'dies', 'fails' as const)

const scenes = {
  holds: fc.record({ name: names, by: fc.constantFrom(...holderNames), ...lease }),
  renews: fc.record({ name: names, by: fc.constantFrom(...holderNames), ttlMs: lease.ttlMs }),
  releases: fc.record({ name: names, by: fc.constantFrom('living', 'taker' as const), ttlMs: lease.ttlMs }),
  takes: taking,
  waits: fc
    .tuple(taking, fc.array(happenings, { maxLength: 3 }), fc.constantFrom(0, 1, 999))
    // The last try is not one that fails: what it then rejects with is the caller's own error.
    .map(([asked, happens, over]): WaitScene => ({ ...asked, happens, pollMs: 1_000, boundMs: 4_000 + over })),
  breaks: fc.oneof(
    fc.tuple(names, judging).map(([name, judged]): BreakScene => ({ name, mode: 'safe', ...judged })),
    fc
      .tuple(names, fc.constantFrom(19_999, 20_000, 30_000, 60_000))
      .map(([name, silentMs]): BreakScene => ({ name, mode: 'silent', silentMs })),
    names.map((name): BreakScene => ({ name, mode: 'force' })),
  ),
  reaps: fc
    .tuple(fc.constantFrom<readonly string[]>(['sync:'], ['sync'], ['sync:b'], ['other:', 'sync:a']), judging)
    .map(([prefixes, judged]): ReapScene => ({ prefixes, ...judged })),
  elects: fc
    .tuple(taking, fc.constantFrom<ElectScene['work']>({ gives: null }, { gives: 0 }, { throws: 'work' }))
    .map(([asked, work]): ElectScene => ({ ...asked, work })),
}

/** How often a scene comes beside others. */
const weights: { readonly [Name in Scene]: number } = {
  holds: 4,
  renews: 1,
  releases: 1,
  takes: 4,
  waits: 1,
  breaks: 2,
  reaps: 1,
  elects: 1,
}

function oneOf(all: readonly Scene[]): fc.Arbitrary<TakeoverCommand> {
  return fc.oneof(
    ...all.map((scene) => ({
      weight: weights[scene],
      // Each scene stands beside its own argument.
      arbitrary: (scenes[scene] as fc.Arbitrary<unknown>).map((argument) => ({ scene, argument }) as TakeoverCommand),
    })),
  )
}

/** What a law is about. */
export interface Focus {
  readonly calls: readonly Scene[]
  /** who holds the lock; any process where absent */
  readonly holders?: readonly HoldScene['by'][]
  /** by what holders are judged; by each policy in turn where absent */
  readonly policies?: readonly TakeoverPolicy[]
  /** whether the lease is over when the call comes; now and then where absent */
  readonly lapsed?: boolean
}

/** Leases that are over after a while, and that are not; and the while. */
function spans(lapsed: boolean | undefined): readonly [fc.Arbitrary<number>, fc.Arbitrary<number>] {
  if (lapsed === undefined) return [lease.ttlMs, turns]
  return lapsed
    ? [fc.constant(30_000), fc.constantFrom(40_000, 40_001, hourMs)]
    : [fc.constant(2 * hourMs), fc.constantFrom(1, 59_999, 60_000, 60_001)]
}

/** The command, about this lock and by this policy where it is about one. */
function about(does: TakeoverCommand, name: string, policy: TakeoverPolicy): TakeoverCommand {
  const argument = { ...does.argument, ...('name' in does.argument ? { name } : {}) }
  // Each scene keeps its own argument.
  return { ...does, argument: 'policy' in argument ? { ...argument, policy } : argument } as TakeoverCommand
}

/** Scripts in which a lock is held, some time goes by, and then a call comes, of that lock for the most part; over and over. */
export function focused({ calls, holders = holderNames, policies, lapsed }: Focus): Generator<TakeoverCommand> {
  const [ttlMs, turn] = spans(lapsed)
  const round = fc
    .record({
      hold: fc.record({ name: names, by: fc.constantFrom(...holders), ttlMs, graceMs: lease.graceMs }),
      turn,
      does: oneOf(calls),
      policy: fc.constantFrom(...(policies ?? takeoverPolicies)),
      isElsewhere: fc.boolean(),
      name: names,
    })
    .map(({ hold, turn: ms, does, policy, isElsewhere, name }): Script<TakeoverCommand> => [
      { actor: 0, does: { scene: 'holds', argument: hold } },
      { turn: ms },
      { actor: 0, does: about(does, isElsewhere ? name : hold.name, policy) },
    ])
  return generator(({ steps }) =>
    fc.array(round, { minLength: 1, maxLength: Math.max(1, Math.floor(steps / 3)) }).map((rounds) => rounds.flat()),
  )
}

const long = { ttlMs: 2 * hourMs, graceMs: 0 }
const contestedName = 'sync:a'

/** A lock that is held for some time, whose holder is heard of or not, and is to be broken for its silence a while later. */
export const silences: Generator<TakeoverCommand> = generator(({ steps }) => {
  const round = fc
    .record({
      by: fc.constantFrom(...holderNames),
      isHeard: fc.boolean(),
      age: fc.constantFrom(10_000, 60_000),
      pause: fc.constantFrom(1, 19_999, 20_000, 30_000),
      silentMs: fc.constantFrom(19_999, 20_000, 30_000, 60_000),
    })
    .map(({ by, isHeard, age, pause, silentMs }): Script<TakeoverCommand> => {
      const holder = { name: contestedName, by, ttlMs: long.ttlMs }
      return [
        { actor: 0, does: { scene: 'holds', argument: { ...holder, graceMs: 0 } } },
        { turn: age },
        ...(isHeard ? [{ actor: 0, does: { scene: 'renews', argument: holder } } as const] : []),
        { turn: pause },
        { actor: 0, does: { scene: 'breaks', argument: { name: contestedName, mode: 'silent', silentMs } } },
      ]
    })
  return fc.array(round, { minLength: 1, maxLength: Math.max(1, Math.floor(steps / 4)) }).map((rounds) => rounds.flat())
})

function held(by: HoldScene['by']): TakeoverCommand {
  return { scene: 'holds', argument: { name: contestedName, by, ...long } }
}

const first: Script<TakeoverCommand> = [{ actor: 0, does: held('dead') }, { turn: 60_000 }]

function taken(by: TakeScene['by'], policy: TakeScene['policy']): TakeoverCommand {
  return { scene: 'takes', argument: { name: contestedName, by, policy, ...long } }
}

/** A dead process holds a lock, and all want it; some of them look away and come back. No lease runs out. */
export const contested: Generator<TakeoverCommand> = raced({
  before: fc.constant(first),
  changes: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .record({ by: takers, policy: fc.constantFrom('process' as const, 'exclusive' as const) })
        .map(({ by, policy }) => taken(by, policy)),
    },
    {
      weight: 1,
      arbitrary: takers.map((by): TakeoverCommand => ({
        scene: 'breaks',
        argument: { name: contestedName, mode: 'safe', by, policy: 'process' },
      })),
    },
  ),
  reads: fc.constant(held('living')),
})

const provable = fc.constantFrom('process' as const, 'exclusive' as const)

/** A dead holder is replaced once: what errors come to. */
export const errorsCome: Generator<TakeoverCommand> = generator(() =>
  provable.map((policy): Script<TakeoverCommand> => [...first, { actor: 0, does: taken('taker', policy) }]),
)

/** Two replace a dead holder one after the other: the first is cut off. */
export const cutOff: Generator<TakeoverCommand> = generator(({ actors }) =>
  fc
    .tuple(provable, provable)
    .map(([policy, other]): Script<TakeoverCommand> => [
      ...first,
      { actor: 0, does: taken('taker', policy) },
      { actor: actors - 1, does: taken('rival', other) },
    ]),
)

/** One of each change. */
const everyChange: Script<TakeoverCommand> = [
  { actor: 0, does: { scene: 'holds', argument: { name: 'sync:a', by: 'dead', ...long } } },
  { actor: 0, does: { scene: 'holds', argument: { name: 'sync:b', by: 'dead', ...long } } },
  { actor: 0, does: { scene: 'renews', argument: { name: 'sync:b', by: 'dead', ttlMs: hourMs } } },
  { turn: 60_000 },
  { actor: 0, does: { scene: 'takes', argument: { name: 'sync:a', by: 'taker', policy: 'process', ...long } } },
  { actor: 0, does: { scene: 'releases', argument: { name: 'sync:a', by: 'taker', ttlMs: hourMs } } },
  { actor: 0, does: { scene: 'breaks', argument: { name: 'sync:b', mode: 'safe', by: 'taker', policy: 'process' } } },
  {
    actor: 0,
    does: {
      scene: 'elects',
      argument: { name: 'sync:b', by: 'taker', policy: 'process', ...long, work: { gives: 1 } },
    },
  },
  { actor: 0, does: { scene: 'holds', argument: { name: 'sync:b', by: 'dead', ...long } } },
  { turn: 60_000 },
  { actor: 0, does: { scene: 'reaps', argument: { prefixes: ['sync:'], by: 'taker', policy: 'process' } } },
  {
    actor: 0,
    does: {
      scene: 'waits',
      argument: { name: 'sync:a', by: 'taker', policy: 'process', ...long, pollMs: 1, boundMs: 1, happens: [] },
    },
  },
]

export const takeoverCommands: Commands<TakeoverCommand> = {
  scripts: mixed(() => oneOf(Object.keys(scenes) as Scene[]), { turns }),
  everyChange,
  resolve: ({ scene, argument }) => ({ port: 'takeover', method: scene, args: [argument] }),
  simpler: () => [],
  marks: takeoverMarks,
  observers: [],
  probes: () => [],
}
