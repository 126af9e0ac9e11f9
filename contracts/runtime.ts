/** Runtimes: subjects like adapters. What they promise of themselves, without a store, are their parts. */
import type { Adapter } from './adapter.ts'
import type { AnyPortSpec, PortSpec } from './port.ts'

/** The parts of a runtime, by name, and close. */
export type PartsOf<Specs extends readonly AnyPortSpec[]> = {
  readonly [Spec in Specs[number] as Spec['name']]: NonNullable<Spec['typed']>
} & { close(): Promise<void> }

/** What an author of a runtime writes. */
export interface RuntimeDefinition<Specs extends readonly PortSpec[] = readonly PortSpec[]> {
  readonly name: string
  /** how a child process finds this runtime: `import.meta.url`, with the runtime as default export */
  readonly module: string
  /** the specs of its parts: those of `holdfast/contracts`, and any of its author's own contracts */
  readonly parts: Specs
  /** builds the runtime, with exactly these parts */
  open(): Promise<PartsOf<Specs>>
}

/**
 * A runtime, checked: the harness tries it as it tries an adapter. What it keeps is in memory, so that nothing of it
 * outlives its session and no other session sees it.
 */
export interface Runtime extends Adapter {
  readonly isRuntime: true
}
