/** Kills of a server under load, one after another, and what was on it after each. */
import type { Json } from '../../contracts/index.ts'
import postgres from '../../adapters/postgres/index.ts'
import { restartServer } from '../../adapters/postgres/servers/keeper-client.ts'
import { withClient, withServer } from '../server.ts'
import type { OwnServer } from '../server.ts'
import { countRows } from './check.ts'
import type { Count } from './check.ts'
import { Crowd } from './crowd.ts'

/** How many changes each client makes between one kill and the next. */
const changesBetween = 60

/** How long clients may take to go on by themselves after a kill, ms. */
const goOnMs = 60_000

/** What is tried. */
export interface KillsPlan {
  readonly kills: number
  readonly clients: number
  /** whether the server acknowledges commits before they are on the disk: then rows must be lost, or nothing was seen */
  readonly isHasty?: boolean
}

/** What came of it. */
export interface KillsEnd {
  /** after each kill */
  readonly counts: readonly Count[]
  /** after the last change */
  readonly last: Count
}

/**
 * Makes every commit of this server one that is acknowledged before it is written, behind the back of the adapter: a
 * trigger changes the setting in the transaction itself, and what writes the log in the background comes late.
 */
async function makeHasty({ folder }: OwnServer, schema: string): Promise<void> {
  await withClient({ host: folder, user: 'holdfast', database: 'postgres' }, async (client) => {
    await client.query("ALTER SYSTEM SET wal_writer_delay = '10s'")
    await client.query("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
    await client.query('SELECT pg_reload_conf()')
    await client.query(
      `CREATE FUNCTION hasty() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM set_config('synchronous_commit', 'off', true); RETURN NULL; END $$`,
    )
    const { rows } = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = $1",
      [schema],
    )
    for (const { name } of rows)
      await client.query(
        `CREATE TRIGGER hasty AFTER INSERT OR UPDATE OR DELETE ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION hasty()`,
      )
  })
}

async function underLoad(place: Json, keeper: string, { kills, clients }: KillsPlan): Promise<KillsEnd> {
  const crowd = new Crowd(clients, place)
  try {
    const counts: Count[] = []
    for (let kill = 0; kill < kills; kill += 1) {
      await crowd.goOn(changesBetween, goOnMs)
      await restartServer(keeper)
      await crowd.goOn(1, goOnMs)
      counts.push(await countRows(place, crowd.deeds))
    }
    await crowd.goOn(changesBetween, goOnMs)
    await crowd.end()
    return { counts, last: await countRows(place, crowd.deeds) }
  } finally {
    crowd.kill()
  }
}

/** Kills a server of our own under load. */
export function serverKills(plan: KillsPlan): Promise<KillsEnd> {
  return withServer(async (server) => {
    const { at, folder } = server
    const place = await postgres.create({ id: 'kills', dir: folder, server: at })
    if (plan.isHasty) await makeHasty(server, at.schema)
    return underLoad(place, at.keeper ?? '', plan)
  })
}
