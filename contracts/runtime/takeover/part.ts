/**
 * Takeover: how a lock comes from a holder that is gone to one that lives. Whoever takes, breaks or reaps judges by one
 * rule (`liveness`), and removes no row but the one that it judged.
 */
import type { AcquireOptions, LockSnapshot } from '../../locks/port.ts'
import { checkIdentity } from '../../identity.ts'
import { locksPort } from '../../locks/port.ts'
import type { PortSpec } from '../../port.ts'
import { list, name, optionally, record, refuse, whole } from '../../port.ts'
import type { Identity } from '../../values.ts'
import { ageMsMax, durationMsMax } from '../../values.ts'
import type { ProcessLook, TakeoverPolicy } from '../liveness/part.ts'
import { takeoverPolicies } from '../liveness/part.ts'
import { takeoverScenes } from './scenes.ts'

/** How holders are judged. */
export interface Judging {
  /** one for a resource, whoever asks */
  readonly policy: TakeoverPolicy
  /** how old a lock must be before the death of its holder counts, 0 to 86,400,000 ms; 60,000 where absent (durability:I9) */
  readonly floorMs?: number
  /** what a look at a pid of this host shows; what the system shows where absent */
  readonly look?: (pid: number) => ProcessLook
}

/** What a taker asks for: a lease like any other, of a lock with several slots too, from where `owner` is. */
export type TakeOptions = Omit<AcquireOptions, 'takeover'> & Judging

/** Somebody holds the lock, and may not be replaced. */
export type HeldByOther = {
  readonly status: 'busy'
  readonly holder: LockSnapshot
  /** for people: who holds it and where, for how long, why it stands, and what can be done (durability:H12) */
  readonly why: string
}

export type Taken =
  | {
      readonly status: 'acquired'
      readonly lease: LockSnapshot
      /** the dead holders whose rows were removed for it, in this order; absent where none was */
      readonly evicted?: readonly LockSnapshot[]
    }
  | HeldByOther

/** How long somebody waits for a holder to be gone. */
export type WaitOptions = TakeOptions & {
  /** 0 to 86,400,000 ms, by what was slept */
  readonly boundMs: number
  /** between two looks at the lock, 1 to 86,400,000 ms; 1,000 where absent */
  readonly pollMs?: number
  /** resolves after so many ms; by a timer where absent */
  readonly sleep?: (ms: number) => Promise<void>
}

/**
 * How a lock is broken. safe: where it could be taken. silent: where its holder was not heard of for so long, 1 to
 * 3,153,600,000,000 ms, and it means to be heard at least twice in that time. force: whoever holds it, who may live and write.
 */
export type BreakOptions =
  | ({ readonly mode: 'safe'; readonly here: Identity } & Judging)
  | { readonly mode: 'silent'; readonly silentMs: number }
  | { readonly mode: 'force' }

/** free: nobody held it. kept: its holder stays. changed: what was judged is not there any more. */
export type LockBroken =
  | { readonly status: 'broken' | 'kept' | 'changed'; readonly holder: LockSnapshot; readonly why: string }
  | { readonly status: 'free' }

/** What a reap came to, of the locks that it was to look at. */
export type LocksReaped = {
  readonly evicted: readonly string[]
  readonly kept: number
  /** rows that could not be read, whatever their names */
  readonly corrupt: number
}

export type Elected<V> = { readonly status: 'elected'; readonly value: V } | HeldByOther

/**
 * The part. What the locks beneath it reject with rejects its calls: an error is never a busy lock (durability:H6). Of a lock
 * with several holders each call but `reap` judges the one that becomes takeable first, as `locks.inspect` shows it: behind
 * one that lives, a dead one keeps its slot until its lease is over, or until it is reaped.
 */
