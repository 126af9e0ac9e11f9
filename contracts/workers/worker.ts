/** What a worker is. */
import type { Identity } from '../values.ts'

/** A worker as it stood at `atMs`, without its facts. */
export type WorkerSummary = {
  /** the caller's own, 1 to 512 bytes of UTF-8, unique in the store */
  readonly id: string
  /** the task that it does; no other worker does it */
  readonly task: string
  /** of the claim of the task under which it was reserved, 1 to 2^53-1 */
  readonly token: number
  /** `reserved`: nothing was started yet, as far as the store knows; `active`: its process is `child` */
  readonly state: WorkerState
  /** who reserved it, and starts its process */
  readonly owner: Identity
  /** the process that does the task; there once it is active */
  readonly child?: Identity
  readonly reservedAtMs: number
  /** there once it is active */
  readonly activatedAtMs?: number
  /** the last sign of life: the reservation, the activation or a beat */
  readonly heartbeatAtMs: number
  /** the store's time when the row was read: ages are differences to it, never to the caller's clock */
  readonly atMs: number
}

/** Every state of a worker. */
export const workerStates = ['reserved', 'active'] as const

export type WorkerState = (typeof workerStates)[number]

/** A worker with what its owner noted of it. */
export type Worker<V> = WorkerSummary & { readonly facts?: { readonly value: V } }

/** A worker by the reservation that made it. */
export type WorkerName = { readonly id: string; readonly token: number }
