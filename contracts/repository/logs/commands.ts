/**
 * The moves of logs, and scripts made of them. Logs are few, so that actors meet; bytes are such that lines, characters and
 * limits are met where they go wrong.
 */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator, mixed, mixedScript, raced } from '../../generate.ts'
import type { Generator, Script } from '../../lab.ts'
import { everyChange } from './changes.ts'
import { alikeLogs, alikeNames, beside, log, plainLogs } from './logs.ts'
import { logMarks } from './marks.ts'
import type { LogCommand, PartRecipe } from './moves.ts'
import { clockCall, probes, resolve, simpler } from './moves.ts'
import type { LogSealed } from './port.ts'
import type { OnLog } from './scenes.ts'

const turns = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 9, 10, 11, 99, 100, 60_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -100, -3_600_000) },
)

const ages = fc.constantFrom(0, 1, 10, 100, 60_000, 3_153_600_000_000)

const stream = fc.constantFrom('out', 'err')

/** What ends a line, is one, or only looks like the end of one; and bytes that are no text at all. */
const texts: readonly string[] = [
  'a',
  'b\n',
  '\n',
  'c\r\n',
  '\r',
  '\n\n',
  'd\ne',
  'f\n\ng\n',
  '\u0000',
  '\u00ff\u00fe',
  '',
]

const line: fc.Arbitrary<PartRecipe> = fc.record({
  stream,
  latin1: fc.constantFrom(...texts),
  times: fc.constantFrom(1, 1, 1, 2),
})

const lines = fc.array(line, { minLength: 1, maxLength: 4 })

/** Characters of two, three and four bytes, split somewhere. */
const splitCharacters = fc
  .tuple(fc.constantFrom('\u00e9', '\u20ac', '\u{1f512}'), fc.nat(), fc.boolean())
  .map(([character, at, isInterrupted]): readonly PartRecipe[] => {
    const latin1 = Buffer.from(character).toString('latin1')
    const cut = 1 + (at % (latin1.length - 1))
    const [left, right] = [latin1.slice(0, cut), latin1.slice(cut)]
    const between: readonly PartRecipe[] = isInterrupted ? [{ stream: 'err', latin1: '!', times: 1 }] : []
    return [{ stream: 'out', latin1: left, times: 1 }, ...between, { stream: 'out', latin1: right, times: 1 }]
  })

/** Parts of sizes that make up a limit of 1,024 bytes, are just beyond it, or far beyond. */
const sizedParts = fc
  .constantFrom(1, 100, 511, 512, 513, 1_023, 1_024, 1_025, 2_000)
  .map((times): readonly PartRecipe[] => [{ stream: 'out', latin1: 'x', times }])

/** Which moves a law is about, and what it wants of them. */
export interface Focus {
  readonly calls: readonly LogCommand['call'][]
  readonly parts?: fc.Arbitrary<readonly PartRecipe[]>
  /** how far the numbers of entries are from those that are due; 0 where absent */
  readonly by?: fc.Arbitrary<number>
  readonly limits?: fc.Arbitrary<number | undefined>
  /** what is asked of a tail; all where absent */
  readonly asks?: fc.Arbitrary<{ readonly lines?: number; readonly bytes?: number }>
}

function moves(
  { calls, parts = lines, by = fc.constant(0), limits = fc.constant(undefined), asks = fc.constant({}) }: Focus,
  logs: fc.Arbitrary<OnLog>,
): fc.Arbitrary<LogCommand> {
  const all: { readonly [Name in LogCommand['call']]: fc.WeightedArbitrary<LogCommand> } = {
    append: {
      weight: 5,
      arbitrary: fc.tuple(logs, parts, by, limits).map(([of, given, distance, limitBytes]) => {
        const append = { call: 'append', ...of, by: distance, parts: given } as const
        return limitBytes === undefined ? append : { ...append, limitBytes }
      }),
    },
    tail: { weight: 4, arbitrary: fc.tuple(logs, asks).map(([of, asked]) => ({ call: 'tail', ...of, ...asked })) },
    seal: { weight: 1, arbitrary: logs.map((of) => ({ call: 'seal', ...of })) },
    drop: { weight: 1, arbitrary: logs.map((of) => ({ call: 'drop', ...of })) },
    prune: { weight: 1, arbitrary: ages.map((olderThanMs) => ({ call: 'prune', olderThanMs })) },
  }
  return fc.oneof(...calls.map((call) => all[call]))
}

