/** A server that is somebody else's: a run has a schema of its own there, which goes when the run ends. */
import { randomBytes } from 'node:crypto'
import type { Served } from '../../../contracts/index.ts'
import { StoreError, describeError, isStoreError } from '../../../contracts/errors.ts'
import { connect } from '../driver.ts'
import type { Connection } from '../driver.ts'
import type { ServerAt } from './at.ts'

/** How long the server may take to let us in, ms. */
const patienceMs = 10_000

/** How long a schema may wait for those who still hold something of it, ms. */
const lockMs = 30_000

/** How old the schema of a run must be for the run to be gone without having dropped it, ms. */
const abandonedMs = 86_400_000

/** What stands in the comment of a schema of a run, before the time at which it was made. */
const mark = 'a run of holdfast since '

/**
 * Sees that the server answers and makes the schema of the run; those that runs left which were killed a day ago go.
 * @throws StoreError UNREACHABLE where that cannot be done, INVALID_ARGUMENT for what is no url of a Postgres
 */
export async function useServer(url: string): Promise<Served> {
  const where = whereOf(url)
  const schema = `holdfast_${randomBytes(8).toString('hex')}`
  await on(url, where, async (connection) => {
    const [now, abandoned] = await look(connection)
    for (const each of abandoned) await drop(connection, each)
    await connection.script([`CREATE SCHEMA ${schema}`, `COMMENT ON SCHEMA ${schema} IS '${mark}${now}'`])
  })
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    stopped ??= on(url, where, (connection) => drop(connection, schema))
    await stopped
  }
  return { mode: 'url', at: { url, schema } satisfies ServerAt, stop }
}

/** The place of a server in words, without what is nobody's business. */
function whereOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed && /^postgres(?:ql)?:$/.test(parsed.protocol)) {
    const { hostname, port, pathname, searchParams } = parsed
    return `${searchParams.get('host') ?? hostname}${port && `:${port}`}${pathname}`
  }
  throw new StoreError(
    'INVALID_ARGUMENT',
    'HOLDFAST_POSTGRES_URL: expected postgresql://user:password@host:port/database, got what is no such url',
  )
}

async function on<Value>(url: string, where: string, work: (connection: Connection) => Promise<Value>): Promise<Value> {
  try {
    const connection = await connect({
      url,
      applicationName: 'holdfast',
      connectMs: patienceMs,
      answerMs: lockMs + patienceMs,
    })
    try {
      return await work(connection)
    } finally {
      await connection.close()
    }
  } catch (error) {
    if (isStoreError(error)) throw error
    const why = `the Postgres at ${where}, which HOLDFAST_POSTGRES_URL names, does not serve a run: ${describeError(error)}`
    throw new StoreError('UNREACHABLE', why, { cause: error })
  }
}

/** The time of the server, ms, and the schemas that runs left. */
async function look(connection: Connection): Promise<readonly [number, readonly string[]]> {
  const text = `
    WITH clock AS (SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now),
    runs AS (
      SELECT nspname, substring(obj_description(oid, 'pg_namespace') FROM '^${mark}(\\d{13})$')::bigint AS since
      FROM pg_namespace WHERE nspname ~ '^holdfast_[0-9a-f]{16}$'
    )
    SELECT now, array(SELECT nspname::text FROM runs WHERE since < now - ${abandonedMs}) AS abandoned FROM clock`
  const { rows } = await connection.query<{ now: number; abandoned: readonly string[] }>({ text })
  const [found] = rows
  if (!found) throw new Error('the server does not tell the time')
  return [found.now, found.abandoned]
}

async function drop(connection: Connection, schema: string): Promise<void> {
  await connection.script([`SET lock_timeout = ${lockMs}`, `DROP SCHEMA IF EXISTS ${schema} CASCADE`])
}
