/** A PgBouncer before a Postgres: what it says where it has nothing to give, and all suites by it in both of its modes. */
import { once } from 'node:events'
import type { Campaign } from './campaign.ts'
import { withBouncer } from './bouncer.ts'
import type { BouncerSettings, PoolMode } from './bouncer.ts'
import { refusalIn, refusalOf, tellProvoked } from './provoked.ts'
import type { Provoked, Refusal } from './provoked.ts'
import { connected, whileFull, withClient, withServer } from './server.ts'
import type { OwnServer } from './server.ts'
import { suitesUnder, tellEnds } from './suites.ts'
import type { Setting, SuitesEnd } from './suites.ts'

const patience: BouncerSettings = { pool_mode: 'transaction', query_wait_timeout: '1' }

/** Who waits for a server session that another has, and waits too long. */
function waitsInVain(server: OwnServer): Promise<Refusal | undefined> {
  return withBouncer(server, { ...patience, default_pool_size: '1' }, (client) =>
    withClient(client, async (holder) => {
      await holder.query('BEGIN')
      return withClient(client, (other) => refusalOf(() => other.query('SELECT 1')))
    }),
  )
}

/** Who was idle for longer than it may be: what it is told, and what its next query is. */
function staysIdle(server: OwnServer): Promise<readonly (Refusal | undefined)[]> {
  return withBouncer(server, { ...patience, client_idle_timeout: '1' }, async (client) => {
    const quiet = await connected(client)
    const told = once(quiet, 'error')
    const gone = new Promise<void>((resolve) => void quiet.once('end', resolve))
    const [error] = (await told) as [unknown]
    await gone
    return [refusalIn(error), await refusalOf(() => quiet.query('SELECT 1'))]
  })
}

/** Who asks for a server that is not there: the first waits for it, and then others are told at once. */
function findsNoServer(server: OwnServer): Promise<readonly (Refusal | undefined)[]> {
  return withBouncer({ ...server, folder: '/nowhere' }, patience, async (client) => [
    await refusalOf(() => connected(client)),
    await refusalOf(() => connected(client)),
  ])
}

async function provoke(server: OwnServer): Promise<readonly Provoked[]> {
  const few = await withBouncer(server, { ...patience, max_client_conn: '3' }, (client) =>
    whileFull(client, async (refusal) => refusal),
  )
  const setting = await withBouncer(server, patience, (client) =>
    refusalOf(() => connected({ ...client, statement_timeout: 1_000 })),
  )
  const idle = await staysIdle(server)
  const nowhere = await findsNoServer(server)
  return [
    { how: 'max_client_conn', refusal: few, wanted: 'exhausted' },
    { how: 'query_wait_timeout', refusal: await waitsInVain(server), wanted: 'exhausted' },
    { how: 'no server: the first', refusal: nowhere[0], wanted: 'exhausted' },
    { how: 'no server: the next', refusal: nowhere[1], wanted: 'exhausted' },
    { how: 'client_idle_timeout', refusal: idle[0], wanted: 'disconnected' },
    { how: 'the next query', refusal: idle[1], wanted: 'unreachable' },
    { how: 'a setting at the start', refusal: setting, wanted: 'denied' },
  ]
}

/** All suites by a PgBouncer that has sessions enough. */
function suitesIn(mode: PoolMode, server: OwnServer, { env, flags }: Omit<Setting, 'name'>): Promise<SuitesEnd> {
  const settings = { pool_mode: mode, default_pool_size: '40', max_client_conn: '400' }
  return withBouncer(server, settings, ({ host, port }) => {
    const url = `postgresql://holdfast@localhost:${port}/postgres?host=${encodeURIComponent(host)}`
    return suitesUnder({ name: mode, env: { ...env, HOLDFAST_POSTGRES_URL: url }, flags })
  })
}

const campaign: Campaign = (tell, flags) =>
  withServer(async (server) => {
    const isKnown = tellProvoked(await provoke(server), tell)
    const ends = [
      await suitesIn('session', server, { env: {}, flags }),
      // This PgBouncer may give each transaction another server session, and knows nothing of statements with a name.
      await suitesIn('transaction', server, { env: { HOLDFAST_POSTGRES_STATEMENTS: 'unnamed' }, flags }),
    ]
    return tellEnds(ends, tell) && isKnown
  })

export default campaign
