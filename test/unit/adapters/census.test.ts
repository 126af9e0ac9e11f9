/** The census of our own adapters: it counts what lies there and not what a session shows, garbage included. */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import fs from '../../../adapters/fs/index.ts'
import { censusOf as censusOfTables } from '../../../src/core/tables/census.ts'
import memory from '../../../adapters/memory/index.ts'
import { openConnection } from '../../../adapters/sqlite/connection.ts'
import sqlite from '../../../adapters/sqlite/index.ts'
import type { Adapter, Blobs, Census, Checkpoints, Json, Locks, Outputs } from '../../../contracts/index.ts'
import { asked, opening, refusal } from './sessions.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-census-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const scope = { tenant: 't' }
const row = { task: 'a', input: '1' }

async function census(adapter: Adapter, place: Json): Promise<Census> {
  const found = await adapter.census?.(place, opening)
  if (!found) throw new Error('the adapter has no census')
  return found
}

/** Does some of everything on a place, and gives the id of the blob that is left. */
async function lived(adapter: Adapter, place: Json): Promise<string> {
  const session = await adapter.open(place, opening)
  const { outputs, blobs, checkpoints, locks } = session as unknown as {
    readonly outputs: Outputs
    readonly blobs: Blobs
    readonly checkpoints: Checkpoints
    readonly locks: Locks
  }
  for (const key of [row, { task: 'b', input: '2' }]) await outputs.put(scope, key, 1)
  await outputs.put(scope, row, 2)
  await outputs.put({ tenant: 'u' }, row, 3)
  await outputs.clear({ tenant: 'u' })
  await outputs.delete(scope, { task: 'b', input: '2' })
  const [kept, gone] = [await blobs.write(scope, [Buffer.alloc(300_000)]), await blobs.write(scope, [])]
  await blobs.delete(scope, gone)
  const work = { operation: 'c', parameters: 1 }
  const { epoch } = await checkpoints.begin(work, { pin: 'p' })
  await checkpoints.append(work, epoch, ['i'])
  await checkpoints.finish(work, epoch)
  const lock = await locks.acquire('l', asked)
  if (lock.status === 'acquired') await locks.release('l', lock.lease.token)
  await session.close()
  return kept.id
}

describe.each([
  ['memory', memory],
  ['sqlite', sqlite],
  ['fs', fs],
])('the census of %s', (_, adapter) => {
  it('counts rows and blobs, and finds no garbage where nobody was killed', async () => {
    const place = await adapter.create({ id: 'a', dir })
    const id = await lived(adapter, place)
    expect(await census(adapter, place)).toEqual({
      rows: ['{"tenant":"t"}\n{"input":"1","task":"a"}'],
      blobs: [id],
      temps: [],
    })
    await adapter.destroy(place)
  })
})

describe('garbage', () => {
  it('in tables is told: a scope without a row', () => {
    const tables = { outputs: new Map([['["t"]', new Map()]]), blobs: new Map() }
    expect(censusOfTables(tables).temps).toEqual(['output_table ["t"]'])
  })

  it('in SQLite is told: what was never published, is dead, or belongs to nothing', async () => {
    const place = (await sqlite.create({ id: 'a', dir })) as { readonly file: string }
    const id = await lived(sqlite, place)
    const db = await openConnection(place.file, opening.clock, opening.signal)
    db.exec(`
      INSERT INTO blob (id, scope, size, state, touched_at) VALUES ('x', '', 1, 'writing', 1), ('y', '', 0, 'dead', 1);
      INSERT INTO blob_chunk VALUES ('x', 0, x'00'), ('z', 7, x'00'), ('${id}', 300000, x'00');
      INSERT INTO checkpoint_item VALUES (1000, 'i');
      INSERT INTO checkpoint_streak VALUES (1001, 's', 1, 1);
      INSERT INTO task_dependency VALUES ('t', 'u', 0);
      INSERT INTO log_entry VALUES (1002, 3, 0, x'');`)
    db.close()
    const { blobs, temps } = await census(sqlite, place)
    expect(blobs).toEqual([id])
    expect(temps.toSorted()).toEqual(
      [
        'blob x writing',
        'blob y dead',
        'blob_chunk z 7',
        `blob_chunk ${id} 300000`,
        'checkpoint_item 1000 i',
        'checkpoint_streak 1001 s',
        'task_dependency t u',
        'log_entry 1002 3',
      ].toSorted(),
    )
  })
})

