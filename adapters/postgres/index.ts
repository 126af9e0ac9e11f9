/**
 * Postgres by pg: a place is a namespace in a migrated schema, and a session has two lanes of connections to it. Outputs,
 * blobs and logs go by the one, locks, checkpoints, tasks and workers by the other.
 */
import { defineAdapter } from '../../src/core/adapter.ts'
import type { Adapter, Guard, GuardedPorts } from '../../contracts/index.ts'
import { openBlobs } from './blobs.ts'
import { Calls } from './calls.ts'
import type { CallOptions } from './calls.ts'
import { censusOf } from './census.ts'
import { openCheckpoints } from './checkpoints.ts'
import { beginOf } from './connection.ts'
import { classify } from './failures.ts'
import { faultsOf } from './faults.ts'
import { heldIn, openLocks } from './locks.ts'
import { openLogs } from './logs.ts'
import { createNamespace, removeNamespace, turnNamespace } from './namespaces.ts'
import { openOutputs } from './outputs.ts'
import type { PostgresPlace } from './place.ts'
import { addressOf, placeThrough } from './place.ts'
import { readServerAt } from './servers/at.ts'
import { endAbandoned, startServer } from './servers/index.ts'
import { openWires } from './wires.ts'
import { connectionSettings, sessionSettings } from './settings.ts'
import { Tables } from './tables.ts'
import { openTasks } from './tasks.ts'
import { openWorkers } from './workers.ts'

/**
 * The ports of which changes may come under a guard, each made when it is asked for. Renewals of a lease must find a slot,
 * whatever else goes by their lane.
 */
function guardable(calls: (options: CallOptions) => Calls, tables: Tables): Required<GuardedPorts> {
  return {
    get outputs() {
      return openOutputs(calls({ lane: 'data' }), tables)
    },
    get checkpoints() {
      return openCheckpoints(calls({ lane: 'control', bulk: true }), tables)
    },
    get tasks() {
      return openTasks(calls({ lane: 'control', bulk: true }), calls({ lane: 'control' }), tables)
    },
    get logs() {
      return openLogs(calls({ lane: 'data' }), tables)
    },
  }
}

const postgres: Adapter = defineAdapter({
  name: 'postgres',
  module: import.meta.url,
  claims: {
    survives: {
      delegated:
        'a commit is acknowledged once it lies in the synced WAL of the server: synchronous_commit, fsync and full_page_writes are on, and read back on each connection',
    },
    sharing: 'network',
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
  async create({ id, server }): Promise<PostgresPlace> {
    const at = readServerAt(server)
    const settings = sessionSettings(process.env)
    return { ...at, namespace: await createNamespace({ ...at, ...settings }, id), ...settings }
  },
  async open(place: PostgresPlace, { clock, signal }) {
    const settings = connectionSettings(process.env)
    const wires = openWires(place, settings, signal)
    const begin = beginOf(place.statements, settings)
    const tables = new Tables(place)
    const demandHeld = heldIn(tables)
    const calls = (options: Omit<CallOptions, 'begin'>): Calls => new Calls(wires.lanes, { ...options, begin })
    return {
      ...guardable(calls, tables),
      blobs: openBlobs(calls({ lane: 'data' }), tables, clock),
      locks: openLocks(calls({ lane: 'control' }), tables),
      workers: openWorkers(calls({ lane: 'control', bulk: true }), calls({ lane: 'control' }), tables),
      under: (guard: Guard) =>
        guardable((options) => calls({ ...options, demand: (query) => demandHeld(query, guard) }), tables),
      close: () => wires.close(),
    }
  },
  async census(place: PostgresPlace, { signal }) {
    const wires = openWires(place, connectionSettings(process.env), signal)
    try {
      return await censusOf(new Calls(wires.lanes, { lane: 'data' }), new Tables(place))
    } finally {
      await wires.close()
    }
  },
  destroy: removeNamespace,
  classify,
  clock: { turn: turnNamespace },
  server: {
    start: startServer,
    endAbandoned,
    faults: faultsOf,
    address: addressOf,
    through: placeThrough,
  },
})

export default postgres
