/** Every combination of what decides: few of each kind, all of them together. */
import type { Identity } from '../../values.ts'
import { noBoot, noStart, pidMax } from '../../values.ts'
import type { LockTimes, ProcessLook } from './part.ts'
import { statuses, takeoverPolicies } from './part.ts'
import type { JudgeScene, StandScene, TakeScene } from './scenes.ts'

/** What differs between two lists, one of each. */
function pairs<One, Other>(ones: readonly One[], others: readonly Other[]): readonly (readonly [One, Other])[] {
  return ones.flatMap((one) => others.map((other) => [one, other] as const))
}

const host = 'here'
const instance = 'instance-here'

export const instances: readonly string[] = [instance, 'instance-before']

/** The third has the name of this host, and another pid namespace. */
export const hosts: readonly string[] = [host, 'there', `${host}/pid:[4026532187]`]

export const boots: readonly string[] = ['boot-2', 'boot-1', noBoot]

const ourPid = 7

/** Those that are none would reach a group of processes, or every process there is (kill(2)). */
export const pids: readonly number[] = [ourPid, 8, pidMax, 0, -1, -ourPid, 1.5, pidMax + 1]

export const starts: readonly number[] = [100, 99, noStart]

export const looks: readonly ProcessLook[] = [
  { status: 'there' },
  { status: 'there', pidStart: 99 },
  { status: 'there', pidStart: 100 },
  { status: 'forbidden' },
  { status: 'forbidden', pidStart: 99 },
  { status: 'forbidden', pidStart: 100 },
  { status: 'none' },
  { status: 'zombie' },
  { status: 'failed', code: 'EINVAL' },
  { status: 'failed', code: 'EIO' },
]

/** From where is judged: a host that tells all, and one that tells neither boots nor starts. */
export const heres: readonly Identity[] = [
  { instance, host, boot: 'boot-2', pid: ourPid, pidStart: 100 },
  { instance, host, boot: noBoot, pid: ourPid, pidStart: noStart },
]

/** Every process that can be judged. */
export function everyProcess(): readonly JudgeScene[] {
  const identities = pairs(pairs(instances, hosts), pairs(pairs(boots, pids), starts)).map(
    ([[ofInstance, ofHost], [[boot, pid], pidStart]]): Identity => ({
      instance: ofInstance,
      host: ofHost,
      boot,
      pid,
      pidStart,
    }),
  )
  return pairs(identities, pairs(heres, looks)).map(([of, [here, look]]) => ({ of, here, look }))
}

const ttlMs = 30_000
const graceMs = 10_000
const startMs = 1_000_000_000_000

/** How old a lock is, ms: young, at the floor and at either side of it, with and without a renewal. */
export const agesMs: readonly number[] = [0, 1, 29_999, 30_000, 39_999, 40_000, 59_999, 60_000, 60_001, 3_600_000]

/** How long ago the last renewal was, ms; the acquisition where that came later. */
export const silencesMs: readonly number[] = [0, 29_999, 30_000, 39_999, 40_000, 40_001, 3_600_000]

export const floorsMs: readonly number[] = [0, 60_000]

/** The times of a lock of this age that was last renewed so long ago. */
export function timesOf(ageMs: number, silenceMs: number): LockTimes {
  const atMs = startMs + ageMs
  const heartbeatAtMs = Math.max(startMs, atMs - silenceMs)
  const expiresAtMs = heartbeatAtMs + ttlMs
  return { acquiredAtMs: startMs, heartbeatAtMs, expiresAtMs, takeableAtMs: expiresAtMs + graceMs, atMs }
}

/** Pids of holders: one that is there, and one that no process has. */
export const holderPids: readonly number[] = [1, pidMax]

/** A lock of this age that was last renewed so long ago, by a process with this pid. */
export function lockOf(ageMs: number, silenceMs: number, pid: number): StandScene {
  const owner = { instance, host, boot: 'boot-2', pid, pidStart: 100 }
  return { name: 'a', token: 1, owner, heartbeatMs: ttlMs / 3, ...timesOf(ageMs, silenceMs) }
}

/** Every lock that somebody looks at. */
export function everyStanding(): readonly StandScene[] {
  return pairs(pairs(agesMs, silencesMs), holderPids).map(([[ageMs, silenceMs], pid]) => lockOf(ageMs, silenceMs, pid))
}

/** Every lock that somebody would take. */
export function everyLock(): readonly TakeScene[] {
  return pairs(pairs(agesMs, silencesMs), pairs(pairs(statuses, takeoverPolicies), floorsMs)).map(
    ([[ageMs, silenceMs], [[holder, policy], floorMs]]) => ({
      times: timesOf(ageMs, silenceMs),
      holder,
      policy,
      floorMs,
    }),
  )
}
