/** A holder that is paused past the end of its lease: scripts in which it wakes up and tries all that it could. */
import * as fc from 'fast-check'
import type { Generator, Script, StruckCall } from '../lab.ts'
import { generator } from '../generate.ts'
import type { LockCommand } from './moves.ts'

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
const steps = fc.constantFrom<readonly [number, number]>([hourMs, -hourMs], [-hourMs, hourMs], [0, 0])

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
      steps,
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
