/** A PgBouncer of a campaign: on a Unix socket in a folder of its own, as a user without privileges, ended by its number. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import type { ClientConfig } from 'pg'
import { serverAccount } from '../adapters/postgres/servers/account.ts'
import { refusalOf } from './provoked.ts'
import { inFolder } from './server.ts'
import type { OwnServer } from './server.ts'

/** Gives a server session to a client for its session, or for each transaction. */
export type PoolMode = 'session' | 'transaction'

/** The port by which the socket is named. */
const port = 6432

/** How long a PgBouncer may take until it answers, and how often it is asked, ms. */
const startMs = 10_000
const lookMs = 20

/** What is set beside what every PgBouncer of a campaign has. */
export interface BouncerSettings {
  readonly pool_mode: PoolMode
  readonly [name: string]: string
}

function configuration(folder: string, server: OwnServer, settings: BouncerSettings): string {
  const all = {
    unix_socket_dir: folder,
    listen_port: String(port),
    auth_type: 'trust',
    auth_file: join(folder, 'users.txt'),
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`)
  return ['[databases]', `postgres = host=${server.folder} port=5432`, '[pgbouncer]', ...lines, ''].join('\n')
}

/** Settles when it takes connections; rejects with its log where it does not. */
async function answers(child: ChildProcess, client: ClientConfig, log: string): Promise<void> {
  const lateAt = performance.now() + startMs
  for (;;) {
    // Its own console answers whether or not it has a server.
    const refusal = await refusalOf(async () => {
      const asking = new Client({ ...client, database: 'pgbouncer' })
      await asking.connect()
      await asking.end()
    })
    // Whoever may not enter its console was answered as well.
    if (!refusal || !['ENOENT', 'ECONNREFUSED'].includes(refusal.code)) return
    if (child.exitCode !== null || performance.now() > lateAt)
      throw new Error(`pgbouncer did not start:\n${await readFile(log, 'utf8').catch(() => 'no log')}`)
    await delay(lookMs)
  }
}

/** Does something with a PgBouncer before a server, and ends it. The client options lead to the server by it. */
export function withBouncer<Result>(
  server: OwnServer,
  settings: BouncerSettings,
  work: (client: ClientConfig & { readonly host: string; readonly port: number }) => Promise<Result>,
): Promise<Result> {
  return inFolder(async (folder) => {
    const account = await serverAccount()
    const [file, log] = [join(folder, 'pgbouncer.ini'), join(folder, 'log')]
    await writeFile(file, configuration(folder, server, { logfile: log, ...settings }))
    await writeFile(join(folder, 'users.txt'), '"holdfast" ""\n')
    if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid)
    const child = spawn('pgbouncer', [file], { ...account, stdio: 'ignore' })
    const gone = once(child, 'exit')
    const client = { host: folder, port, user: 'holdfast', database: 'postgres' }
    try {
      await answers(child, client, log)
      return await work(client)
    } finally {
      child.kill('SIGKILL')
      await gone
    }
  })
}
