/** The connections of a session, in its lanes, for as long as somebody wants the session. */
import { Lanes } from '../../src/core/lanes.ts'
import { openConnection } from './connection.ts'
import type { Connection } from './driver.ts'
import type { PostgresPlace } from './place.ts'
import { applicationName } from './place.ts'
import { prepareFor } from './schema.ts'
import type { ConnectionSettings } from './settings.ts'

/** Lanes, and how they end. */
interface Wires {
  readonly lanes: Lanes<Connection>
  /** waits for what runs */
  close(): Promise<void>
}

/** Opens the lanes of a session; no connection yet. When `signal` is aborted they end at once, whatever runs. */
export function openWires(place: PostgresPlace, settings: ConnectionSettings, signal: AbortSignal): Wires {
  const open = new Set<Connection>()
  const lanes = new Lanes<Connection>({
    slots: place,
    async connect() {
      const connection = await openConnection(place.url, applicationName(place), settings, place.statements)
      open.add(connection)
      return connection
    },
    prepare: (_, connection) => prepareFor(connection, place),
    isBroken: ({ isBroken }) => isBroken,
    cancel: (connection) => connection.cancel(),
    close(connection) {
      open.delete(connection)
      return connection.close()
    },
  })
  const giveUp = (): void => {
    for (const connection of open) connection.abandon()
    void lanes.close()
  }
  // One listener a session, however many of its calls wait.
  if (signal.aborted) giveUp()
  else signal.addEventListener('abort', giveUp, { once: true })
  return {
    lanes,
    close: () => lanes.close().finally(() => signal.removeEventListener('abort', giveUp)),
  }
}
