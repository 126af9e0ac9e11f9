/** What people use for locks instead of ours, as contestants: each on the store of one of our adapters. */
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { lock } from 'proper-lockfile'
import { readServerAt } from '../adapters/postgres/servers/at.ts'
import { connect } from '../adapters/sqlite/driver.ts'
import { codeIn } from '../contracts/errors.ts'
import type { Contestant, Ground, LockPromises } from './lock-contest.ts'
import { demand } from './lock-contest.ts'

/** How long a connection of SQLite waits for another, ms. */
const busyMs = 5_000

/** A row that says who has a lock, and nothing else: nobody judges it, whatever became of its holder. */
const ofBareRow: Omit<LockPromises, 'restart'> = {
  crash: 'never',
  fencing: 'none',
  clock: 'none',
  takeover: 'nobody takes over',
}

/**
 * proper-lockfile as it comes, in a folder. It renews a lock by a timer of its own, which cannot be called: what that does
 * to the folder of a lock is done here to another one.
 */
export async function properLockfile({ dir }: Ground): Promise<Contestant> {
  const [pair, held, renewed] = [join(dir, 'pair'), join(dir, 'held'), join(dir, 'renewed.lock')]
  await Promise.all([writeFile(pair, ''), writeFile(held, ''), mkdir(renewed)])
  const release = await lock(held)
  return {
    name: 'proper-lockfile',
    promises: {
      crash: 'by an mtime of 10 s ago',
      fencing: 'none',
      restart: 'until stale; not synced',
      clock: "each contender's",
      takeover: 'no: two can',
    },
    does: {
      async pair() {
        const give = await lock(pair)
        await give()
      },
      async renew() {
        await stat(renewed)
        const now = new Date()
        await utimes(renewed, now, now)
      },
      async busy() {
        demand(await lock(held).catch(codeIn), 'ELOCKED', 'proper-lockfile')
      },
    },
    close: release,
  }
}

/** An immediate transaction that inserts a row if there is none, in a file of SQLite with the settings of our adapter. */
export async function bareTransaction({ dir }: Ground): Promise<Contestant> {
  const db = await connect(join(dir, 'bare.sqlite'), busyMs)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE bare_lock (name TEXT PRIMARY KEY) WITHOUT ROWID')
  const insert = db.prepare('INSERT INTO bare_lock VALUES (?) ON CONFLICT DO NOTHING')
  const remove = db.prepare('DELETE FROM bare_lock WHERE name = ?')
  const taking = db.transaction((name: string) => insert.run(name).changes)
  const giving = db.transaction((name: string) => remove.run(name).changes)
  taking.immediate('held')
  return {
    name: 'bare transaction',
    promises: { ...ofBareRow, restart: 'both' },
    does: {
      async pair() {
        demand(taking.immediate('pair'), 1, 'bare transaction')
        demand(giving.immediate('pair'), 1, 'bare transaction')
      },
      async busy() {
        demand(taking.immediate('held'), 0, 'bare transaction')
      },
    },
    async close() {
      db.close()
    },
  }
}

/** A statement on one lock, by its name. */
interface OnLock {
  readonly name: string
  readonly text: string
}

/** A kind of lock that sessions of a server take by one statement and give back by another. */
interface LockOfSessions extends Pick<Contestant, 'name' | 'promises'> {
  readonly take: OnLock
  readonly give: OnLock
}

/** Whether a statement did what it is for. */
async function isDone(client: Client, statement: OnLock, of: string): Promise<boolean> {
  const { rows, rowCount } = await client.query<{ readonly done?: boolean }>({ ...statement, values: [of] })
  return rows[0]?.done ?? rowCount === 1
}

/** Opens two sessions by pg alone: one that is measured, and one that holds what the other asks for in vain. */
async function bySessions(url: string, { name, promises, take, give }: LockOfSessions): Promise<Contestant> {
  const [asking, holding] = [new Client(url), new Client(url)]
  const close = async (): Promise<void> => void (await Promise.all([asking.end(), holding.end()]))
  try {
    await Promise.all([asking.connect(), holding.connect()])
    demand(await isDone(holding, take, 'held'), true, name)
  } catch (error) {
    await close()
    throw error
  }
  return {
    name,
    promises,
    does: {
      async pair() {
        demand(await isDone(asking, take, 'pair'), true, name)
        demand(await isDone(asking, give, 'pair'), true, name)
      },
      async busy() {
        demand(await isDone(asking, take, 'held'), false, name)
      },
    },
    close,
  }
}

/** Advisory locks of a session, by a number that is made of the name. */
export function advisoryLock({ server }: Ground): Promise<Contestant> {
  return bySessions(readServerAt(server).url, {
    name: 'advisory lock',
    promises: { crash: 'as its session ends', fencing: 'none', restart: 'neither', clock: 'none', takeover: 'yes' },
    take: { name: 'take', text: 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS done' },
    give: { name: 'give', text: 'SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS done' },
  })
}

/** A row that is inserted if there is none, in the schema of the run, with which it goes. */
export async function bareRow({ server }: Ground): Promise<Contestant> {
  const { url, schema } = readServerAt(server)
  const table = `"${schema}".bare_lock`
  const making = new Client(url)
  try {
    await making.connect()
    await making.query(`CREATE TABLE ${table} (name text PRIMARY KEY)`)
  } finally {
    await making.end()
  }
  return bySessions(url, {
    name: 'bare row',
    promises: { ...ofBareRow, restart: 'as commits of the server' },
    take: { name: 'take', text: `INSERT INTO ${table} VALUES ($1) ON CONFLICT DO NOTHING` },
    give: { name: 'give', text: `DELETE FROM ${table} WHERE name = $1` },
  })
}
