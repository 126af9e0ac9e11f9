/** 1 GiB streamed into each store that claims bounded memory, and back. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json } from '../contracts/index.ts'
import { tableOf } from './campaign.ts'
import type { Campaign } from './campaign.ts'
import { withServer } from './server.ts'
import { adapterUrl, streamOn } from './streams/stream.ts'

const mib = 1_048_576

/** The blob, bytes. */
const streamed = 1_024 * mib

/** What the process may have resident, bytes. */
const residentMax = 200 * mib

const campaign: Campaign = (tell) =>
  withServer(async ({ at, folder }) => {
    const servers: readonly (readonly [name: string, server?: Json])[] = [['sqlite'], ['fs'], ['postgres', { ...at }]]
    const rows = [['adapter', 'resident before', 'resident at most', 'written in', 'read in', 'bytes came back']]
    let isSound = true
    for (const [name, server] of servers) {
      const dir = join(folder, name)
      await mkdir(dir)
      const end = await streamOn(
        { adapter: adapterUrl(name), dir, ...(server === undefined ? {} : { server }) },
        streamed,
      )
      isSound &&= end.isWhole && end.resident < residentMax
      const mibs = [end.residentBefore, end.resident].map((bytes) => `${Math.round(bytes / mib)} MiB`)
      const times = [end.writeMs, end.readMs].map((ms) => `${(ms / 1_000).toFixed(1)} s`)
      rows.push([name, ...mibs, ...times, end.isWhole ? 'all' : 'NOT all'])
    }
    for (const line of tableOf(rows)) tell(line)
    return isSound
  })

export default campaign
