/**
 * A connection with the settings without which acknowledged work could be lost, read back: a role or a database may have
 * others, and a server may be run without those that only its owner can set.
 */
import { StoreError } from '../../contracts/errors.ts'
import { busyMs } from '../../src/core/retry-policy.ts'
import type { Connection } from './driver.ts'
import { connect } from './driver.ts'
import { notConnected } from './failures.ts'
import type { ConnectionSettings, StatementNaming } from './settings.ts'
import { isAtWork } from './work.ts'

/** What must be read back. */
const wanted = { synchronous_commit: 'on', fsync: 'on', full_page_writes: 'on', server_encoding: 'UTF8' } as const

type Setting = keyof typeof wanted

const readBack = `SELECT ${Object.keys(wanted)
  .map((setting) => `current_setting('${setting}') AS ${setting}`)
  .join(', ')}`

/** What is set, in as many statements. */
function set(how: 'SET' | 'SET LOCAL', { lockMs, statementMs, idleMs }: ConnectionSettings): readonly string[] {
  return [
    `${how} synchronous_commit = on`,
    `${how} lock_timeout = ${lockMs}`,
    ...(statementMs === undefined ? [] : [`${how} statement_timeout = ${statementMs}`]),
    ...(idleMs === undefined ? [] : [`${how} idle_in_transaction_session_timeout = ${idleMs}`]),
  ]
}

/**
 * What begins a transaction that has the settings by itself, where statements are unnamed: a pooler may lend another
 * session to each then, which has settings of its own. Undefined where sessions keep them.
 */
export function beginOf(naming: StatementNaming, settings: ConnectionSettings): readonly string[] | undefined {
  if (naming === 'named') return undefined
  const { isolation } = settings
  return [isolation === undefined ? 'BEGIN' : `BEGIN ISOLATION LEVEL ${isolation}`, ...set('SET LOCAL', settings)]
}

/** What is set once. A session that is lent by transaction is others' too: nothing of ours may stay in it. */
function statements(settings: ConnectionSettings, naming: StatementNaming): readonly string[] {
  const { isolation } = settings
  if (naming === 'unnamed') return [...set('SET LOCAL', settings), readBack]
  return [
    ...set('SET', settings),
    ...(isolation === undefined ? [] : [`SET default_transaction_isolation = '${isolation}'`]),
    readBack,
  ]
}

async function settle(connection: Connection, asked: readonly string[]): Promise<void> {
  const [found] = await connection.script<{ readonly [setting in Setting]: string }>(asked)
  for (const [setting, value] of Object.entries(wanted)) {
    const got = found?.[setting as Setting]
    if (got !== value) throw new StoreError('UNSAFE', `${setting}: wanted ${value}, read back ${String(got)}`)
  }
}

/**
 * Opens a connection that keeps what it acknowledges; the server shows it as `applicationName`. Where statements are
 * unnamed, only transactions do so that begin as `beginOf` says.
 */
export async function openConnection(
  url: string,
  applicationName: string,
  settings: ConnectionSettings,
  naming: StatementNaming,
): Promise<Connection> {
  try {
    const connection = await connect({
      url,
      applicationName,
      connectMs: busyMs,
      answerMs: settings.answerMs,
      isAtWork: (process) => isAtWork(url, process),
    })
    try {
      await settle(connection, statements(settings, naming))
      return connection
    } catch (error) {
      await connection.close()
      throw error
    }
  } catch (error) {
    throw notConnected(error)
  }
}
