/**
 * Guards: by them a lock fences what is written elsewhere. A write under a guard is made if its token still holds its lock,
 * and refused with FENCED if not, for ever: so a holder that was paused past its lease, and overtaken, writes nothing more
 * (durability:J6; Kleppmann 2016, How to do distributed locking).
 */
import { StoreError } from './errors.ts'
import { name, record, whole } from './port.ts'

/** The lock by which a write is made, and the token by which its writer holds it. */
export type Guard = {
  /** the name of the lock, 1 to 512 bytes of UTF-8 */
  readonly lock: string
  /** of the lease, 1 to 2^53-1, as `acquire` gave it */
  readonly token: number
}

/** The options of a write that may come under a guard. */
export type Guarded = {
  /**
   * refuses the write with FENCED, before it has any effect, where the token does not hold the lock; see `Guards`. Of one that may
   * come in parts, a clear, a prune or a reap of much, each part is asked by itself, and those before it stay
   */
  readonly guard?: Guard
}

/** What callers may say behind the other arguments of a write; no adapter sees it. */
export type MayGuard = readonly [options?: Guarded]

/**
 * What an adapter claims of writes under a guard. transactional: lock and write are one step, so that no takeover comes
 * between. advisory: the lock is looked at just before the write, and a writer that is paused between the two may come late.
 */
export type Guards = 'transactional' | 'advisory'

/** Every claim of guards, from the smaller to the greater. */
export const guardsClaims: readonly Guards[] = ['advisory', 'transactional']

/** Whether what is claimed of guards is at least as much as `wanted`. */
export function guardsAt(has: Guards | undefined, wanted: Guards): boolean {
  return has !== undefined && guardsClaims.indexOf(has) >= guardsClaims.indexOf(wanted)
}

/** Refuses what is no guard. */
export function checkGuard(argument: string, guard: unknown): asserts guard is Guard {
  const { lock, token } = record(argument, guard, ['lock', 'token'])
  name(`${argument}.lock`, lock)
  whole(`${argument}.token`, token, 1, Number.MAX_SAFE_INTEGER)
}

/** Refuses options, of a call that has no others, in which something else stands than a guard: a write must not go without. */
export function checkGuardOnly(options: unknown): void {
  if (options !== undefined) record('options', options, ['guard'])
}

/** Refuses a write whose guard does not hold its lock. */
export function fenced({ lock, token }: Guard): never {
  throw new StoreError('FENCED', `token ${token} does not hold the lock ${JSON.stringify(lock)}`)
}

/** A call whose guard was taken out of its arguments. */
export interface Unguarded {
  readonly args: readonly unknown[]
  readonly guard?: Guard
}

/** Whether options in which nothing stands are as good as none. */
function isEmpty(options: unknown, at: number): boolean {
  return at > 0 && typeof options === 'object' && options !== null && Object.keys(options).length === 0
}

/** Takes the guard out of the arguments of a call; it stands in their last one, the options, at this position. */
export function withoutGuard(args: readonly unknown[], at: number | undefined): Unguarded {
  if (at === undefined || args.length <= at) return { args }
  const options = args[at]
  if (options === undefined || isEmpty(options, at)) return { args: args.slice(0, at) }
  if (typeof options !== 'object' || options === null || !('guard' in options)) return { args }
  const { guard, ...others } = options
  const left = Object.keys(others).length > 0 ? [others] : []
  const bare = [...args.slice(0, at), ...left]
  if (guard === undefined) return { args: bare }
  checkGuard('options.guard', guard)
  return { args: bare, guard }
}

/** Puts it back. */
export function withGuard({ args, guard }: Unguarded, at: number): readonly unknown[] {
  return guard ? [...args.slice(0, at), { ...(args[at] as object | undefined), guard }] : args
}
