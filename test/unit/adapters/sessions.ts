/** Sessions on the places of our own adapters, opened by hand. */
import type { Adapter, Json, Locks, OpenOptions } from '../../../contracts/index.ts'
import { isStoreError } from '../../../contracts/errors.ts'
import { owner } from '../../../contracts/locks/moves.ts'

export const opening: OpenOptions = { clock: { now: () => 1_000 }, signal: new AbortController().signal }

export const asked = { owner: owner(0), ttlMs: 50, graceMs: 0, heartbeatMs: 10 }

/** An open session of an adapter of ours. */
export interface LockSession {
  readonly locks: Locks
  close(): Promise<void>
}

/** Opens a session on a place. */
export async function sessionOn(adapter: Adapter, place: Json): Promise<LockSession> {
  const session = await adapter.open(place, opening)
  return { locks: session['locks'] as Locks, close: () => session.close() }
}

/** The code of the store error that a promise is refused with; any other error as text. */
export async function refusal(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    return isStoreError(error) ? error.code : `uncoded: ${String(error)}`
  }
}
