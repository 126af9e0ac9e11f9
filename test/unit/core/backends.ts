/** Small backends for the tests of the shell: what each of their methods does is given. */
import type { Adapter, Json, Locks, OpenOptions } from '../../../contracts/index.ts'
import { StoreError, isHarnessError, isStoreError } from '../../../contracts/errors.ts'
import type { StoreCode } from '../../../contracts/errors.ts'
import { defineAdapter } from '../../../src/core/adapter.ts'

export const opening: OpenOptions = { clock: { now: () => 0 }, signal: new AbortController().signal }

/** Locks that answer nothing but what is given. */
export function locks(some: Partial<Locks>): Locks {
  return some as Locks
}

/** How a backend of these tests behaves. */
export interface Behaviour {
  readonly sharing?: 'session' | 'thread'
  readonly serves?: Partial<Locks>
  readonly open?: (place: Json) => Promise<void>
  readonly close?: () => Promise<void>
  readonly classify?: (error: unknown) => StoreCode | undefined
}

/** An adapter whose places are numbers. */
export function backend({ sharing = 'thread', serves = {}, open, close, classify }: Behaviour): Adapter {
  return defineAdapter({
    name: 'backend',
    module: import.meta.url,
    claims: {
      survives: 'session',
      sharing,
      ports: { locks: { clock: 'store', fencing: 'transactional', slots: 'counted' } },
    },
    create: async () => 1,
    async open(place) {
      await open?.(place)
      return { locks: locks(serves), close: async () => close?.() }
    },
    ...(classify ? { classify } : {}),
  })
}

/** The locks of a session on place 1. */
export async function openLocks(of: Behaviour): Promise<Locks> {
  const session = await backend(of).open(1, opening)
  return session['locks'] as Locks
}

/** What a promise was refused with: the code of our own errors, else the error as text. */
export async function refusal(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    return isStoreError(error) || isHarnessError(error) ? error.code : String(error)
  }
}

/** Rejects as a store that is busy does. */
export const isBusy = async (): Promise<never> => {
  throw new StoreError('BUSY', 'kept waiting')
}
