/** The built-in contracts, and the words that all contracts are made of. To add a contract: one folder, one line. */
import type { AnyContract } from './contract.ts'
import locks from './locks/contract.ts'
import blobs from './repository/blobs/contract.ts'
import checkpoints from './repository/checkpoints/contract.ts'
import logs from './repository/logs/contract.ts'
import outputs from './repository/outputs/contract.ts'
import tasks from './repository/tasks/contract.ts'
import janitor from './runtime/janitor/contract.ts'
import lanes from './runtime/lanes/contract.ts'
import liveness from './runtime/liveness/contract.ts'
import refs from './runtime/refs/contract.ts'
import retry from './runtime/retry/contract.ts'
import takeover from './runtime/takeover/contract.ts'
import workers from './workers/contract.ts'

export const contracts: readonly AnyContract[] = [
  outputs,
  blobs,
  checkpoints,
  tasks,
  logs,
  locks,
  workers,
  retry,
  lanes,
  liveness,
  refs,
  janitor,
  takeover,
]

export * from './adapter.ts'
export * from './claims.ts'
export * from './contract.ts'
export * from './errors.ts'
export * from './generate.ts'
export * from './guard.ts'
export * from './lab.ts'
export * from './law.ts'
export * from './port.ts'
export * from './plugin.ts'
export * from './ports.ts'
export * from './report.ts'
export * from './runtime.ts'
export { janitorPart } from './runtime/janitor/part.ts'
export type * from './runtime/janitor/part.ts'
export { lanesPart } from './runtime/lanes/part.ts'
export type * from './runtime/lanes/part.ts'
export { livenessPart } from './runtime/liveness/part.ts'
export type * from './runtime/liveness/part.ts'
export { refsPart } from './runtime/refs/part.ts'
export type * from './runtime/refs/part.ts'
export { retryPart } from './runtime/retry/part.ts'
export type * from './runtime/retry/part.ts'
export { takeoverPart } from './runtime/takeover/part.ts'
export type * from './runtime/takeover/part.ts'
export type * from './server.ts'
export { showAtLength } from './show.ts'
export * from './tier.ts'
export * from './values.ts'
export type * from './locks/port.ts'
export type * from './repository/blobs/port.ts'
export { isRef } from './repository/refs.ts'
export type * from './repository/checkpoints/port.ts'
export type * from './repository/logs/port.ts'
export type * from './repository/outputs/port.ts'
export type * from './repository/tasks/port.ts'
export type * from './workers/port.ts'
