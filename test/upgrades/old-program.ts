/**
 * What a program of version 0 can do at a place of its time. It keeps the progress of a run as one list, which it writes
 * whole each time, a lock as a row without token or heartbeat, and outputs as rows. Texts of keys, items, scopes and values
 * are those of today.
 */

export interface Progress {
  readonly pin: string
  readonly done: readonly string[]
}

/** A program of version 0 at a place; `nowMs` is its own clock. */
export interface OldProgram {
  load(key: string): Promise<Progress | undefined>
  /** writes the whole list over what was there */
  save(key: string, progress: Progress, nowMs: number): Promise<void>
  clear(key: string): Promise<void>
  /** takes a lock that is free or has expired; whether it has it */
  acquire(name: string, ttlMs: number, nowMs: number): Promise<boolean>
  /** puts the expiry off; whether it still has the lock */
  refresh(name: string, ttlMs: number, nowMs: number): Promise<boolean>
  release(name: string): Promise<boolean>
  get(scope: string, key: string): Promise<string | undefined>
  put(scope: string, key: string, value: string, nowMs: number): Promise<void>
  delete(scope: string, key: string): Promise<void>
  close(): Promise<void>
}

/** Who an old program says that it is. */
export const oldHost = 'old.example'
export const oldPid = 4_242
