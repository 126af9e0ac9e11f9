/** What can be done to the server of a place while sessions use it. */
import type { ServerFaults } from '../../contracts/index.ts'
import { openConnection } from './connection.ts'
import type { Connection } from './driver.ts'
import type { PostgresPlace } from './place.ts'
import { applicationName } from './place.ts'
import { quotedSchema } from './schema.ts'
import { restartServer } from './servers/keeper-client.ts'
import { connectionSettings } from './settings.ts'

function connected({ url, statements }: PostgresPlace): Promise<Connection> {
  return openConnection(url, 'holdfast', connectionSettings(process.env), statements)
}

async function disconnect(place: PostgresPlace): Promise<void> {
  const connection = await connected(place)
  try {
    // Waits up to 5 s for each to be gone.
    const text = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = $1`
    await connection.query({ text }, [applicationName(place)])
  } finally {
    await connection.close()
  }
}

async function stall(place: PostgresPlace): Promise<() => Promise<void>> {
  const connection = await connected(place)
  try {
    await connection.script([
      'BEGIN',
      `SELECT FROM ${quotedSchema(place.schema)}.output_row WHERE namespace = ${place.namespace} FOR UPDATE`,
    ])
  } catch (error) {
    await connection.close()
    throw error
  }
  return async () => {
    try {
      await connection.query({ text: 'ROLLBACK' })
    } finally {
      await connection.close()
    }
  }
}

/** What can be done to the server of this place. */
export function faultsOf(place: PostgresPlace): ServerFaults {
  const { keeper } = place
  return {
    ...(keeper === undefined ? {} : { restart: () => restartServer(keeper) }),
    disconnect: () => disconnect(place),
    stall: () => stall(place),
  }
}