/** Numbers that are due for the most part, that were there already, and that come too early. */
export const anyTurn: fc.Arbitrary<number> = fc.constantFrom(0, 0, 0, 0, -1, -2, 1, 2)

export const anyAsk: fc.Arbitrary<{ readonly lines?: number; readonly bytes?: number }> = fc.oneof(
  fc.constant({}),
  fc.constantFrom(1, 2, 3, 4, 1_000_000).map((count) => ({ lines: count })),
  fc.constantFrom(1, 2, 3, 7, 1_073_741_824).map((count) => ({ bytes: count })),
)

/** Scripts of some moves only, on the logs that are given. */
export function focused(focus: Focus, logs: readonly OnLog[] = [log]): Generator<LogCommand> {
  return mixed(() => moves(focus, fc.constantFrom(...logs)), { turns })
}

/** Scripts of some moves only, each on one family of logs that look alike. */
export function alike(focus: Focus, families: 'names' | 'scopes'): Generator<LogCommand> {
  const logs = families === 'names' ? alikeNames : alikeLogs
  return generator((shape) =>
    fc.constantFrom(...logs).chain((family) => mixedScript(shape, moves(focus, fc.constantFrom(...family)), { turns })),
  )
}

/** Some entries, one after the other, and then tails of them that ask for so much. */
function tailed(parts: fc.Arbitrary<readonly PartRecipe[]>, asks: NonNullable<Focus['asks']>): Generator<LogCommand> {
  return generator(({ actors, steps }) => {
    const actor = fc.nat({ max: actors - 1 })
    const append = fc.record({ actor, does: moves({ calls: ['append'], parts }, fc.constant(log)) })
    const tail = fc.record({ actor, does: moves({ calls: ['tail'], asks }, fc.constant(log)) })
    const most = Math.max(1, Math.floor(steps / 2))
    return fc
      .tuple(fc.array(append, { minLength: 1, maxLength: most }), fc.array(tail, { minLength: 1, maxLength: most }))
      .map(([appends, tails]): Script<LogCommand> => [...appends, ...tails])
  })
}

export const tailsByLines: Generator<LogCommand> = tailed(
  lines,
  fc.constantFrom(1, 2, 3, 4, 5, 1_000_000).map((count) => ({ lines: count })),
)

export const tailsByBytes: Generator<LogCommand> = tailed(
  lines,
  fc.constantFrom(1, 2, 3, 4, 7, 12, 1_073_741_824).map((count) => ({ bytes: count })),
)

export const characters: Generator<LogCommand> = tailed(splitCharacters, fc.constant({}))

/** Entries that split characters or reach the limit, and tails of some bytes of them. */
export const bytesAndLimits: Generator<LogCommand> = mixed(
  () =>
    moves(
      {
        calls: ['append', 'tail'],
        parts: fc.oneof(splitCharacters, sizedParts),
        limits: fc.constantFrom(1_024, undefined),
        asks: fc.constantFrom({}, {}, { bytes: 3 }),
      },
      fc.constant(log),
    ),
  { turns },
)

/** Entries of which most have no bytes. */
export const empties: Generator<LogCommand> = mixed(
  () =>
    moves(
      {
        calls: ['append', 'tail'],
        parts: fc.constantFrom(
          [],
          [{ stream: 'out', latin1: '', times: 1 }],
          [{ stream: 'err', latin1: '', times: 2 }],
          [{ stream: 'out', latin1: 'a', times: 1 }],
        ),
        by: fc.constantFrom(0, 0, 1),
      },
      fc.constant(log),
    ),
  { turns },
)

/** What brings a log to its limit, and beyond. */
export const limited: Focus = {
  calls: ['append', 'tail'],
  parts: sizedParts,
  limits: fc.constantFrom(1_024, 1_024, 1_024, 2_048, undefined),
}

