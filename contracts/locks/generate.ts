/**
 * Scripts of locks that are about one thing: a holder that is paused past the end of its lease, and tries all that it could
 * when it goes on; and locks that several hold.
 */
import * as fc from 'fast-check'
import type { Generator, Script, StruckCall } from '../lab.ts'
import type { Turns } from '../generate.ts'
import { generator, mixedScript, raced } from '../generate.ts'
import type { AcquireCommand, LockCommand } from './moves.ts'

const hourMs = 3_600_000
const ttlMs = 50
const name = 'a'

const renewal: LockCommand = { call: 'renew', name, back: 1, ttlMs: 100 }
const ending: LockCommand = { call: 'release', name, back: 1 }

/**
 * What the holder is about when it is paused: in each call there is a point after which it believes to hold the lock. Most
 * are renewals, which it makes most of its life, and which go on for as long as nobody took over.
 */
const firsts = fc.constantFrom<LockCommand>(
  { call: 'renew', name, back: 0, ttlMs },
  { call: 'renew', name, back: 0, ttlMs },
  { call: 'release', name, back: 0 },
  { call: 'evict', name, back: 0 },
  { call: 'inspect', name },
)

/** The call in which it is paused. */
export const pausedCall: StruckCall = { actor: 0, call: 2 }

/** Every mutator of the old holder, in some order; the row that it judges is its own, or one that it saw of the other. */
const mutators = fc.constantFrom(2, 2, 1).chain((back) => {
  const eviction: LockCommand = { call: 'evict', name, back }
  return fc.shuffledSubarray([renewal, ending, eviction], { minLength: 3, maxLength: 3 })
})

/** The clock goes on by an hour and back, back and on again, or stands. */
const clockSteps = fc.constantFrom<readonly [number, number]>([hourMs, -hourMs], [-hourMs, hourMs], [0, 0])

/**
 * The six steps (Kleppmann 2016): the holder takes the lock; it is paused, between two calls or in the next one, past the
 * end of its lease; another asks 1 ms before that, at that instant or later, and takes over; it writes; the first one goes
 * on; and then it tries every mutator. In two scripts of three the time passes before the call in which the holder is
 * paused, and not while it is.
 */
export const pausedHolder: Generator<LockCommand> = generator(({ actors }) =>
  fc
    .record({
      first: firsts,
      isLate: fc.constantFrom(true, true, false),
      graceMs: fc.constantFrom(0, 20),
      offMs: fc.constantFrom(-1, 0, 1, hourMs),
      tries: mutators,
      steps: clockSteps,
    })
    .map(({ first, isLate, graceMs, offMs, tries: [one, ...others], steps: [before, after] }): Script<LockCommand> => {
      const other = actors - 1
      const take: LockCommand = { call: 'acquire', name, owner: 1, ttlMs: 30_000, graceMs, heartbeatMs: 10 }
      const paused = { actor: 0, does: first }
      const pause = { turn: ttlMs + graceMs + offMs }
      return [
        { actor: 0, does: { call: 'acquire', name, owner: 0, ttlMs, graceMs, heartbeatMs: 10 } },
        ...(isLate ? [pause, paused] : [paused, pause]),
        { actor: other, does: take },
        ...(offMs < 0 ? [{ turn: -offMs }, { actor: other, does: take }] : []),
        { actor: other, does: { call: 'renew', name, back: 0, ttlMs: 60_000 } },
        { turn: before },
        ...(one ? [{ actor: 0, does: one }] : []),
        { turn: after },
        ...others.map((does) => ({ actor: 0, does })),
        { actor: other, does: { call: 'inspect', name } },
      ]
    }),
)

const ttls = fc.constantFrom(1, 2, 50, 100, 30_000)

/**
 * The six-step template of a paused holder: acquire, pause past expiry, takeover, and then every mutator of the old
 * holder (Kleppmann 2016). What the new holder does in between, and in which order the old one tries, is drawn.
 */
export const zombie: Generator<LockCommand> = generator(({ actors, steps }) => {
  const old = fc.oneof(
    fc.record({ call: fc.constant('renew' as const), name: fc.constant(name), back: fc.constant(1), ttlMs: ttls }),
    fc.record({ call: fc.constant('release' as const), name: fc.constant(name), back: fc.constant(1) }),
    fc.record({ call: fc.constant('evict' as const), name: fc.constant(name), back: fc.constant(1) }),
    fc.constant({ call: 'inspect' as const, name }),
    fc.record({ call: fc.constant('renew' as const), name: fc.constant(name), back: fc.constant(0), ttlMs: ttls }),
  )
  const late = fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does: old }), {
    minLength: 1,
    maxLength: Math.max(1, steps - 2),
  })
  return fc
    .record({ pauseMs: fc.constantFrom(50, 51, 70, 3_600_000), late })
    .map(({ pauseMs, late: after }): Script<LockCommand> => [
      { actor: 0, does: { call: 'acquire', name, owner: 0, ttlMs: 50, graceMs: 0, heartbeatMs: 10 } },
      { turn: pauseMs },
      { actor: actors - 1, does: { call: 'acquire', name, owner: 1, ttlMs: 30_000, graceMs: 0, heartbeatMs: 10 } },
      ...after,
      { actor: 0, does: { call: 'inspect', name } },
    ])
})

