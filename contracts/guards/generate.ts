/** Scripts of holders of a lock who write under its guard, are overtaken, and go on all the same. */
import * as fc from 'fast-check'
import { generator } from '../generate.ts'
import type { Generator, Script, Step, StruckCall } from '../lab.ts'
import type { LockCommand } from '../locks/moves.ts'
import type { MoveUnderGuard } from './moves.ts'

/** What of a port is tried under guards. Each move has to mean something on its own, whoever makes it. */
export interface GuardedMoves<Command> {
  /** what a holder does first, for the others to do something to */
  readonly before: readonly Command[]
  /** changes of every kind */
  readonly changes: readonly Command[]
  /** what shows all that they do */
  readonly reads: readonly Command[]
}

type Moves<Command> = Script<MoveUnderGuard<Command>>

const ttlMs = 50
const [guarding, other] = ['g', 'h'] as const

function taking(owner: number, lock: string, leaseMs: number): { readonly locks: LockCommand } {
  return { locks: { call: 'acquire', name: lock, owner, ttlMs: leaseMs, graceMs: 0, heartbeatMs: 10 } }
}

/** A move by an actor, under the guard that its owner, of the same number, has by this lock. */
function under<Command>(actor: number, does: Command, lock: string = guarding): Step<MoveUnderGuard<Command>> {
  return { actor, does: { under: { lock, owner: actor }, does } }
}

/**
 * Two owners take two locks, let go of them or overtake each other, and write under either; each change is tried behind each
 * turn of a lock. Tokens of the two locks are alike, so that a guard is told by both of its facts.
 */
export function turnsOfGuards<Command>(moves: GuardedMoves<Command>): Generator<MoveUnderGuard<Command>> {
  const { before, changes, reads } = moves
  const last = 1
  const lockMoves = fc.constantFrom<Moves<Command>>(
    [{ turn: ttlMs }],
    [{ turn: ttlMs }, { actor: last, does: taking(last, guarding, 30_000) }],
    [{ turn: ttlMs }, { actor: last, does: taking(last, guarding, 30_000) }],
    [
      { actor: 0, does: { locks: { call: 'release', name: guarding, back: 0 } } },
      { actor: last, does: taking(last, guarding, 30_000) },
    ],
    [{ actor: 0, does: { locks: { call: 'release', name: guarding, back: 0 } } }],
    [{ actor: 0, does: taking(0, guarding, ttlMs) }],
  )
  const writes = fc
    .tuple(fc.constantFrom(0, 0, last), fc.constantFrom(...changes), fc.constantFrom(guarding, guarding, other))
    .map(([actor, does, lock]) => under(actor, does, lock))
  const looks = reads.map((does): Step<MoveUnderGuard<Command>> => ({ actor: last, does }))
  return generator(() =>
    fc
      .array(fc.tuple(lockMoves, fc.array(writes, { minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 3 })
      .map((rounds): Moves<Command> => [
        { actor: 0, does: taking(0, guarding, ttlMs) },
        { actor: last, does: taking(last, other, 30_000) },
        ...before.map((does) => under(0, does)),
        ...rounds.flatMap(([turn, written]) => [...turn, ...written, ...looks]),
      ]),
  )
}

/** The call in which a holder is paused, where so many came before. */
export function pausedIn({ before }: Pick<GuardedMoves<unknown>, 'before'>): StruckCall {
  return { actor: 0, call: 2 + before.length }
}

/**
 * The six steps (Kleppmann 2016) for writes: a holder writes under its guard; it is paused, between two calls or in the next one,
 * past the end of its lease; another takes over; that one writes and reads; the first goes on; and then it tries every change.
 */
export function pausedWriter<Command>(moves: GuardedMoves<Command>): Generator<MoveUnderGuard<Command>> {
  const { before, changes, reads } = moves
  return generator(({ actors }) => {
    const next = Math.max(1, actors - 1)
    return fc
      .record({
        paused: fc.constantFrom(...changes),
        isLate: fc.constantFrom(true, true, false),
        writes: fc.constantFrom(...changes),
        tries: fc.shuffledSubarray([...changes], { minLength: changes.length }),
      })
      .map(({ paused, isLate, writes, tries }): Moves<Command> => {
        const pause: Step<MoveUnderGuard<Command>> = { turn: ttlMs }
        const stands = under(0, paused)
        const successor = { lock: guarding, owner: 1 }
        const looks = reads.map((does): Step<MoveUnderGuard<Command>> => ({ actor: next, does }))
        return [
          { actor: 0, does: taking(0, guarding, ttlMs) },
          ...before.map((does) => under(0, does)),
          ...(isLate ? [pause, stands] : [stands, pause]),
          { actor: next, does: taking(1, guarding, 30_000) },
          { actor: next, does: { under: successor, does: writes } },
          ...looks,
          ...tries.map((does) => under(0, does)),
          ...looks,
        ]
      })
  })
}