/** A log that is there, has been sealed for the most part, grows old and is pruned; others stand beside it. */
export const prunings: Generator<LogCommand> = generator(({ actors, turns: mayTurn }) => {
  const actor = fc.nat({ max: actors - 1 })
  const logs = plainLogs.slice(0, 4)
  const append = moves({ calls: ['append'] }, fc.constantFrom(...logs))
  const seal = moves({ calls: ['seal'] }, fc.constantFrom(...logs))
  const step = fc.record({ actor, does: fc.oneof(append, seal) })
  const some = fc.tuple(step, turns).map(([one, turn]): Script<LogCommand> => (mayTurn ? [one, { turn }] : [one]))
  const prune = fc.record({ actor, does: moves({ calls: ['prune'] }, fc.constant(log)) })
  const reads = logs.map((of): Script<LogCommand>[number] => ({ actor: 0, does: { call: 'tail', ...of } }))
  // What was left of a log shows in the next one of its name.
  const anew = fc.array(fc.record({ actor, does: append }), { maxLength: 2 })
  return fc
    .tuple(fc.array(some, { minLength: 2, maxLength: 5 }), prune, anew)
    .map(([before, pruned, after]): Script<LogCommand> => [...before.flat(), pruned, ...after, ...reads])
})

const meetingLogs = fc.oneof(
  { weight: 6, arbitrary: fc.constant(log) },
  { weight: 2, arbitrary: fc.constantFrom(beside, ...plainLogs) },
  { weight: 1, arbitrary: fc.constantFrom(...alikeNames, ...alikeLogs).chain((family) => fc.constantFrom(...family)) },
)

const every: Focus = {
  calls: ['append', 'tail', 'seal', 'drop', 'prune'],
  by: anyTurn,
  asks: anyAsk,
  parts: fc.oneof({ weight: 3, arbitrary: lines }, { weight: 1, arbitrary: sizedParts }),
  limits: fc.constantFrom(1_024, undefined, undefined),
}

/** Every move, on logs that meet; hostile ones among them. */
const scripts: Generator<LogCommand> = mixed(() => moves(every, meetingLogs), { turns })

/** Parts that tell which actor's they are. */
const tellingParts = fc
  .nat({ max: 1_000_000 })
  .map((of): readonly PartRecipe[] => [{ stream: 'out', latin1: `${of}\n`, times: 1 }])

const begun = tellingParts.map((parts): Script<LogCommand> => [
  { actor: 0, does: { call: 'append', ...log, by: 0, parts } },
])

/** A log that is there; then all write it, end it, remove it and read it. */
export const races: Generator<LogCommand> = raced({
  before: fc.oneof(begun, fc.constant<Script<LogCommand>>([])),
  changes: fc.oneof(
    {
      weight: 4,
      arbitrary: moves({ calls: ['append'], parts: tellingParts, by: fc.constantFrom(0, 0, 1) }, fc.constant(log)),
    },
    { weight: 1, arbitrary: moves({ calls: ['seal'] }, fc.constant(log)) },
    { weight: 1, arbitrary: moves({ calls: ['drop'] }, fc.constant(log)) },
    { weight: 1, arbitrary: fc.constant<LogCommand>({ call: 'prune', olderThanMs: 0 }) },
  ),
  reads: moves({ calls: ['tail'] }, fc.constant(log)),
})

/** A log that is there, and then every move on it as often as any other: what errors are brought to. */
export const everyMove: Generator<LogCommand> = generator(({ actors, steps }) => {
  const does = fc.oneof(
    moves({ calls: ['append'], parts: tellingParts }, fc.constant(log)),
    moves({ calls: ['tail'] }, fc.constant(log)),
    moves({ calls: ['seal'] }, fc.constant(log)),
    moves({ calls: ['drop'] }, fc.constant(log)),
    fc.constant<LogCommand>({ call: 'prune', olderThanMs: 0 }),
  )
  const rest = fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does }), { maxLength: Math.max(1, steps - 1) })
  return fc.tuple(begun, rest).map(([first, later]): Script<LogCommand> => [...first, ...later])
})

/** The moves of logs. */
export const logsCommands: Commands<LogCommand> = {
  scripts,
  resolve,
  simpler,
  marks: logMarks,
  everyChange,
  observers: ['tail'],
  probes,
  clock: {
    call: clockCall,
    read: (value) => (value as Partial<LogSealed> | null)?.touchedAtMs,
  },
}
