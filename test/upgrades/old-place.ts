/** What promises of upgrades are made of: a place of version 0, a program of each version at it, and what lies there. */
import type { Checkpoints, Locks, Outputs } from '../../dist/contracts/index.js'
import type { OldProgram } from './old-program.ts'

/** A program of today at the place. */
export interface NewProgram {
  readonly checkpoints: Checkpoints
  readonly locks: Locks
  readonly outputs: Outputs
}

/** A place of version 0 with a program of that version at work on it. */
export interface OldPlace {
  readonly old: OldProgram
  /** opens a session, which upgrades the place if it is the first */
  readonly open: () => Promise<NewProgram>
  /** does something to the store, beneath all programs */
  readonly run: (sql: string) => Promise<void>
  /** the rows of a statement */
  readonly rows: (sql: string) => Promise<readonly unknown[]>
  /** everything that the schema has, in one form */
  readonly schema: () => Promise<unknown>
  /** the same of a place that was never of version 0 */
  readonly freshSchema: () => Promise<unknown>
}

export type Backend = 'sqlite' | 'postgres'

/** A fault that is written in the catalogue. */
export interface Fault {
  readonly says: string
  readonly sql: Readonly<Record<Backend, string>>
}

export interface UpgradePromise {
  readonly entry: string
  readonly says: string
  /** tries it; what the fault does to the place is done where it would be, after the upgrade */
  readonly check: (place: OldPlace, fault: () => Promise<void>) => Promise<void>
  readonly faults: readonly Fault[]
}

export const key = { operation: 'sync', parameters: null }
export const keyText = '{"operation":"sync","parameters":null}'
export const other = { operation: 'embed', parameters: null }
export const otherText = '{"operation":"embed","parameters":null}'
export const scope = { tenant: 't' }
export const output = { task: 'a', input: '1' }
export const [scopeText, outputText] = ['{"tenant":"t"}', '{"input":"1","task":"a"}']
export const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
export const lease = { owner, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 }

export function texts(...items: readonly string[]): readonly string[] {
  return items.map((item) => JSON.stringify(item))
}

/** What the new program shows of a key, its lists in one order. */
export async function shown({ checkpoints }: NewProgram, of = key): Promise<unknown> {
  const found = await checkpoints.inspect(of)
  return found.status === 'none' ? 'none' : [found.pin, found.done.toSorted()]
}
