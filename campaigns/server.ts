/** A Postgres for a campaign, in a folder of its own, and clients that go to it past any adapter. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { ClientConfig } from 'pg'
import { startEmbedded } from '../adapters/postgres/servers/embedded.ts'
import { readServerAt } from '../adapters/postgres/servers/at.ts'
import type { ServerAt } from '../adapters/postgres/servers/at.ts'
import { refusalOf } from './provoked.ts'
import type { Refusal } from './provoked.ts'

/** Does something with a new, empty folder that every user may enter, and removes it. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-campaign-'))
  await chmod(folder, 0o755)
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A server of our own. */
export interface OwnServer {
  readonly at: ServerAt
  /** the folder of its socket */
  readonly folder: string
}

/** Does something with a server of our own, and ends it. */
export function withServer<Result>(work: (server: OwnServer) => Promise<Result>): Promise<Result> {
  return inFolder(async (folder) => {
    const served = await startEmbedded({ dir: folder, signal: new AbortController().signal })
    try {
      return await work({ at: readServerAt(served.at), folder })
    } finally {
      await served.stop()
    }
  })
}

/** A client, connected, which holds its connection until it is ended. */
export async function connected(config: ClientConfig): Promise<Client> {
  const client = new Client(config)
  // A server that ends tells its clients so; who has no query in flight is told by this event.
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Does something with a client, and ends it. */
export async function withClient<Result>(
  config: ClientConfig,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connected(config)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Connects until a connection is refused, and does something while none is left. */
export async function whileFull<Result>(
  config: ClientConfig,
  work: (refusal: Refusal) => Promise<Result>,
): Promise<Result> {
  const holding: Client[] = []
  try {
    for (;;) {
      const refusal = await refusalOf(async () => holding.push(await connected(config)))
      if (refusal) return await work(refusal)
    }
  } finally {
    for (const client of holding) await client.end()
  }
}
