/** Runtimes: subjects like adapters. What they promise of themselves, without a store or on top of one, are their parts. */
import type { Adapter, BuiltInPorts, OpenOptions } from './adapter.ts'
import type { Locks } from './locks/port.ts'
import type { AnyPortSpec, PortSpec } from './port.ts'
import type { Blobs } from './repository/blobs/port.ts'
import type { Checkpoints } from './repository/checkpoints/port.ts'
import type { Logs } from './repository/logs/port.ts'
import type { Outputs } from './repository/outputs/port.ts'
import type { Tasks } from './repository/tasks/port.ts'

/** The spec of a part that stands on ports of an adapter. */
export type PartOver = PortSpec & { readonly over: readonly string[] }

/** The parts of a runtime, by name, and close. A part that stands on ports is there where they are. */
export type PartsOf<Specs extends readonly AnyPortSpec[]> = {
  readonly [Spec in Exclude<Specs[number], { readonly over: readonly string[] }> as Spec['name']]: NonNullable<
    Spec['typed']
  >
} & {
  readonly [Spec in Extract<Specs[number], { readonly over: readonly string[] }> as Spec['name']]?:
    NonNullable<Spec['typed']> | undefined
} & { close(): Promise<void> }

/** The ports of a session as callers see them: those that the parts of the runtime name under `over`, where they are. */
export type PortsBeneath = {
  readonly [Name in keyof CallersPorts]?: CallersPorts[Name] | undefined
}

/** The ports that holdfast itself defines, by name, as callers see them: with values, refs and streams. */
export interface CallersPorts extends Record<keyof BuiltInPorts, object> {
  readonly outputs: Outputs
  readonly blobs: Blobs
  readonly checkpoints: Checkpoints
  readonly tasks: Tasks
  readonly logs: Logs
  readonly locks: Locks
}

/** What an author of a runtime writes. */
export interface RuntimeDefinition<Specs extends readonly PortSpec[] = readonly PortSpec[]> {
  readonly name: string
  /** how a child process finds this runtime: `import.meta.url`, with the runtime as default export */
  readonly module: string
  /** the specs of its parts: those of `holdfast/contracts`, and any of its author's own contracts */
  readonly parts: Specs
  /**
   * Builds the runtime, with exactly these parts. Alone it is given no ports; on top of a session it is given those that
   * its parts stand on, and what the session was opened with. A part whose ports are not there is left out.
   */
  open(ports: PortsBeneath, session: OpenOptions): Promise<PartsOf<Specs>>
}

/**
 * A runtime, checked: the harness tries it as it tries an adapter. What it keeps is in memory, so that nothing of it
 * outlives its session and no other session sees it. Its parts that stand on ports are tried on top of adapters.
 */
export interface Runtime extends Adapter {
  readonly isRuntime: true
  /** the specs of its parts that stand on ports */
  readonly partsOver: readonly AnyPortSpec[]
  /** builds the runtime on the ports of a session */
  build(ports: { readonly [port: string]: unknown }, session: OpenOptions): Promise<Parts>
}

/** The parts of a runtime whose typed interfaces are not known here. */
export type Parts = { readonly close: () => Promise<void> } & { readonly [part: string]: unknown }
