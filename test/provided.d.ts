// What vitest.workspace.ts provides to a test file, for `inject`.
import 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** the adapter that this project runs the conformance file on; only there in the projects named after an adapter */
    readonly adapter: 'memory' | 'shared-memory' | 'sqlite' | 'fs' | 'postgres' | 'runtime'
  }
}
