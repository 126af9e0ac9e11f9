/** Calls on locks and their answers, written down as a test needs them. */
import type { Call, Claims, LockSnapshot } from '../../../../contracts/index.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import type { LockState } from '../../../../contracts/locks/model.ts'
import { owner } from '../../../../contracts/locks/moves.ts'
import type { Stepping } from '../written.ts'
import { stepping, at } from '../written.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { locks: { clock: 'store', fencing: 'transactional', slots: 'counted' } },
}

/** What an actor asks for in these tests: a lease from 1000 to 1050, takeable from 1070. */
export const asked = { owner: { ...owner(0) }, ttlMs: 50, graceMs: 20, heartbeatMs: 10 }

/** The row that asking for it at 1000 makes. */
export function row(some: Partial<LockSnapshot> = {}): LockSnapshot {
  const times = { acquiredAtMs: 1_000, heartbeatAtMs: 1_000, expiresAtMs: 1_050, takeableAtMs: 1_070, heartbeatMs: 10 }
  return { name: 'a', token: 1, owner: owner(0), ...times, atMs: 1_000, ...some }
}

/** A row that is made at `ms` by asking for the same. */
export function rowFrom(ms: number, some: Partial<LockSnapshot> = {}): LockSnapshot {
  const times = { acquiredAtMs: ms, heartbeatAtMs: ms, expiresAtMs: ms + 50, takeableAtMs: ms + 70 }
  return row({ ...times, atMs: ms, ...some })
}

export function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'locks', method, args: args as Call['args'] }
}

export const acquire: Call = call('acquire', 'a', asked)
export const inspect: Call = call('inspect', 'a')

/** A partition that nobody touched yet. */
export function fresh(of: Claims = claims): LockState {
  return locksModel.initial('a', of)
}

export const { after, due }: Stepping<LockState> = stepping(locksModel)

/** The lock `a`, held from 1000 under token 1. */
export function held(of: Claims = claims): LockState {
  return after(fresh(of), acquire, { status: 'acquired', lease: row() }, at(1_000))
}
