/** A PgBouncer before a Postgres: what it says where it has nothing to give, and all suites by it in both of its modes. */
import { tableOf } from './campaign.ts'
import type { Campaign } from './campaign.ts'
import { withBouncer } from './bouncer.ts'
import type { BouncerSettings } from './bouncer.ts'
import type { OwnServer, Refusal } from './server.ts'
import { connected, refusalOf, whileFull, withClient, withServer } from './server.ts'

const patience: BouncerSettings = { pool_mode: 'transaction', query_wait_timeout: '1' }

/** What PgBouncer says, by how it came to that. */
async function refusals(server: OwnServer): Promise<readonly (readonly [from: string, refusal: Refusal | undefined])[]> {
  const few = await withBouncer(server, { ...patience, max_client_conn: '3' }, (client) =>
    whileFull(client, async (refusal) => refusal),
  )
  const waited = await withBouncer(server, { ...patience, default_pool_size: '1' }, (client) =>
    withClient(client, async (holder) => {
      await holder.query('BEGIN')
      const refusal = await withClient(client, (other) => refusalOf(() => other.query('SELECT 1')))
      await holder.query('ROLLBACK')
      return refusal
    }),
  )
  const nowhere = await withBouncer({ ...server, folder: '/nowhere' }, patience, (client) =>
    refusalOf(() => connected(client)),
  )
  const setting = await withBouncer(server, patience, (client) =>
    refusalOf(() => connected({ ...client, statement_timeout: 1_000 })),
  )
  const idle = await withBouncer(server, { ...patience, client_idle_timeout: '1' }, async (client) => {
    const quiet = await connected(client)
    await new Promise((resolve) => quiet.once('end', resolve))
    return refusalOf(() => quiet.query('SELECT 1'))
  })
  return [
    ['max_client_conn', few],
    ['query_wait_timeout', waited],
    ['no server', nowhere],
    ['a setting at the start', setting],
    ['client_idle_timeout', idle],
  ]
}

const campaign: Campaign = (tell) =>
  withServer(async (server) => {
    const rows = (await refusals(server)).map(([from, refusal]) => [
      from,
      refusal?.code ?? '',
      refusal?.message ?? 'not refused',
    ])
    for (const line of tableOf([['how', 'code', 'text'], ...rows])) tell(line)
    return true
  })

export default campaign