describe('garbage on the file system', () => {
  let place: Json

  beforeEach(async () => {
    place = await fs.create({ id: 'a', dir })
    await lived(fs, place)
  })

  /** The folder of the one register of a rack, below the place. */
  async function registerIn(...rack: readonly string[]): Promise<string> {
    const [only = ''] = await readdir(join(dir, ...rack))
    return join(...rack, only)
  }

  async function dataOf(register: string): Promise<string> {
    const data = (await readdir(join(dir, register))).find((name) => name.startsWith('data.'))
    return join(register, data ?? '')
  }

  it.each([
    ['a file of no room', 'letter'],
    ['what is not there yet', 'temporary/x'],
    ['a write that goes on or was given up', `writes/${'a'.repeat(32)}.5`],
    ['a file among blobs that is none', 'blobs/x.bin'],
    ['a file among registers', 'locks/x'],
    ['a file among rows', 'outputs/x'],
  ])('is told: %s', async (_, path) => {
    await writeFile(join(dir, path), '')
    expect((await census(fs, place)).temps).toEqual([path])
  })

  it('is told: states that no head names, and what else lies in a register', async () => {
    const data = await dataOf(await registerIn('checkpoints'))
    const head = await registerIn('locks')
    await writeFile(join(dir, data, `99.${'b'.repeat(32)}`), '')
    await writeFile(join(dir, head, 'letter'), '')
    const { temps } = await census(fs, place)
    expect(temps.toSorted()).toEqual([join(data, `99.${'b'.repeat(32)}`), join(head, 'letter')])
  })

  it('is told: a register without a state, and a scope without a row', async () => {
    const scopeFolder = await registerIn('outputs')
    const register = await registerIn(scopeFolder)
    const empty = join('outputs', 'c'.repeat(64))
    await mkdir(join(dir, empty))
    const head = (await readdir(join(dir, register))).find((name) => name.startsWith('head.')) ?? ''
    await rename(join(dir, register, head), join(dir, register, head.replace('head', 'none')))
    const { rows, temps } = await census(fs, place)
    expect([rows, temps.toSorted()]).toEqual([[], [register, empty].toSorted()])
  })

  it('of killed writers goes with a reaper, and what counts stays', async () => {
    const before = await census(fs, place)
    for (const register of [await registerIn('locks'), await registerIn('checkpoints')]) {
      const data = join(dir, await dataOf(register))
      const head = (await readdir(join(dir, register))).find((name) => name.startsWith('head.')) ?? ''
      const version = Number(head.split('.')[1])
      for (const late of [version - 1, version, version + 1])
        await writeFile(join(data, `${late}.${'b'.repeat(32)}`), '')
    }
    const dead = join('outputs', 'c'.repeat(64), 'd'.repeat(64))
    await mkdir(join(dir, dead), { recursive: true })
    await writeFile(join(dir, dead, `none.4.${'e'.repeat(32)}`), '')
    await mkdir(join(dir, 'temporary', 'f'.repeat(32)))
    await mkdir(join(dir, 'logs', 'c'.repeat(64)))
    expect((await census(fs, place)).temps).toHaveLength(9)
    const session = await fs.open(place, opening)
    expect(await (session['blobs'] as Blobs).reap({ idleMs: 0 })).toEqual({ writes: 0 })
    expect(await (session['locks'] as Locks).acquire('l', asked)).toMatchObject({ lease: { token: 2 } })
    await session.close()
    expect(await census(fs, place)).toEqual(before)
  })

  it('that was a state is CORRUPT where its head still names it', async () => {
    const data = await dataOf(await registerIn('locks'))
    await rm(join(dir, data), { recursive: true })
    await mkdir(join(dir, data))
    expect(await refusal(census(fs, place))).toBe('CORRUPT')
  })
})
