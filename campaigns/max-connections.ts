/** A Postgres that has no connection left, in each of the ways in which that is so, and what is said then. */
import { tableOf } from './campaign.ts'
import type { Campaign } from './campaign.ts'
import type { Refusal } from './server.ts'
import { whileFull, withClient, withServer } from './server.ts'

const campaign: Campaign = (tell) =>
  withServer(async ({ folder }) => {
    const ours = { host: folder, user: 'holdfast', database: 'postgres' }
    const seen: (readonly [from: string, refusal: Refusal])[] = []
    const fill = async (from: string, user: string, database: string): Promise<void> => {
      seen.push([from, await whileFull({ host: folder, user, database }, async (refusal) => refusal)])
    }
    await withClient(ours, async (client) => {
      await client.query('CREATE ROLE plain LOGIN')
      await client.query('CREATE ROLE few LOGIN CONNECTION LIMIT 2')
      await client.query('CREATE DATABASE small CONNECTION LIMIT 2')
    })
    await fill('all slots are taken', 'holdfast', 'postgres')
    await fill('what is left is reserved', 'plain', 'postgres')
    await fill('the limit of a role', 'few', 'postgres')
    await fill('the limit of a database', 'plain', 'small')
    const rows = seen.map(([from, { code, message }]) => [from, code, message])
    for (const line of tableOf([['how', 'code', 'text'], ...rows])) tell(line)
    return seen.every(([, { code }]) => code === '53300')
  })

export default campaign
