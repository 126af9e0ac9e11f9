/**
 * What is promised where a place of version 0 is opened by a program of today, as data: what an entry of the catalogue
 * says, how it is tried, and the faults that are written in that entry, each done to the place beneath both programs. A
 * fault must be seen.
 */
import { expect, onTestFinished, vi } from 'vitest'
import type { Checkpoints, Locks, Outputs } from '../../dist/contracts/index.js'
import type { OldProgram } from './old-program.ts'

/** A program of today at the place. */
export interface NewProgram {
  readonly checkpoints: Checkpoints
  readonly locks: Locks
  readonly outputs: Outputs
}

/** A place of version 0 with a program of that version at work on it. */
export interface OldPlace {
  readonly old: OldProgram
  /** opens a session, which upgrades the place if it is the first */
  readonly open: () => Promise<NewProgram>
  /** does something to the store, beneath all programs */
  readonly run: (sql: string) => Promise<void>
  /** the rows of a statement */
  readonly rows: (sql: string) => Promise<readonly unknown[]>
  /** everything that the schema has, in one form */
  readonly schema: () => Promise<unknown>
  /** the same of a place that was never of version 0 */
  readonly freshSchema: () => Promise<unknown>
}

type Backend = 'sqlite' | 'postgres'

/** A fault that is written in the catalogue. */
interface Fault {
  readonly says: string
  readonly sql: Readonly<Record<Backend, string>>
}

export interface UpgradePromise {
  readonly entry: string
  readonly says: string
  /** tries it; what the fault does to the place is done where it would be, after the upgrade */
  readonly check: (place: OldPlace, fault: () => Promise<void>) => Promise<void>
  readonly faults: readonly Fault[]
}

const key = { operation: 'sync', parameters: null }
const keyText = '{"operation":"sync","parameters":null}'
const other = { operation: 'embed', parameters: null }
const otherText = '{"operation":"embed","parameters":null}'
const scope = { tenant: 't' }
const output = { task: 'a', input: '1' }
const [scopeText, outputText] = ['{"tenant":"t"}', '{"input":"1","task":"a"}']
const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
const lease = { owner, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 }

function texts(...items: readonly string[]): readonly string[] {
  return items.map((item) => JSON.stringify(item))
}

/** What the new program shows of a key, its lists in one order. */
async function shown({ checkpoints }: NewProgram, of = key): Promise<unknown> {
  const found = await checkpoints.inspect(of)
  return found.status === 'none' ? 'none' : [found.pin, found.done.toSorted()]
}

const union: UpgradePromise = {
  entry: 'durability:D5',
  says: 'what a list of version 0 has and what was appended since are one set, whichever program wrote last',
  async check({ old, open }, fault) {
    await old.save(keyText, { pin: 'p', done: texts('a', 'b') }, Date.now())
    const now = await open()
    await fault()
    expect(await shown(now)).toEqual(['p', ['a', 'b']])
    const { epoch, pin, resumed } = await now.checkpoints.begin(key, { pin: 'q' })
    expect([pin, resumed]).toEqual(['p', true])
    expect(await now.checkpoints.append(key, epoch, ['b', 'c'])).toEqual({ status: 'appended', added: 1 })
    await old.save(keyText, { pin: 'p', done: texts('a', 'b', 'd') }, Date.now())
    expect(await shown(now)).toEqual(['p', ['a', 'b', 'c', 'd']])
    // A list that belongs to another pin says nothing of this run (durability:F6).
    await old.save(keyText, { pin: 'q', done: texts('e') }, Date.now())
    expect(await shown(now)).toEqual(['p', ['a', 'b', 'c', 'd']])
  },
  faults: [
    {
      says: 'what lay in the list at the upgrade is not read',
      sql: { sqlite: 'DELETE FROM checkpoint_item', postgres: 'DELETE FROM checkpoint_item' },
    },
    {
      says: 'what is written to the list after the upgrade is not read',
      sql: {
        sqlite: 'DROP TRIGGER op_checkpoint_changed',
        postgres: 'DROP TRIGGER op_checkpoint_taken_up ON op_checkpoint',
      },
    },
  ],
}

