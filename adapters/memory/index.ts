/**
 * Memory: the reference for what a port means, and for how little an adapter needs. A place is a few tables of this process;
 * what is written outlives the session that wrote it, and nothing else.
 */
import { randomUUID } from 'node:crypto'
import { defineAdapter } from '../../src/core/adapter.ts'
import type { Adapter } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { LockRows } from '../../src/core/lock-rows.ts'
import { locksOn } from '../../src/core/lock-rows.ts'
import { openOutputs, outputTable } from '../../src/core/tables/outputs.ts'
import type { OutputTable } from '../../src/core/tables/outputs.ts'
import { tasksOn } from '../../src/core/tasks/store.ts'
import { TaskTable } from '../../src/core/tasks/table.ts'
import type { CheckpointTable } from './checkpoints.ts'
import { openCheckpoints } from './checkpoints.ts'
import { lockTable } from './locks.ts'

/** The tables of one place. */
interface Tables {
  readonly outputs: OutputTable
  readonly checkpoints: CheckpointTable
  readonly tasks: TaskTable
  readonly locks: LockRows
}

/** Tells this copy of this process from any other that may be handed one of its places. */
const home = randomUUID()
const places = new Map<string, Tables>()

const memory: Adapter = defineAdapter({
  name: 'memory',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: {
      outputs: { ages: 'store', listing: 'pages' },
      checkpoints: { ages: 'store' },
      tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' },
      locks: { clock: 'store', fencing: 'transactional' },
    },
  },
  async create({ id }) {
    places.set(id, { outputs: outputTable(), checkpoints: new Map(), tasks: new TaskTable(), locks: lockTable() })
    return { id, home }
  },
  async open(place, { clock }) {
    const tables = places.get(place.id)
    if (place.home !== home || !tables) {
      throw new StoreError('SHARING', `memory place ${place.id} belongs to another thread or process, or is gone`)
    }
    return {
      outputs: openOutputs(tables.outputs, clock),
      checkpoints: openCheckpoints(tables.checkpoints, clock),
      tasks: tasksOn(tables.tasks, clock),
      locks: locksOn(tables.locks, clock),
      close: async () => {},
    }
  },
  async destroy(place) {
    places.delete(place.id)
  },
})

export default memory
