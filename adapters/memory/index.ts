/**
 * Memory: the reference for what a port means, and for how little an adapter needs. A place is a few tables of this process;
 * what is written outlives the session that wrote it, and nothing else.
 */
import { randomUUID } from 'node:crypto'
import { defineAdapter } from '../../src/core/adapter.ts'
import type { Adapter, Guard } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { demandedBefore } from '../../src/core/guarded.ts'
import type { LockRows } from '../../src/core/lock-rows.ts'
import { demandHeld, locksOn } from '../../src/core/lock-rows.ts'
import type { BlobTable } from '../../src/core/tables/blobs.ts'
import { openBlobs } from '../../src/core/tables/blobs.ts'
import { censusOf } from '../../src/core/tables/census.ts'
import type { LogTable } from '../../src/core/tables/logs.ts'
import { openLogs } from '../../src/core/tables/logs.ts'
import { openOutputs, outputTable } from '../../src/core/tables/outputs.ts'
import type { OutputTable } from '../../src/core/tables/outputs.ts'
import { tasksOn } from '../../src/core/tasks/store.ts'
import { TaskTable } from '../../src/core/tasks/table.ts'
import { workersOn } from '../../src/core/workers/store.ts'
import type { CheckpointTable } from './checkpoints.ts'
import { openCheckpoints } from './checkpoints.ts'
import { lockTable } from './locks.ts'

/** The tables of one place. */
interface Tables {
  readonly outputs: OutputTable
  readonly blobs: BlobTable
  readonly checkpoints: CheckpointTable
  /** with the workers that do them */
  readonly tasks: TaskTable
  readonly logs: LogTable
  readonly locks: LockRows
}

/** Tells this copy of this process from any other that may be handed one of its places. */
const home = randomUUID()
const places = new Map<string, Tables>()

function tablesOf(place: { readonly id: string; readonly home: string }): Tables {
  const tables = places.get(place.id)
  if (place.home === home && tables) return tables
  throw new StoreError('SHARING', `memory place ${place.id} belongs to another thread or process, or is gone`)
}

const memory: Adapter = defineAdapter({
  name: 'memory',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    guards: 'transactional',
    ports: {
      outputs: { ages: 'store', listing: 'pages' },
      blobs: { ages: 'store', listing: 'pages', streaming: { no: 'all bytes of a blob lie in memory' } },
      checkpoints: { ages: 'store' },
      tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' },
      logs: { ages: 'store' },
      locks: { clock: 'store', fencing: 'transactional', slots: 'counted' },
      workers: { clock: 'store' },
    },
  },
  async create({ id }) {
    places.set(id, {
      outputs: outputTable(),
      blobs: new Map(),
      checkpoints: new Map(),
      tasks: new TaskTable(),
      logs: new Map(),
      locks: lockTable(),
    })
    return { id, home }
  },
  async open(place, { clock }) {
    const tables = tablesOf(place)
    const guardable = {
      outputs: openOutputs(tables.outputs, clock),
      checkpoints: openCheckpoints(tables.checkpoints, clock),
      tasks: tasksOn(tables.tasks, clock),
      logs: openLogs(tables.logs, clock),
    }
    return {
      ...guardable,
      blobs: openBlobs(tables.blobs, clock),
      locks: locksOn(tables.locks, clock),
      workers: workersOn(tables.tasks, clock),
      // No call waits between its check and its effect.
      under: (guard: Guard) => demandedBefore(guardable, () => demandHeld(tables.locks, guard)),
      close: async () => {},
    }
  },
  census: async (place) => censusOf(tablesOf(place)),
  async destroy(place) {
    places.delete(place.id)
  },
})

export default memory