const malformed: UpgradePromise = {
  entry: 'durability:D6',
  says: 'what is no list is passed over with a warning and a note, and everything sound still loads',
  async check({ old, open, run, rows }, fault) {
    await run(`INSERT INTO op_checkpoint (key, pin, done) VALUES ('${otherText}', 'p', '"a"')`)
    await old.save(keyText, { pin: 'p', done: texts('a') }, Date.now())
    const warned = vi.fn<(warning: Error) => void>()
    process.on('warning', warned)
    onTestFinished(() => void process.off('warning', warned))
    const now = await open()
    const told = expect.objectContaining({ code: 'HOLDFAST_PASSED_OVER' }) as unknown
    await vi.waitFor(() => expect(warned).toHaveBeenCalledWith(told))
    const { epoch } = await now.checkpoints.begin(other, { pin: 'q' })
    await now.checkpoints.append(other, epoch, ['b'])
    await fault()
    expect(await rows('SELECT source, key FROM upgrade_note')).toEqual([{ source: 'op_checkpoint', key: otherText }])
    expect(await shown(now)).toEqual(['p', ['a']])
    expect(await shown(now, other)).toEqual(['q', ['b']])
  },
  faults: [
    {
      says: 'one such row empties everything',
      sql: { sqlite: 'DELETE FROM checkpoint_item', postgres: 'DELETE FROM checkpoint_item' },
    },
    {
      says: 'it goes without a word',
      sql: { sqlite: 'DELETE FROM upgrade_note', postgres: 'DELETE FROM upgrade_note' },
    },
  ],
}

const refused: UpgradePromise = {
  entry: 'durability:D7',
  says: 'what is no list is refused where it is written, and what lay there stays',
  async check({ old, open, run }, fault) {
    await old.save(keyText, { pin: 'p', done: texts('a') }, Date.now())
    const now = await open()
    await fault()
    for (const list of ['"a"', '"[\\"a\\"]"', '5', '{}', 'null', '[1]', '["a"]', '[["\\"a\\""]]'])
      await expect(run(`UPDATE op_checkpoint SET done = '${list}'`), list).rejects.toThrow('expected a JSON list')
    await expect(run(`INSERT INTO op_checkpoint (key, pin, done) VALUES ('k', 'p', '5')`)).rejects.toThrow(
      'expected a JSON list',
    )
    expect(await old.load(keyText)).toEqual({ pin: 'p', done: texts('a') })
    expect(await shown(now)).toEqual(['p', ['a']])
  },
  faults: [
    {
      says: 'a scalar is taken',
      sql: {
        sqlite: 'DROP TRIGGER op_checkpoint_list',
        postgres: 'DROP TRIGGER op_checkpoint_list ON op_checkpoint',
      },
    },
  ],
}

const replaced: UpgradePromise = {
  entry: 'durability:D8',
  says: 'what a replace put in place is the same list to programs of both versions',
  async check({ old, open }, fault) {
    const hostile = ['', '[]', '"', '\u0000', '\ud800', 'é😀', 'x'.repeat(65_536)]
    await old.save(keyText, { pin: 'p', done: texts('a', 'b') }, Date.now())
    const now = await open()
    const { epoch } = await now.checkpoints.begin(key, { pin: 'q' })
    expect(await now.checkpoints.replace(key, epoch, hostile)).toEqual({ status: 'replaced' })
    await fault()
    expect(await shown(now)).toEqual(['p', hostile.toSorted()])
    const list = await old.load(keyText)
    expect(list?.pin).toBe('p')
    expect(list?.done.toSorted()).toEqual(texts(...hostile).toSorted())
  },
  faults: [
    {
      says: 'the list is stored as a string that holds it',
      sql: {
        sqlite: 'DROP TRIGGER op_checkpoint_list; UPDATE op_checkpoint SET done = json_quote(done)',
        postgres: `DROP TRIGGER op_checkpoint_list ON op_checkpoint;
          DROP TRIGGER op_checkpoint_taken_up ON op_checkpoint;
          UPDATE op_checkpoint SET done = to_jsonb(done::text)`,
      },
    },
  ],
}

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

async function shareOutputs({ old }: OldPlace, { outputs }: NewProgram): Promise<void> {
  expect(await outputs.get(scope, output)).toMatchObject({ status: 'hit', value: 1 })
  await old.put(scopeText, outputText, '2', Date.now())
  expect(await outputs.get(scope, output)).toMatchObject({ status: 'hit', value: 2 })
  // What the old program does not know of it makes again; what is no more so it must not find.
  await outputs.put(scope, output, 3)
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

export const upgradePromises: readonly UpgradePromise[] = [
  union,
  malformed,
  refused,
  replaced,
  heartbeats,
  coexistence,
  oneSchema,
]
