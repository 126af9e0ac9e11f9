/** The reference runtime. It knows ports and what adapters share, and never an adapter. */
import type { Runtime } from '../../contracts/index.ts'
import { janitorPart } from '../../contracts/runtime/janitor/part.ts'
import { lanesPart } from '../../contracts/runtime/lanes/part.ts'
import { livenessPart } from '../../contracts/runtime/liveness/part.ts'
import { refsPart } from '../../contracts/runtime/refs/part.ts'
import { retryPart } from '../../contracts/runtime/retry/part.ts'
import { defineRuntime } from '../core/runtime.ts'
import { janitorOn } from './janitor/index.ts'
import { lanes } from './lanes.ts'
import { liveness } from './liveness/index.ts'
import { refs } from './refs/index.ts'
import { retrying } from './retry.ts'

export { identityOf, lookAt, ownIdentity } from './liveness/process.ts'

const runtime: Runtime = defineRuntime({
  name: 'runtime',
  module: import.meta.url,
  parts: [retryPart, lanesPart, livenessPart, refsPart, janitorPart],
  async open({ outputs, blobs }, { clock }) {
    const onPorts = outputs && blobs ? { refs, janitor: janitorOn(outputs, blobs, clock) } : {}
    return { retry: retrying, lanes, liveness, ...onPorts, close: async () => {} }
  },
})

export default runtime
