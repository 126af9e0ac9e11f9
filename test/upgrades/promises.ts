/**
 * What is promised where a place of version 0 is opened by a program of today, as data: what an entry of the catalogue
 * says, how it is tried, and the faults that are written in that entry, each done to the place beneath both programs. A
 * fault must be seen.
 */
import { expect } from 'vitest'
import { discarded, malformed, refused, replaced, union } from './list-promises.ts'
import type { NewProgram, OldPlace, UpgradePromise } from './old-place.ts'
import { key, keyText, lease, output, outputText, scope, scopeText, shown, texts } from './old-place.ts'

/** A lock that is held by the old program when the place is upgraded, one that has expired, and those it takes later. */
const heartbeats: UpgradePromise = {
  entry: 'durability:I4',
  says: 'a lock without a heartbeat may be taken once it has expired and not before, and its holder was alive at the upgrade',
  async check({ old, open }, fault) {
    const began = Date.now()
    expect(await old.acquire('live', 60_000, began - 50_000)).toBe(true)
    expect(await old.acquire('expired', 5_000, began - 50_000)).toBe(true)
    const { locks } = await open()
    await fault()
    const found = await locks.inspect('live')
    expect(found).toMatchObject({ status: 'held', lock: { acquiredAtMs: began - 50_000 } })
    if (found.status !== 'held') return
    expect(found.lock.heartbeatAtMs).toBeGreaterThanOrEqual(began)
    expect(found.lock.takeableAtMs).toBe(found.lock.expiresAtMs)
    expect(await locks.acquire('live', lease)).toMatchObject({ status: 'busy' })
    expect(await locks.acquire('expired', lease)).toMatchObject({ status: 'acquired', lease: { token: 2 } })
    expect(await old.refresh('expired', 60_000, Date.now())).toBe(false)
    expect(await old.refresh('live', 90_000, began)).toBe(true)
    expect(await locks.inspect('live')).toMatchObject({
      status: 'held',
      lock: { expiresAtMs: began + 90_000, token: 1 },
    })
    expect(await old.acquire('later', 5_000, began - 50_000)).toBe(true)
    expect(await locks.acquire('later', lease)).toMatchObject({ status: 'acquired', lease: { token: 2 } })
  },
  faults: [
    {
      says: 'a row without a heartbeat never goes stale',
      sql: {
        sqlite: 'UPDATE lock_row SET takeable_at = 9007199254740991',
        postgres: 'UPDATE lock_row SET takeable_at = 9007199254740991',
      },
    },
    {
      says: 'the heartbeat is set to the time of the acquisition',
      sql: {
        sqlite: 'UPDATE lock_row SET heartbeat_at = acquired_at',
        postgres: 'UPDATE lock_row SET heartbeat_at = acquired_at',
      },
    },
  ],
}

async function holdEachOtherOff({ old }: OldPlace, { locks }: NewProgram): Promise<void> {
  expect(await locks.acquire('a', lease)).toMatchObject({ status: 'acquired', lease: { token: 1 } })
  expect(await old.acquire('a', 60_000, Date.now())).toBe(false)
  await locks.release('a', 1)
  expect(await old.acquire('a', 60_000, Date.now())).toBe(true)
  expect(await locks.acquire('a', lease)).toMatchObject({ status: 'busy', holder: { token: 2 } })
  expect(await locks.renew('a', 1, { ttlMs: 1_000 })).toEqual({ status: 'lost' })
  expect(await old.release('a')).toBe(true)
  expect(await locks.acquire('a', lease)).toMatchObject({ status: 'acquired', lease: { token: 3 } })
}

/** Several hold a lock in the eyes of the new program: the old one finds it held until the last of them is gone. */
async function holdOffTogether({ old }: OldPlace, { locks }: NewProgram): Promise<void> {
  const shared = { ...lease, slots: 2 }
  for (const token of [1, 2]) expect(await locks.acquire('b', shared)).toMatchObject({ lease: { token, slots: 2 } })
  expect(await old.acquire('b', 60_000, Date.now())).toBe(false)
  await locks.release('b', 2)
  expect(await old.acquire('b', 60_000, Date.now())).toBe(false)
  expect(await locks.acquire('b', { ...shared, ttlMs: 1 })).toMatchObject({ lease: { token: 3 } })
  expect(await old.acquire('b', 60_000, Date.now() + 1_000)).toBe(false)
  expect(await locks.renew('b', 1, { ttlMs: 90_000 })).toMatchObject({ status: 'held' })
  expect(await old.acquire('b', 60_000, Date.now() + 80_000)).toBe(false)
  await locks.release('b', 1)
  await locks.release('b', 3)
  expect(await old.acquire('b', 60_000, Date.now())).toBe(true)
  expect(await locks.acquire('b', shared)).toMatchObject({ status: 'busy', holder: { token: 4 } })
  expect(await old.release('b')).toBe(true)
  expect(await locks.acquire('b', shared)).toMatchObject({ status: 'acquired', lease: { token: 5 } })
}

