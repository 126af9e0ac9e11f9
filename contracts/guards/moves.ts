/** Moves under a guard, and those of the locks that guard them, beside the moves of any port that takes guards. */
import type { Claims } from '../adapter.ts'
import type { Commands, Model } from '../contract.ts'
import type { Guard } from '../guard.ts'
import { withGuard } from '../guard.ts'
import type { History } from '../lab.ts'
import type { LockCommand } from '../locks/moves.ts'
import { owner, resolve as resolveLock, simpler as simplerLock } from '../locks/moves.ts'
import type { AnyPortSpec, Call } from '../port.ts'
import type { Value } from '../values.ts'
import { grantedIn } from './judge.ts'
import { guardMarks } from './marks.ts'

/** By the token that an owner was granted last of a lock: one that nobody ever had, where it was granted none. */
export interface GuardedMove<Command> {
  readonly under: { readonly lock: string; readonly owner: number }
  readonly does: Command
}

/** A move of the port, under a guard or not, or one of locks. */
export type MoveUnderGuard<Command> = Command | GuardedMove<Command> | { readonly locks: LockCommand }

/** The port of locks, by which events are told apart. */
export const locks = 'locks'

/** A token that was never given. */
const strangeToken = 4_611_686_018_427

function guardOf(history: History, { lock, owner: index }: GuardedMove<unknown>['under']): Guard {
  const { instance } = owner(index)
  const granted = history.flatMap((event) => grantedIn(event) ?? [])
  const last = granted.findLast((lease) => lease.lock === lock && lease.to === instance)
  return { lock, token: last?.token ?? strangeToken }
}

/** The same call under a guard; a scene has it among its own facts. */
function guarded({ guarded: at = {}, scenes }: AnyPortSpec, call: Call<Value>, guard: Guard): Call<Value> {
  const { method, args } = call
  const options = scenes ? 0 : (at[method] ?? args.length)
  return { ...call, args: withGuard({ args, guard }, options) as readonly Value[] }
}

/** The events that are not of locks. */
export function withoutLocks(history: History): History {
  return history.some(({ call }) => call.port === locks) ? history.filter(({ call }) => call.port !== locks) : history
}

function isOfLocks<Command extends object>(
  command: MoveUnderGuard<Command>,
): command is { readonly locks: LockCommand } {
  return 'locks' in command
}

function isGuarded<Command extends object>(command: MoveUnderGuard<Command>): command is GuardedMove<Command> {
  return 'under' in command
}

/** The commands of a port, with guards and their locks. */
export function guardedCommands<Command extends { readonly call: string }>(
  spec: AnyPortSpec,
  own: Commands<Command>,
): Commands<MoveUnderGuard<Command>> {
  const resolve = (command: MoveUnderGuard<Command>, history: History, claims: Claims): Call<Value> | undefined => {
    if (isOfLocks(command))
      return resolveLock(
        command.locks,
        history.filter(({ call }) => call.port === locks),
        claims,
      )
    if (!isGuarded(command)) return own.resolve(command, withoutLocks(history), claims)
    const call = own.resolve(command.does, withoutLocks(history), claims)
    return call && guarded(spec, call, guardOf(history, command.under))
  }
  const simpler = (command: MoveUnderGuard<Command>): readonly MoveUnderGuard<Command>[] => {
    if (isOfLocks(command)) return simplerLock(command.locks).map((simple) => ({ locks: simple }))
    if (!isGuarded(command)) return own.simpler(command)
    return own.simpler(command.does).map((does) => ({ ...command, does }))
  }
  return {
    ...own,
    resolve,
    simpler,
    marks: (history) => [...own.marks(withoutLocks(history)), ...guardMarks(history)],
    probes: (history, claims) => own.probes(withoutLocks(history), claims),
  }
}

/** The model of a port, to which calls of locks mean nothing. */
export function besideLocks<State>(model: Model<State>): Model<State> {
  return {
    ...model,
    concerns: (call, value) =>
      call.port === locks ? { everywhere: false, partitions: [] } : model.concerns(call, value),
  }
}
