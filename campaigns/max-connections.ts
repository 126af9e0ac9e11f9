/** A Postgres that has no connection left, in each of the ways in which that is so: what it says, and what that means. */
import type { Campaign } from './campaign.ts'
import { tellProvoked } from './provoked.ts'
import type { Provoked } from './provoked.ts'
import { whileFull, withClient, withServer } from './server.ts'
import type { OwnServer } from './server.ts'
import { tellAdapterWhileFull } from './full-server.ts'

async function provoke({ folder }: OwnServer): Promise<readonly Provoked[]> {
  await withClient({ host: folder, user: 'holdfast', database: 'postgres' }, async (client) => {
    await client.query('CREATE ROLE plain LOGIN')
    await client.query('CREATE ROLE few LOGIN CONNECTION LIMIT 2')
    await client.query('CREATE DATABASE small CONNECTION LIMIT 2')
  })
  const fill = async (how: string, user: string, database: string): Promise<Provoked> => {
    const refusal = await whileFull({ host: folder, user, database }, async (seen) => seen)
    return { how, refusal, wanted: 'exhausted' }
  }
  return [
    await fill('all connections are taken', 'holdfast', 'postgres'),
    await fill('those that are left are reserved', 'plain', 'postgres'),
    await fill('the limit of a role', 'few', 'postgres'),
    await fill('the limit of a database', 'plain', 'small'),
  ]
}

const campaign: Campaign = (tell) =>
  withServer(async (server) => {
    const isKnown = tellProvoked(await provoke(server), tell)
    return (await tellAdapterWhileFull(server, tell)) && isKnown
  })

export default campaign