/** Whoever asks for a slot: most for one of three, some for one of two, few to be alone. */
const asking: fc.Arbitrary<AcquireCommand> = fc
  .record({
    owner: fc.nat({ max: 2 }),
    ttl: fc.constantFrom(50, 100, 100, 30_000),
    graceMs: fc.constantFrom(0, 0, 20),
    slots: fc.constantFrom(3, 3, 3, 3, 2, 2, 1),
  })
  .map(({ owner, ttl, graceMs, slots }): AcquireCommand => {
    const asked = { call: 'acquire', name, owner, ttlMs: ttl, graceMs, heartbeatMs: 10 } as const
    return slots > 1 ? { ...asked, slots } : asked
  })

/** The same, where each of the first few finds a slot. */
const joining = asking.map((asked): LockCommand => ({ ...asked, slots: 3 }))

/** Which of the holders, counted from the newest. */
const whose = fc.constantFrom(0, 0, 1, 1, 2)

const sharedMoves: Readonly<Record<LockCommand['call'], fc.Arbitrary<LockCommand>>> = {
  acquire: asking,
  renew: fc.record({
    call: fc.constant('renew' as const),
    name: fc.constant(name),
    back: whose,
    ttlMs: fc.constantFrom(50, 100),
  }),
  release: fc.record({ call: fc.constant('release' as const), name: fc.constant(name), back: whose }),
  evict: fc.record({ call: fc.constant('evict' as const), name: fc.constant(name), back: whose }),
  inspect: fc.constant({ call: 'inspect' as const, name }),
  list: fc.constant({ call: 'list' as const, limit: 1_000 }),
}

/** Up to the ends of the leases above and of their graces, one short of them, and back. */
const sharedTurns: Turns = { turns: fc.constantFrom(1, 49, 50, 51, 70, 99, 100, 120, -60) }

/** A lock that two hold at first, and then some moves, of which asking is the most frequent. */
export function shared(calls: readonly LockCommand['call'][]): Generator<LockCommand> {
  const others = calls.map((call): fc.WeightedArbitrary<LockCommand> => ({ weight: 2, arbitrary: sharedMoves[call] }))
  const does = fc.oneof<fc.WeightedArbitrary<LockCommand>[]>({ weight: 4, arbitrary: asking }, ...others)
  return generator((shape) => {
    const actor = fc.nat({ max: shape.actors - 1 })
    const first = fc.record({ actor, does: joining })
    return fc
      .tuple(first, first, mixedScript(shape, does, sharedTurns))
      .map(([one, other, rest]): Script<LockCommand> => [one, other, ...rest])
  })
}

/** A lock that two hold until their leases are over, at different times or at the same; then others ask, and these go on. */
export const lapsing: Generator<LockCommand> = generator(({ actors, steps }) => {
  const by = (does: fc.Arbitrary<LockCommand>): fc.Arbitrary<Script<LockCommand>[number]> =>
    fc.record({ actor: fc.nat({ max: actors - 1 }), does })
  const short = joining.map((asked): LockCommand => ('ttlMs' in asked ? { ...asked, ttlMs: 50 } : asked))
  const { acquire, renew, release, list, inspect } = sharedMoves
  const later = fc.oneof(
    { weight: 4, arbitrary: by(acquire) },
    { weight: 3, arbitrary: by(renew) },
    { weight: 1, arbitrary: by(fc.oneof(release, inspect)) },
    { weight: 2, arbitrary: by(list) },
  )
  return fc
    .tuple(
      fc.tuple(by(short), by(fc.oneof(short, joining))),
      fc.constantFrom(49, 50, 50, 70, 70, 100, 120),
      fc.tuple(by(acquire), by(acquire), by(list)),
      fc.array(later, { minLength: 1, maxLength: Math.max(1, steps - 5) }),
    )
    .map(([held, turn, asked, rest]): Script<LockCommand> => [...held, { turn }, ...asked, ...rest])
})

/** A lock that some hold, and of which all want a slot at once, or give theirs back. */
export const crowd: Generator<LockCommand> = raced({
  before: fc
    .array(joining, { maxLength: 2 })
    .map((all): Script<LockCommand> => all.map((does) => ({ actor: 0, does }))),
  changes: fc.oneof(
    { weight: 4, arbitrary: asking },
    { weight: 1, arbitrary: sharedMoves.release },
    { weight: 1, arbitrary: sharedMoves.evict },
  ),
  reads: fc.oneof(sharedMoves.inspect, sharedMoves.list),
})
