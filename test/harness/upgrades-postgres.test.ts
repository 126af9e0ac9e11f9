/** Schemas of version 0 that a program of today opens, while a program of that version is at work on them. */
import { describe, expect, it } from 'vitest'
import type { PostgresPlace } from '../../dist/adapters/postgres/place.js'
import { migrate } from '../../dist/adapters/postgres/schema.js'
import type { Connection } from '../../dist/adapters/postgres/driver.js'
import { makeOldPostgres, oldPostgres } from '../upgrades/postgres.ts'
import type { OldPlace } from '../upgrades/old-place.ts'
import { upgradePromises } from '../upgrades/promises.ts'
import { at, connected, place, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

let made = 0

/** A place on what programs of version 0 have in a schema. */
async function placeIn(schema: string): Promise<PostgresPlace> {
  return { ...(await place()), schema, namespace: 0 }
}

/** Everything that a schema has, by the catalogues of the server. */
async function schemaOf(connection: Connection, schema: string): Promise<unknown> {
  const of = `'${schema}'::regnamespace`
  const owned = `(SELECT oid FROM pg_class WHERE relnamespace = ${of})`
  const asked = [
    `SELECT relname, relkind, reloptions FROM pg_class WHERE relnamespace = ${of} ORDER BY 1`,
    `SELECT a.attrelid::regclass::text AS relation, a.attname, a.atttypid::regtype::text, a.attnotnull, a.attidentity,
         a.attcollation::regcollation::text, pg_get_expr(d.adbin, d.adrelid) AS given
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attnum > 0 AND a.attrelid IN ${owned} ORDER BY 1, a.attnum`,
    `SELECT conname, pg_get_constraintdef(oid) AS says FROM pg_constraint WHERE connamespace = ${of} ORDER BY 1`,
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = '${schema}' ORDER BY 1`,
    `SELECT tgname, pg_get_triggerdef(oid) AS says FROM pg_trigger WHERE tgrelid IN ${owned} AND NOT tgisinternal ORDER BY 1`,
    `SELECT pg_get_functiondef(oid) AS says FROM pg_proc WHERE pronamespace = ${of} ORDER BY proname`,
    'SELECT number FROM version',
  ]
  const found: unknown[] = []
  await connection.query({ text: `SET search_path TO ${schema}` })
  for (const text of asked) found.push((await connection.query({ text })).rows)
  return JSON.parse(JSON.stringify(found).replaceAll(schema, 'schema'))
}

async function onPostgres(): Promise<OldPlace> {
  made += 1
  const schema = `old_${made}_end`
  const [old, raw] = [await connected(), await connected()]
  await makeOldPostgres(old, schema)
  await raw.query({ text: `SET search_path TO ${schema}` })
  return {
    old: oldPostgres(old),
    async open() {
      const session = await sessionOn(await placeIn(schema))
      // A session has a connection when it needs one.
      await session.locks.inspect('a')
      return session
    },
    run: async (sql) => void (await raw.script([sql])),
    rows: async (text) => (await raw.query({ text })).rows,
    schema: async () => schemaOf(await connected(), schema),
    async freshSchema() {
      const connection = await connected()
      await migrate(connection, 'new_end')
      return schemaOf(connection, 'new_end')
    },
  }
}

describe.each(upgradePromises)('postgres: $says', ({ check, faults }) => {
  it('as it is', async () => {
    await check(await onPostgres(), async () => {})
  })

  it.each(faults)('and not where $says', async ({ sql }) => {
    const old = await onPostgres()
    await expect(check(old, () => old.run(sql.postgres))).rejects.toThrow()
  })
})

describe('a schema of version 0', () => {
  it('that six programs bring up at once is upgraded once', async () => {
    const connections = await Promise.all(Array.from({ length: 6 }, () => connected(at.url)))
    for (const round of [1, 2, 3, 4, 5]) {
      const schema = `old_start_${round}`
      const old = await connected()
      await makeOldPostgres(old, schema)
      await oldPostgres(old).save('key', { pin: 'p', done: ['"a"'] }, 10)
      await Promise.all(connections.map((connection) => migrate(connection, schema)))
      const { rows } = await old.query({ text: 'SELECT item, epoch FROM checkpoint_item JOIN checkpoint USING (id)' })
      expect(rows).toEqual([{ item: '"a"', epoch: 1 }])
    }
  })
})
