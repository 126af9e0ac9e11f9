/**
 * The timeouts of Postgres: what they say wherever they come, inside a savepoint and at a commit too, what that means, and
 * that nothing of the transaction is kept. Then all suites with timeouts that no call of theirs should come to.
 */
import { once } from 'node:events'
import type { Client, ClientConfig } from 'pg'
import type { Campaign } from './campaign.ts'
import { refusalIn, refusalOf, tellProvoked } from './provoked.ts'
import type { Provoked, Refusal } from './provoked.ts'
import { connected, withClient, withServer } from './server.ts'
import type { OwnServer } from './server.ts'
import { tellSuites } from './suites.ts'

/** A timeout that comes, ms; and how long who waits for it would sleep, s. */
const shortMs = 50
const longS = 60

/** Short ones that no call of a suite comes to, ms. */
const spare = {
  HOLDFAST_POSTGRES_STATEMENT_TIMEOUT_MS: '4000',
  HOLDFAST_POSTGRES_LOCK_TIMEOUT_MS: '3000',
  HOLDFAST_POSTGRES_IDLE_TIMEOUT_MS: '4000',
}

const sleep = `SELECT pg_sleep(${longS})`

/** A table with a row that another transaction holds, and one whose changes want that row at the commit. */
const schema = [
  'CREATE TABLE held (id integer PRIMARY KEY)',
  'INSERT INTO held VALUES (1)',
  'CREATE TABLE late (id integer)',
  `CREATE FUNCTION look_late() RETURNS trigger LANGUAGE plpgsql AS
   $$ BEGIN PERFORM id FROM held FOR UPDATE; RETURN NULL; END $$`,
  `CREATE CONSTRAINT TRIGGER late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
   FOR EACH ROW EXECUTE FUNCTION look_late()`,
]

/** How a query of a client fails that comes after others. */
async function refused(client: Client, before: readonly string[], query: string): Promise<Refusal | undefined> {
  for (const each of before) await client.query(each)
  return refusalOf(() => client.query(query))
}

/** What a client is told whose session the server ends while it asks for nothing. */
async function ended(config: ClientConfig, before: readonly string[]): Promise<readonly (Refusal | undefined)[]> {
  const client = await connected(config)
  const told = once(client, 'error')
  const gone = new Promise<void>((resolve) => void client.once('end', resolve))
  for (const each of before) await client.query(each)
  const [error] = (await told) as [unknown]
  await gone
  return [refusalIn(error), await refusalOf(() => client.query('SELECT 1'))]
}

async function provoke(config: ClientConfig): Promise<readonly Provoked[]> {
  const onOne = (before: readonly string[], query: string): Promise<Refusal | undefined> =>
    withClient(config, (client) => refused(client, before, query))
  const [statement, lock] = [`SET statement_timeout = ${shortMs}`, `SET lock_timeout = ${shortMs}`]
  const update = 'UPDATE held SET id = 2'
  // Not statement_timeout: what is put off to the commit runs when that has been called off.
  const late = ['BEGIN', 'INSERT INTO late VALUES (1)']
  const idle = await ended(config, [`SET idle_in_transaction_session_timeout = ${shortMs}`, 'BEGIN', 'SELECT 1'])
  const transaction = await ended(config, [`SET transaction_timeout = ${shortMs}`, 'BEGIN', 'SELECT 1'])
  const session = await ended(config, [`SET idle_session_timeout = ${shortMs}`])
  return [
    { how: 'statement_timeout', refusal: await onOne([statement], sleep), wanted: 'timeout' },
    { how: 'in a savepoint', refusal: await onOne([statement, 'BEGIN', 'SAVEPOINT s'], sleep), wanted: 'timeout' },
    { how: 'behind a lock', refusal: await onOne([statement], update), wanted: 'timeout' },
    { how: 'lock_timeout', refusal: await onOne([lock], update), wanted: 'lock-timeout' },
    { how: 'at a commit', refusal: await onOne([lock, ...late], 'COMMIT'), wanted: 'lock-timeout' },
    { how: 'in a savepoint', refusal: await onOne([lock, 'BEGIN', 'SAVEPOINT s'], update), wanted: 'lock-timeout' },
    { how: 'idle_in_transaction_session_timeout', refusal: idle[0], wanted: 'disconnected' },
    { how: 'the next query', refusal: idle[1], wanted: 'unreachable' },
    { how: 'transaction_timeout', refusal: transaction[0], wanted: 'disconnected' },
    { how: 'the next query', refusal: transaction[1], wanted: 'unreachable' },
    { how: 'idle_session_timeout', refusal: session[0], wanted: 'disconnected' },
    { how: 'the next query', refusal: session[1], wanted: 'unreachable' },
  ]
}

async function tellTimeouts({ folder }: OwnServer, tell: (line: string) => void): Promise<boolean> {
  const config = { host: folder, user: 'holdfast', database: 'postgres' }
  return withClient(config, async (holder) => {
    for (const each of [...schema, 'BEGIN', 'SELECT id FROM held FOR UPDATE']) await holder.query(each)
    const isKnown = tellProvoked(await provoke(config), tell)
    await holder.query('COMMIT')
    const { rows } = await holder.query<{ kept: number }>('SELECT count(*)::int AS kept FROM late')
    tell(`rows that a commit kept though it was told of a timeout: ${rows[0]?.kept ?? 'not counted'}`)
    return isKnown && rows[0]?.kept === 0
  })
}

const campaign: Campaign = async (tell, flags) => {
  const isKnown = await withServer((server) => tellTimeouts(server, tell))
  return (await tellSuites([{ name: 'with timeouts', env: spare, flags }], tell)) && isKnown
}

export default campaign
