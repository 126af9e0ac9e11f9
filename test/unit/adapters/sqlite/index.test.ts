import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import sqlite from '../../../../adapters/sqlite/index.ts'
import { makeFile, openConnection } from '../../../../adapters/sqlite/connection.ts'
import { connect } from '../../../../adapters/sqlite/driver.ts'
import type { Connection } from '../../../../adapters/sqlite/driver.ts'
import { asked, opening, refusal, sessionOn } from '../sessions.ts'
import { tables } from './tables.ts'
import { asOrdinaryUser } from './ordinary-user.ts'

let dir: string
let file: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-sqlite-'))
  file = join(dir, 'place.sqlite')
})

afterEach(async () => {
  await rm(dir, { recursive: true, force: true })
})

/** Writes to the file by a connection of its own. */
async function write(work: (db: Connection) => void): Promise<void> {
  const db = await connect(file, 100)
  work(db)
  db.close()
}

/** A place with one lock in it. */
async function made(): Promise<void> {
  await sqlite.create({ id: 'a', dir })
  const session = await sessionOn(sqlite, { file })
  await session.locks.acquire('a', asked)
  await session.close()
}

async function digest(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

describe('a connection', () => {
  it('keeps the settings without which work is lost, and so does a second one', async () => {
    await makeFile(file)
    const connections = [
      await openConnection(file, opening.clock, opening.signal),
      await openConnection(file, opening.clock, opening.signal),
    ]
    const settings = connections.map((db) => [
      db.pragma('journal_mode', { simple: true }),
      db.pragma('synchronous', { simple: true }),
    ])
    for (const db of connections) db.close()
    expect(settings).toEqual([
      ['wal', 2],
      ['wal', 2],
    ])
  })

  it('leaves one file behind when it is closed', async () => {
    await made()
    expect(await readdir(dir)).toEqual(['place.sqlite'])
  })

  it('keeps what was written, in a schema that is there once', async () => {
    await made()
    const session = await sessionOn(sqlite, { file })
    expect(await session.locks.inspect('a')).toMatchObject({ status: 'held', lock: { token: 1 } })
    await session.close()
    await write((db) => {
      const found = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
      expect(found).toEqual(tables)
    })
  })

  it('that failed to open leaves the file to others', async () => {
    await write((db) => db.pragma('user_version = 99'))
    await refusal(sqlite.open({ file }, opening))
    await expect(rm(file)).resolves.toBeUndefined()
    expect(await readdir(dir)).toEqual([])
  })
})

describe('a file that is not a place of this program', () => {
  it('is refused with SCHEMA where a newer version wrote it, and stays as it was', async () => {
    await made()
    await write((db) => db.pragma('user_version = 99'))
    const before = await digest()
    expect(await refusal(sqlite.open({ file }, opening))).toBe('SCHEMA')
    expect(await digest()).toBe(before)
  })

  it('is refused with SCHEMA where it is another program\u2019s', async () => {
    await write((db) => db.exec('CREATE TABLE customer (name TEXT)'))
    expect(await refusal(sqlite.open({ file }, opening))).toBe('SCHEMA')
  })

  it('is refused with SCHEMA where another program numbers its schema too', async () => {
    await write((db) => db.exec('CREATE TABLE customer (name TEXT); PRAGMA user_version = 1'))
    expect(await refusal(sqlite.open({ file }, opening))).toBe('SCHEMA')
  })

  it('is left byte for byte as it was where it is another program\u2019s', async () => {
    await write((db) => db.exec('CREATE TABLE customer (name TEXT)'))
    const before = await digest()
    await refusal(sqlite.open({ file }, opening))
    expect(await digest()).toBe(before)
    expect(await readdir(dir)).toEqual(['place.sqlite'])
  })

  it('is CORRUPT where it is no database at all, and is left as it was', async () => {
    await writeFile(file, 'a letter, and no database\n'.repeat(100))
    const before = await digest()
    expect(await refusal(sqlite.open({ file }, opening))).toBe('CORRUPT')
    expect(await digest()).toBe(before)
  })

  it('is no missing driver where its folder is gone', async () => {
    const gone = { file: join(dir, 'gone', 'place.sqlite') }
    expect(await refusal(sqlite.open(gone, opening))).toBe('IO')
  })

  it('is no empty store where it is gone, and is not made anew', async () => {
    await made()
    await rm(file)
    const census = async (): Promise<unknown> => sqlite.census?.({ file }, opening)
    expect([await refusal(sqlite.open({ file }, opening)), await refusal(census())]).toEqual(['IO', 'IO'])
    expect(await readdir(dir)).toEqual([])
  })
})

describe('a file that may only be read', () => {
  it('is READ_ONLY, at the latest when it is written to', async () => {
    await made()
    await chmod(dir, 0o777)
    await chmod(file, 0o444)
    const written = await asOrdinaryUser(async () => {
      const session = await sessionOn(sqlite, { file })
      const code = await refusal(session.locks.acquire('b', asked))
      await session.close()
      return code
    })
    expect(written).toBe('READ_ONLY')
  })

  it('is READ_ONLY where its folder may only be read as well', async () => {
    await made()
    await chmod(file, 0o444)
    await chmod(dir, 0o555)
    expect(await asOrdinaryUser(() => refusal(sqlite.open({ file }, opening)))).toBe('READ_ONLY')
    await chmod(dir, 0o755)
  })
})
