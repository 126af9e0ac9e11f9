/** The whole catalogue, in its order. */
import type { Group } from './entry.ts'
import { defects, gaps } from './cache-gaps.ts'
import { files, hits, orphans } from './cache-hits.ts'
import { identity, startBarrier } from './cache-identity.ts'
import { queueStreams, wrappers } from './cache-queue.ts'
import { references, trust, walker } from './cache-references.ts'
import { backPressure, binaryFormats, binaryPorts } from './cache-streams.ts'
import { checkpointStore, flushes } from './durability-checkpoints.ts'
import { harness } from './durability-harness.ts'
import { fencing, lockFiles, renewals } from './durability-leases.ts'
import { holding, takeover } from './durability-locks.ts'
import { capturedOutput, stopping } from './durability-output.ts'
import { classification, lanes, retrying } from './durability-retry.ts'
import { exits, resuming } from './durability-runs.ts'
import { jobs, rows } from './durability-tasks.ts'
import { traps } from './durability-traps.ts'
import { admission, recovery, registry } from './durability-workers.ts'

/** Every group; the entries of `cache` come first, then those of `durability`. */
export const catalogue: readonly Group[] = [
  identity,
  startBarrier,
  binaryPorts,
  binaryFormats,
  backPressure,
  references,
  trust,
  walker,
  hits,
  files,
  orphans,
  wrappers,
  queueStreams,
  gaps,
  defects,
  classification,
  retrying,
  lanes,
  checkpointStore,
  flushes,
  resuming,
  exits,
  holding,
  takeover,
  fencing,
  renewals,
  jobs,
  lockFiles,
  registry,
  admission,
  recovery,
  capturedOutput,
  stopping,
  rows,
  harness,
  traps,
]
