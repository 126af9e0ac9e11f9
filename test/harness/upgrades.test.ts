/** Places of version 0 that a program of today opens, while a program of that version is at work on them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import sqlite from 'holdfast/adapters/sqlite'
import { connect } from '../../dist/adapters/sqlite/driver.js'
import type { NewProgram, OldPlace } from '../upgrades/old-place.ts'
import { untypedPromises, upgradePromises } from '../upgrades/promises.ts'
import { makeOldSqlite, oldSqlite } from '../upgrades/sqlite.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'upgrades-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

/** Everything that the schema of a file has, its white space apart, which SQLite keeps as it was written. */
async function schemaIn(file: string): Promise<unknown> {
  const db = await connect(file, 1_000)
  const all = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()
  const version = db.pragma('user_version')
  db.close()
  return JSON.parse(JSON.stringify([all, version]).replaceAll(/(?:\\n|\s)+/g, ' '))
}

async function opened(file: string): Promise<NewProgram> {
  const session = await sqlite.open({ file }, { clock: { now: Date.now }, signal: new AbortController().signal })
  onTestFinished(() => session.close())
  return session as unknown as NewProgram
}

async function onSqlite(): Promise<OldPlace> {
  const file = join(dir, 'place.sqlite')
  await makeOldSqlite(file)
  const old = await oldSqlite(file)
  const raw = await connect(file, 1_000)
  onTestFinished(async () => {
    raw.close()
    await old.close()
  })
  return {
    old,
    open: () => opened(file),
    async run(sql) {
      raw.exec(sql)
    },
    rows: async (sql) => raw.prepare(sql).all(),
    schema: () => schemaIn(file),
    async freshSchema() {
      const fresh = await mkdtemp(join(dir, 'fresh-'))
      const { file: made } = (await sqlite.create({ id: 'a', dir: fresh })) as { readonly file: string }
      await opened(made)
      return schemaIn(made)
    },
  }
}

describe.each([...upgradePromises, ...untypedPromises])('sqlite: $says', ({ check, faults }) => {
  it('as it is', async () => {
    await check(await onSqlite(), async () => {})
  })

  it.each(faults)('and not where $says', async ({ sql }) => {
    const place = await onSqlite()
    await expect(check(place, () => place.run(sql.sqlite))).rejects.toThrow()
  })
})
