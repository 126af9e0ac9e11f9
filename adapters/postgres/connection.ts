/**
 * A connection with the settings without which acknowledged work could be lost, read back: a role or a database may have
 * others, and a server may be run without those that only its owner can set.
 */
import { StoreError } from '../../contracts/errors.ts'
import { busyMs } from '../../src/core/retry-policy.ts'
import type { Connection } from './driver.ts'
import { connect } from './driver.ts'
import { notConnected } from './failures.ts'
import type { ConnectionSettings } from './settings.ts'

/** What must be read back. */
const wanted = { synchronous_commit: 'on', fsync: 'on', full_page_writes: 'on', server_encoding: 'UTF8' } as const

type Setting = keyof typeof wanted

const readBack = `SELECT ${Object.keys(wanted)
  .map((setting) => `current_setting('${setting}') AS ${setting}`)
  .join(', ')}`

function statements({ isolation, lockMs, statementMs, idleMs }: ConnectionSettings): readonly string[] {
  return [
    'SET synchronous_commit = on',
    `SET lock_timeout = ${lockMs}`,
    ...(isolation === undefined ? [] : [`SET default_transaction_isolation = '${isolation}'`]),
    ...(statementMs === undefined ? [] : [`SET statement_timeout = ${statementMs}`]),
    ...(idleMs === undefined ? [] : [`SET idle_in_transaction_session_timeout = ${idleMs}`]),
    readBack,
  ]
}

async function settle(connection: Connection, settings: ConnectionSettings): Promise<void> {
  const [found] = await connection.script<{ readonly [setting in Setting]: string }>(statements(settings))
  for (const [setting, value] of Object.entries(wanted)) {
    const got = found?.[setting as Setting]
    if (got !== value) throw new StoreError('UNSAFE', `${setting}: wanted ${value}, read back ${String(got)}`)
  }
}

/** Opens a connection that keeps what it acknowledges; the server shows it as `applicationName`. */
export async function openConnection(
  url: string,
  applicationName: string,
  settings: ConnectionSettings,
): Promise<Connection> {
  try {
    const connection = await connect({ url, applicationName, connectMs: busyMs, answerMs: settings.answerMs })
    try {
      await settle(connection, settings)
      return connection
    } catch (error) {
      await connection.close()
      throw error
    }
  } catch (error) {
    throw notConnected(error)
  }
}