export interface TakeoverPart {
  /**
   * Takes a lock that is free, or whose holder may be replaced, or says who holds it. Of those who try it together one has
   * it (durability:I2, I6, I14). Of a lock with several slots it goes on while whoever is in the way may be replaced.
   * @throws StoreError
   */
  take(name: string, options: TakeOptions): Promise<Taken>
  /**
   * Tries again and again until the lock is taken. It gives up at once where the holder was heard of since, or another
   * holds it; and when the bound is reached. A try that fails costs one poll; the last one's error rejects (durability:I17).
   */
  wait(name: string, options: WaitOptions): Promise<Taken>
  /** Removes a lock for good, where the mode admits it (durability:I18). */
  breakLock(name: string, options: BreakOptions): Promise<LockBroken>
  /**
   * Removes every holder that could be taken from and whose lock's name begins with one of these, and no other
   * (durability:I16). A name stands among those that were evicted once for each.
   * @param options.prefixes - 1 to 100, each 1 to 512 bytes
   */
  reap(options: { readonly prefixes: readonly string[]; readonly here: Identity } & Judging): Promise<LocksReaped>
  /**
   * Has one of those who ask do some work under the lock, and lets it go after it, whatever came of it: what work throws
   * rejects as it is, and what it gives is told apart from not having been elected (durability:H5, H11). A release that
   * fails leaves the lock to its expiry.
   */
  elect<V>(name: string, options: TakeOptions, work: (lease: LockSnapshot) => Promise<V>): Promise<Elected<V>>
}

const judgingKeys: readonly string[] = ['policy', 'floorMs', 'look']

const leaseKeys: readonly string[] = ['owner', 'ttlMs', 'graceMs', 'heartbeatMs', 'fenced', 'slots']

function checkJudging({ policy, floorMs, look }: Readonly<Record<string, unknown>>): void {
  if (!takeoverPolicies.some((known) => known === policy)) refuse('options.policy', takeoverPolicies.join(', '), policy)
  optionally(floorMs, (given) => whole('options.floorMs', given, 0, durationMsMax))
  checkFunction('options.look', look)
}

/** How holders are judged, and from where. */
function checkJudgement(asked: Readonly<Record<string, unknown>>): void {
  checkJudging(asked)
  checkIdentity('options.here', asked['here'])
}

function checkFunction(argument: string, given: unknown): void {
  if (given !== undefined && typeof given !== 'function') refuse(argument, 'a function or nothing', given)
}

function checkTake(
  [lock, options]: readonly unknown[],
  more: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const asked = record('options', options, [...leaseKeys, ...judgingKeys, ...more])
  checkJudging(asked)
  const lease = Object.fromEntries(Object.entries(asked).filter(([key]) => leaseKeys.includes(key)))
  locksPort.methods['acquire']?.([lock, lease], {})
  return asked
}

/** What the harness knows of the part. */
export const takeoverPart: PortSpec<'takeover', TakeoverPart> & { readonly over: readonly string[] } = {
  name: 'takeover',
  claims: {},
  methods: {
    take: (args) => void checkTake(args),
    wait(args) {
      const { boundMs, pollMs, sleep } = checkTake(args, ['boundMs', 'pollMs', 'sleep'])
      whole('options.boundMs', boundMs, 0, durationMsMax)
      optionally(pollMs, (given) => whole('options.pollMs', given, 1, durationMsMax))
      checkFunction('options.sleep', sleep)
    },
    breakLock([lock, options]) {
      name('name', lock)
      const asked = record('options', options, ['mode', 'here', 'silentMs', ...judgingKeys])
      if (asked['mode'] === 'safe') checkJudgement(asked)
      else if (asked['mode'] === 'silent') whole('options.silentMs', asked['silentMs'], 1, ageMsMax)
      else if (asked['mode'] !== 'force') refuse('options.mode', 'safe, silent or force', asked['mode'])
    },
    reap([options]) {
      const asked = record('options', options, ['prefixes', 'here', ...judgingKeys])
      const prefixes = list('options.prefixes', asked['prefixes'], 100)
      if (prefixes.length === 0) refuse('options.prefixes', 'at least one', prefixes)
      prefixes.forEach((prefix, at) => name(`options.prefixes[${at}]`, prefix))
      checkJudgement(asked)
    },
    elect(args) {
      checkTake(args)
      if (typeof args[2] !== 'function') refuse('work', 'a function', args[2])
    },
  },
  part: true,
  over: ['locks'],
  scenes: takeoverScenes,
}