async function shareOutputs({ old }: OldPlace, { outputs }: NewProgram): Promise<void> {
  expect(await outputs.get(scope, output)).toMatchObject({ status: 'hit', value: 1 })
  await old.put(scopeText, outputText, '2', Date.now())
  expect(await outputs.get(scope, output)).toMatchObject({ status: 'hit', value: 2 })
  // What the old program does not know of it makes again; what is no more so it must not find.
  await outputs.put(scope, output, 3)
  expect(await outputs.get(scope, output)).toMatchObject({ status: 'hit', value: 3 })
  expect(await old.get(scopeText, outputText)).toBeUndefined()
  await old.put(scopeText, outputText, '4', Date.now())
  expect(await outputs.keys(scope, { limit: 10 })).toEqual({ keys: [output] })
  expect(await outputs.delete(scope, output)).toEqual({ status: 'deleted' })
  expect(await old.get(scopeText, outputText)).toBeUndefined()
  await old.put(scopeText, outputText, '5', Date.now())
  await old.delete(scopeText, outputText)
  expect(await outputs.get(scope, output)).toEqual({ status: 'miss' })
}

async function endRuns({ old }: OldPlace, now: NewProgram): Promise<void> {
  const { checkpoints } = now
  await old.save(keyText, { pin: 'p', done: texts('a') }, Date.now())
  const { epoch } = await checkpoints.begin(key, { pin: 'q' })
  expect(await old.load(keyText)).toEqual({ pin: 'p', done: texts('a') })
  expect(await checkpoints.finish(key, epoch, { anchor: { from: null, to: 'p' } })).toEqual({ status: 'finished' })
  expect(await old.load(keyText)).toBeUndefined()
  await old.save(keyText, { pin: 'q', done: texts('b') }, Date.now())
  expect(await shown(now)).toEqual(['q', ['b']])
  await old.clear(keyText)
  expect(await shown(now)).toBe('none')
  await old.save(keyText, { pin: 'r', done: texts('c') }, Date.now())
  expect(await checkpoints.begin(key, { pin: 's', discard: 'r' })).toMatchObject({ pin: 's', done: [] })
  expect(await old.load(keyText)).toBeUndefined()
}

const coexistence: UpgradePromise = {
  entry: 'durability:S8',
  says: 'a program of version 0 goes on beside the new one, and neither takes anything from the other',
  async check(place, fault) {
    await place.old.put(scopeText, outputText, '1', Date.now())
    const now = await place.open()
    await fault()
    expect(await place.old.get(scopeText, outputText)).toBe('1')
    await shareOutputs(place, now)
    await holdEachOtherOff(place, now)
    await holdOffTogether(place, now)
    await endRuns(place, now)
  },
  faults: [
    {
      says: 'a column is added that the old program does not give',
      sql: {
        sqlite:
          'DROP TABLE op_output; CREATE TABLE op_output (scope TEXT, key TEXT, value TEXT, stored_at INTEGER, mime TEXT NOT NULL)',
        postgres: 'DELETE FROM op_lock; ALTER TABLE op_lock ADD COLUMN heartbeat_at timestamptz NOT NULL',
      },
    },
    {
      says: 'the place where the old program reads is dropped',
      sql: { sqlite: 'DROP TABLE op_checkpoint', postgres: 'DROP TABLE op_checkpoint' },
    },
  ],
}

const oneSchema: UpgradePromise = {
  entry: 'durability:S11',
  says: 'a place that was upgraded and one that is new have the same schema',
  async check({ open, schema, freshSchema }, fault) {
    await open()
    await fault()
    expect(await schema()).toEqual(await freshSchema())
  },
  faults: [
    {
      says: 'a constraint is there twice',
      sql: {
        sqlite: 'CREATE UNIQUE INDEX checkpoint_key ON checkpoint (key)',
        postgres: 'ALTER TABLE checkpoint ADD UNIQUE (namespace, key_digest)',
      },
    },
  ],
}

/** Rows that only a file that knows no types holds. */
const untyped: UpgradePromise = {
  entry: 'durability:D6',
  says: 'a lock or an output of other types than its columns should have is passed over, and keeps no other',
  async check({ old, open, run, rows }, fault) {
    await old.put(scopeText, outputText, '1', Date.now())
    await run(`INSERT INTO op_lock VALUES ('a', 'h', 'me', 'then', 'now')`)
    await run(`INSERT INTO op_output VALUES ('s', 'k', x'00', 'then')`)
    const { outputs, locks } = await open()
    await fault()
    expect(await outputs.get(scope, output)).toMatchObject({ status: 'hit', value: 1 })
    expect(await locks.acquire('b', lease)).toMatchObject({ status: 'acquired' })
    expect(await rows('SELECT source FROM upgrade_note ORDER BY 1')).toEqual([
      { source: 'op_lock' },
      { source: 'op_output' },
    ])
  },
  faults: [
    {
      says: 'it goes without a word',
      sql: { sqlite: 'DELETE FROM upgrade_note', postgres: 'DELETE FROM upgrade_note' },
    },
  ],
}

/** What is promised of SQLite alone. */
export const untypedPromises: readonly UpgradePromise[] = [untyped]

/** What is promised of files too, where a fault is done otherwise. */
export const filePromises: readonly UpgradePromise[] = [union, discarded, replaced, heartbeats, coexistence]

export const upgradePromises: readonly UpgradePromise[] = [
  union,
  malformed,
  refused,
  discarded,
  replaced,
  heartbeats,
  coexistence,
  oneSchema,
]
