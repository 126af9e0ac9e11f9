/** The built-in contracts, and the words that all contracts are made of. To add a contract: one folder, one line. */
import type { AnyContract } from './contract.ts'
import locks from './locks/contract.ts'
import checkpoints from './repository/checkpoints/contract.ts'

export const contracts: readonly AnyContract[] = [locks, checkpoints]

export * from './adapter.ts'
export * from './claims.ts'
export * from './contract.ts'
export * from './errors.ts'
export * from './generate.ts'
export * from './lab.ts'
export * from './law.ts'
export * from './port.ts'
export * from './plugin.ts'
export * from './ports.ts'
export * from './report.ts'
export * from './runtime.ts'
export * from './tier.ts'
export * from './values.ts'
export type * from './locks/port.ts'
export type * from './repository/checkpoints/port.ts'
export type * from './repository/outputs/port.ts'
