/** Rows of SQLite that came to harm beneath the adapter: CORRUPT where they are asked for, and in nobody's way. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCheckpoints } from '../../../../adapters/sqlite/checkpoints.ts'
import { makeFile, openConnection } from '../../../../adapters/sqlite/connection.ts'
import type { Connection } from '../../../../adapters/sqlite/driver.ts'
import { changesOn } from '../../../../adapters/sqlite/failures.ts'
import { openLocks } from '../../../../adapters/sqlite/locks.ts'
import { openOutputs } from '../../../../adapters/sqlite/outputs.ts'
import type { CheckpointRows, Locks, OutputRows } from '../../../../contracts/index.ts'
import { asked, opening } from '../sessions.ts'

let dir: string
let db: Connection
let outputs: OutputRows
let checkpoints: CheckpointRows
let locks: Locks

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-corrupt-'))
  const file = join(dir, 'place.sqlite')
  await makeFile(file)
  db = await openConnection(file, opening.clock, opening.signal)
  // Only a file that came to harm holds other types than its tables do: they are loosened here.
  db.unsafeMode()
  db.pragma('writable_schema = ON')
  db.exec(`UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT, ', ') '), ') STRICT', ')')`)
  db.close()
  db = await openConnection(file, opening.clock, opening.signal)
  const changing = changesOn(db, opening.signal)
  outputs = openOutputs(db, opening.clock, changing)
  checkpoints = openCheckpoints(db, opening.clock, changing)
  locks = openLocks(db, opening.clock, changing)
})

afterEach(async () => {
  db.close()
  await rm(dir, { recursive: true, force: true })
})

/** A refusal that names the table and the key. */
function corrupt(table: string, key: string): unknown {
  const says = expect.stringContaining(`${table} ${JSON.stringify(key)}`) as unknown
  return expect.objectContaining({ code: 'CORRUPT', message: says })
}

describe('an output row', () => {
  it.each(["stored_at = 'then'", 'stored_at = -1', 'stored_at = 1.5', "value = x'00'"])(
    'with %s is CORRUPT, hides no other, and can be removed',
    async (harm) => {
      for (const key of ['a', 'b']) await outputs.put('s', key, '1')
      db.exec(`UPDATE output_row SET ${harm} WHERE key = 'a'`)
      await expect(outputs.get('s', 'a')).rejects.toEqual(corrupt('output_row', 's a'))
      expect(await outputs.get('s', 'b')).toMatchObject({ status: 'hit' })
      expect(await outputs.keys('s', { limit: 1 })).toEqual({ keys: ['a'], cursor: 'a' })
      expect(await outputs.delete('s', 'a')).toEqual({ status: 'deleted' })
    },
  )

  it('that is dated before all time is not taken for an old one', async () => {
    await outputs.put('s', 'a', '1')
    db.exec('UPDATE output_row SET stored_at = -1')
    expect(await outputs.prune({ olderThanMs: 0 })).toEqual({ rows: 0 })
    await expect(outputs.get('s', 'a')).rejects.toMatchObject({ code: 'CORRUPT' })
  })

  it('without a key that is a text is told beside the others, and ends no listing', async () => {
    for (const key of ['b', 'c']) await outputs.put('s', key, '1')
    db.exec(`INSERT INTO output_row (scope, key, stored_at, value) VALUES ('s', x'ff', 1, '1')`)
    const says = expect.stringContaining('key: expected a text') as unknown
    expect(await outputs.keys('s', { limit: 10 })).toMatchObject({ keys: ['b', 'c'], corrupt: [{ says }] })
  })
})

describe('a lock row', () => {
  it.each([
    "token = 'one'",
    'token = 0',
    'takeable_at = -5',
    "expires_at = 'soon'",
    'pid = 0',
    "host = x'07'",
    'slots = 0',
  ])('with %s is CORRUPT, never free, and hides no other', async (harm) => {
    for (const name of ['a', 'b', 'c']) await locks.acquire(name, asked)
    db.exec(`UPDATE lock_row SET ${harm} WHERE name = 'b'`)
    await expect(locks.acquire('b', asked)).rejects.toEqual(corrupt('lock_row', 'b'))
    await expect(locks.inspect('b')).rejects.toEqual(corrupt('lock_row', 'b'))
    const page = await locks.list({ limit: 2 })
    const row = expect.stringMatching(/^b /) as string
    expect(page).toMatchObject({ locks: [{ name: 'a' }], corrupt: [{ row }], cursor: row })
    expect(await locks.list({ limit: 2, cursor: page.cursor ?? '' })).toMatchObject({ locks: [{ name: 'c' }] })
    expect(db.prepare("SELECT count(*) FROM lock_row WHERE name = 'b'").pluck().get()).toBe(1)
  })

  it('whose last token is below nothing is given to nobody', async () => {
    await locks.acquire('a', asked)
    await locks.release('a', 1)
    db.exec('UPDATE lock_token SET token = -9')
    await expect(locks.acquire('a', asked)).rejects.toEqual(corrupt('lock_token', 'a'))
    expect(await locks.inspect('a')).toEqual({ status: 'free' })
  })
})

describe('a checkpoint', () => {
  it.each(['epoch = -1', "epoch = 'x'", "pin = x'05'", "anchor = x'05'", "touched_at = 'then'", 'touched_at = -1'])(
    'with %s is CORRUPT for every call, and changed by none',
    async (harm) => {
      const { epoch } = await checkpoints.begin('a', { pin: 'p' })
      await checkpoints.append('a', epoch, ['"x"'])
      db.exec(`UPDATE checkpoint SET ${harm}`)
      const before = db.prepare('SELECT * FROM checkpoint').all()
      const calls = [
        checkpoints.begin('a', { pin: 'q' }),
        checkpoints.append('a', epoch, ['"y"']),
        checkpoints.finish('a', epoch),
        checkpoints.inspect('a'),
      ]
      for (const call of calls) await expect(call).rejects.toEqual(corrupt('checkpoint', 'a'))
      expect(db.prepare('SELECT * FROM checkpoint').all()).toEqual(before)
      expect(await checkpoints.begin('b', { pin: 'p' })).toMatchObject({ epoch: 1 })
    },
  )

  it('with an item that is no text, or a streak that is no number, is CORRUPT and not shorter', async () => {
    const { epoch } = await checkpoints.begin('a', { pin: 'p' })
    await checkpoints.append('a', epoch, ['"x"', '"y"'])
    db.exec(`UPDATE checkpoint_item SET item = x'05' WHERE item = '"x"'`)
    await expect(checkpoints.inspect('a')).rejects.toEqual(corrupt('checkpoint_item', 'a'))
    await expect(checkpoints.begin('a', { pin: 'p' })).rejects.toEqual(corrupt('checkpoint_item', 'a'))
    await checkpoints.replace('a', epoch, ['"x"'])
    await checkpoints.fail('a', epoch, ['"z"'])
    db.exec('UPDATE checkpoint_streak SET streak = 0')
    await expect(checkpoints.inspect('a')).rejects.toEqual(corrupt('checkpoint_streak', 'a'))
  })
})
