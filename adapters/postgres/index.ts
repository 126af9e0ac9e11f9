/**
 * Postgres by pg: a place is a namespace in a migrated schema, and a session has two lanes of connections to it. Outputs go
 * by the one, locks and checkpoints by the other.
 */
import { setMaxListeners } from 'node:events'
import { defineAdapter } from '../../src/core/adapter.ts'
import type { Adapter } from '../../contracts/index.ts'
import { Calls } from './calls.ts'
import { openCheckpoints } from './checkpoints.ts'
import { classify } from './failures.ts'
import { faultsOf } from './faults.ts'
import { openLocks } from './locks.ts'
import { createNamespace, removeNamespace, turnNamespace } from './namespaces.ts'
import { openOutputs } from './outputs.ts'
import type { PostgresPlace } from './place.ts'
import { addressOf, placeThrough } from './place.ts'
import { readServerAt } from './servers/at.ts'
import { endAbandoned, startServer } from './servers/index.ts'
import { openWires } from './wires.ts'
import { sessionSettings } from './settings.ts'
import { Tables } from './tables.ts'

const postgres: Adapter = defineAdapter({
  name: 'postgres',
  module: import.meta.url,
  claims: {
    survives: {
      delegated:
        'a commit is acknowledged once it lies in the synced WAL of the server: synchronous_commit, fsync and full_page_writes are on, and read back on each connection',
    },
    sharing: 'network',
    ports: {
      outputs: { ages: 'store', listing: 'pages' },
      checkpoints: { ages: 'store' },
      locks: { clock: 'store', fencing: 'transactional' },
    },
  },
  async create({ id, server }): Promise<PostgresPlace> {
    const at = readServerAt(server)
    return { ...at, namespace: await createNamespace(at, id), ...sessionSettings(process.env) }
  },
  async open(place: PostgresPlace, { signal }) {
    // Each call that runs or waits listens to it, and there may be any number of them.
    setMaxListeners(0, signal)
    const wires = openWires(place, signal)
    const { lanes } = wires
    const tables = new Tables(place)
    return {
      outputs: openOutputs(new Calls(lanes, 'data'), tables),
      // Renewals of a lease must find a slot, whatever else goes by their lane.
      checkpoints: openCheckpoints(new Calls(lanes, 'control', { bulk: true }), tables),
      locks: openLocks(new Calls(lanes, 'control'), tables),
      close: () => wires.close(),
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
