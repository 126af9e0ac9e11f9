/**
 * Liveness: whether the process that an identity names is dead, as far as this host can prove it, and whether a lock may
 * then be taken from it. Nothing here asks a clock, a store or the system: what was read and what a look showed is given.
 */
import type { LockSnapshot } from '../../locks/port.ts'
import { snapshotKeys } from '../../locks/port.ts'
import type { PortSpec } from '../../port.ts'
import { record, refuse, whole } from '../../port.ts'
import type { Identity } from '../../values.ts'
import { durationMsMax } from '../../values.ts'
import { livenessScenes } from './scenes.ts'

/**
 * What a look at a pid of this host showed. there: a process, which may be probed. forbidden: a process that belongs to
 * somebody else (EPERM). none: no process (ESRCH). zombie: one that has ended, and that its parent has not been told of.
 * failed: the look itself failed, by this code. `pidStart` is in the unit of the identity, and absent where it cannot be read.
 */
export type ProcessLook =
  | { readonly status: 'there' | 'forbidden'; readonly pidStart?: number }
  | { readonly status: 'none' | 'zombie' }
  | { readonly status: 'failed'; readonly code: string }

/** Whether a process lives: `dead` is proven, `alive` is seen, and all else is `unknown`. */
export type LivenessStatus = 'alive' | 'dead' | 'unknown'

export const statuses: readonly LivenessStatus[] = ['alive', 'dead', 'unknown']

/** What is known of a process, and by what. */
export type Liveness = {
  readonly status: LivenessStatus
  /** for people */
  readonly why: string
}

/**
 * By what a lock is taken over. heartbeat: pids prove nothing, expiry and grace decide; for a volume that containers share
 * (durability:I12). process: besides, a holder of this host that is proven dead is replaced before its lease runs out
 * (durability:I6). exclusive: only such a holder is replaced, however late the heartbeats are, since a second writer would
 * corrupt what the lock protects (durability:I13); what a host left that never comes back is broken by hand.
 */
export type TakeoverPolicy = 'heartbeat' | 'process' | 'exclusive'

export const takeoverPolicies: readonly TakeoverPolicy[] = ['heartbeat', 'process', 'exclusive']

/** The times of a lock's row. */
export type LockTimes = Pick<LockSnapshot, 'acquiredAtMs' | 'heartbeatAtMs' | 'expiresAtMs' | 'takeableAtMs' | 'atMs'>

/** What a takeover is judged by. */
export interface Takeover {
  /** as the store gave them, all by its clock */
  readonly times: LockTimes
  /** what is known of the holder */
  readonly holder: LivenessStatus
  readonly policy: TakeoverPolicy
  /** how old a lock must be before the death of its holder counts, 0 to 86,400,000 ms, by its acquisition (durability:I9) */
  readonly floorMs: number
}

/** Whether a lock may be taken. */
export type TakeoverReading = {
  readonly may: boolean
  /** for people */
  readonly why: string
}

/**
 * How a lock reads to whoever looks at it. running: heartbeats arrive. silent: the lease has run out, and its grace has not. lapsed:
 * that has too. It says nothing of whether the work behind it advances, and no process is looked at for it (durability:I19).
 */
export type StandingStatus = 'running' | 'silent' | 'lapsed'

export const standings: readonly StandingStatus[] = ['running', 'silent', 'lapsed']

/** A standing, and by what. */
export type Standing = {
  readonly status: StandingStatus
  /** for people */
  readonly why: string
}

/** The part. Each call is a pure function of what it is given: the same question has the same answer. */
export interface LivenessPart {
  /**
   * Judges the process that an identity names, from where `here` is, which is the identity of who asks. `look` is asked at
   * most once, and only for the pid of a process that may run on this host now.
   */
  judge(identity: Identity, here: Identity, look: (pid: number) => ProcessLook): Liveness | Promise<Liveness>
  /** Says whether a lock may be taken from its holder. */
  mayTake(takeover: Takeover): TakeoverReading | Promise<TakeoverReading>
  /** Says how a lock stands by its heartbeats, at the store's time of the snapshot. */
  standing(lock: LockSnapshot): Standing | Promise<Standing>
}

const takeoverKeys: readonly string[] = ['times', 'holder', 'policy', 'floorMs']

const timeKeys: readonly string[] = ['acquiredAtMs', 'heartbeatAtMs', 'expiresAtMs', 'takeableAtMs', 'atMs']

/** What the harness knows of the part. */
export const livenessPart: PortSpec<'liveness', LivenessPart> = {
  name: 'liveness',
  claims: {},
  methods: {
    judge([, , look]) {
      if (typeof look !== 'function') refuse('look', 'a function', look)
    },
    mayTake([takeover]) {
      const { times, holder, policy, floorMs } = record('takeover', takeover, takeoverKeys)
      for (const [time, at] of Object.entries(record('times', times, timeKeys)))
        whole(`times.${time}`, at, 0, Number.MAX_SAFE_INTEGER)
      if (!statuses.some((known) => known === holder)) refuse('holder', statuses.join(', '), holder)
      if (!takeoverPolicies.some((known) => known === policy)) refuse('policy', takeoverPolicies.join(', '), policy)
      whole('floorMs', floorMs, 0, durationMsMax)
    },
    standing([lock]) {
      const row = record('lock', lock, snapshotKeys)
      for (const time of timeKeys) whole(`lock.${time}`, row[time], 0, Number.MAX_SAFE_INTEGER)
    },
  },
  part: true,
  scenes: livenessScenes,
}
