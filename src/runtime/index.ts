/** The reference runtime. It knows ports and what adapters share, and never an adapter. */
import type { Runtime } from '../../contracts/index.ts'
import { retryPart } from '../../contracts/runtime/retry/part.ts'
import { defineRuntime } from '../core/runtime.ts'
import { retrying } from './retry.ts'

const runtime: Runtime = defineRuntime({
  name: 'runtime',
  module: import.meta.url,
  parts: [retryPart],
  async open() {
    return { retry: retrying, close: async () => {} }
  },
})

export default runtime
