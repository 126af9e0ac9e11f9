/** The reference runtime. It knows ports and what adapters share, and never an adapter. */
import type { Runtime } from '../../contracts/index.ts'
import { janitorPart } from '../../contracts/runtime/janitor/part.ts'
import { lanesPart } from '../../contracts/runtime/lanes/part.ts'
import { livenessPart } from '../../contracts/runtime/liveness/part.ts'
import { refsPart } from '../../contracts/runtime/refs/part.ts'
import { retryPart } from '../../contracts/runtime/retry/part.ts'
import { takeoverPart } from '../../contracts/runtime/takeover/part.ts'
import { defineRuntime } from '../core/runtime.ts'
import { janitorOn } from './janitor/index.ts'
import { lanes } from './lanes.ts'
import { liveness } from './liveness/index.ts'
import { takeoverOn } from './locks/index.ts'
import { refs } from './refs/index.ts'
import { retrying } from './retry.ts'

export { identityOf, lookAt, ownIdentity } from './liveness/process.ts'

const runtime: Runtime = defineRuntime({
  name: 'runtime',
  module: import.meta.url,
  parts: [retryPart, lanesPart, livenessPart, refsPart, janitorPart, takeoverPart],
  async open({ outputs, blobs, locks }, { clock }) {
    const onBlobs = outputs && blobs ? { refs, janitor: janitorOn(outputs, blobs, clock) } : {}
    const onLocks = locks ? { takeover: takeoverOn(locks) } : {}
    return { retry: retrying, lanes, liveness, ...onBlobs, ...onLocks, close: async () => {} }
  },
})

export default runtime
