/**
 * SQLite by better-sqlite3: one file a place, WAL, `synchronous=FULL` on every connection, `BEGIN IMMEDIATE` for every
 * write. With these settings a commit is in the synced WAL before it is acknowledged, and so outlives a loss of power.
 */
import { join } from 'node:path'
import { defineAdapter } from '../../src/core/adapter.ts'
import type { Adapter, Clock, Guard, GuardedPorts } from '../../contracts/index.ts'
import { openBlobs } from './blobs.ts'
import { censusOf } from './census.ts'
import { openCheckpoints } from './checkpoints.ts'
import { makeFile, openConnection } from './connection.ts'
import type { Connection } from './driver.ts'
import type { Changing } from './failures.ts'
import { changesOn, classify, demanding } from './failures.ts'
import { heldOn, openLocks } from './locks.ts'
import { openLogs } from './logs.ts'
import { openOutputs } from './outputs.ts'
import { openTasks, taskStoreOn } from './tasks.ts'
import { openWorkers } from './workers.ts'

/** The ports of which changes may come under a guard, each made when it is asked for. */
function guardable(db: Connection, clock: Clock, changing: Changing): Required<GuardedPorts> {
  return {
    get outputs() {
      return openOutputs(db, clock, changing)
    },
    get checkpoints() {
      return openCheckpoints(db, clock, changing)
    },
    get tasks() {
      return openTasks(db, clock, changing)
    },
    get logs() {
      return openLogs(db, clock, changing)
    },
  }
}

const sqlite: Adapter = defineAdapter({
  name: 'sqlite',
  module: import.meta.url,
  claims: {
    survives: 'power',
    sharing: 'host',
    guards: 'transactional',
    ports: {
      outputs: { ages: 'store', listing: 'pages' },
      blobs: { ages: 'store', listing: 'pages', streaming: 'bounded' },
      checkpoints: { ages: 'store' },
      tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' },
      logs: { ages: 'store' },
      locks: { clock: 'store', fencing: 'transactional', slots: 'counted' },
      workers: { clock: 'store' },
    },
  },
  async create({ dir }) {
    const file = join(dir, 'place.sqlite')
    await makeFile(file)
    return { file }
  },
  async open({ file }, { clock, signal }) {
    const db = await openConnection(file, clock, signal)
    const changing = changesOn(db, signal)
    const demandHeld = heldOn(db)
    return {
      ...guardable(db, clock, changing),
      blobs: openBlobs(db, clock, changing),
      locks: openLocks(db, clock, changing),
      workers: openWorkers(db, taskStoreOn(db), clock, changing),
      under: (guard: Guard) =>
        guardable(
          db,
          clock,
          demanding(changing, () => demandHeld(guard)),
        ),
      async close() {
        db.close()
      },
    }
  },
  async census({ file }, { clock, signal }) {
    const db = await openConnection(file, clock, signal)
    try {
      return censusOf(db)
    } finally {
      db.close()
    }
  },
  classify,
})

export default sqlite
