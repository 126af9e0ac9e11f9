/** Runtimes: subjects like adapters, but built on ports that somebody else serves. */
import type { AnySession } from './adapter.ts'

/** What an author of a runtime writes. */
export interface RuntimeDefinition {
  readonly name: string
  /** how a child process finds this runtime: `import.meta.url`, with the runtime as default export */
  readonly module: string
  /** builds the runtime on the ports of an open session */
  open(ports: AnySession): Promise<{ close(): Promise<void> }>
}

/** A runtime, checked. */
export interface Runtime extends RuntimeDefinition {
  readonly isRuntime: true
}
