/** Blobs of our own adapters: how their bytes lie, what comes between a write and its end, and what comes to harm. */
import { mkdtemp, readFile, readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import fs from '../../../adapters/fs/index.ts'
import { openConnection } from '../../../adapters/sqlite/connection.ts'
import type { Connection } from '../../../adapters/sqlite/driver.ts'
import sqlite from '../../../adapters/sqlite/index.ts'
import type { Adapter, AnySession, Blobs, Json, Ref } from '../../../contracts/index.ts'
import { pieceBytesMax } from '../../../src/core/blob-streams.ts'
import { refusal } from './sessions.ts'

let now: number
let dir: string
let sessions: AnySession[]

const clock = { now: () => now }
const scope = { tenant: 't', run: 'r' }
const given = { clock, signal: new AbortController().signal }

beforeEach(async () => {
  now = 1_000_000
  sessions = []
  dir = await mkdtemp(join(tmpdir(), 'unit-blobs-'))
})

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()))
  await rm(dir, { recursive: true, force: true })
})

async function blobsOn(adapter: Adapter, place: Json): Promise<Blobs> {
  const session = await adapter.open(place, given)
  sessions.push(session)
  return session['blobs'] as Blobs
}

/** Bytes that tell where they stand. */
function bytesOf(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) % 251))
}

/** A source that does something before each chunk and before its end. */
async function* stepping(chunks: readonly Uint8Array[], before: (step: number) => unknown): AsyncGenerator<Uint8Array> {
  for (const [step, chunk] of chunks.entries()) {
    await before(step)
    yield chunk
  }
  await before(chunks.length)
}

async function bytesIn(blobs: Blobs, ref: Ref): Promise<Buffer> {
  const got = await blobs.read(scope, ref)
  if (got.status === 'absent') throw new Error('the blob is absent')
  return Buffer.from(got.bytes)
}

const letters = ['a', 'b', 'c'].map((letter) => Buffer.from(letter))

describe.each([
  ['sqlite', sqlite],
  ['fs', fs],
])('blobs in %s', (_, adapter) => {
  let place: Json
  let blobs: Blobs

  beforeEach(async () => {
    place = await adapter.create({ id: 'a', dir })
    blobs = await blobsOn(adapter, place)
  })

  const census = async (): Promise<unknown> => adapter.census?.(place, given)

  it.each([
    [[]],
    [[0, 0]],
    [[1, 0, 2]],
    [[pieceBytesMax]],
    [[pieceBytesMax - 1, 1, 1]],
    [[1, 3 * pieceBytesMax]],
    [[2 * pieceBytesMax + 7, pieceBytesMax - 7, 5]],
  ])('come back as they were written, in chunks of %j bytes', async (sizes) => {
    const all = bytesOf(sizes.reduce((sum, size) => sum + size, 0))
    let at = 0
    const chunks = sizes.map((size) => all.subarray(at, (at += size)))
    const ref = await blobs.write(scope, chunks)
    expect(ref.size).toBe(all.length)
    expect((await bytesIn(blobs, ref)).equals(all)).toBe(true)
  })

  it('that are reaped while they are written are never published', async () => {
    const other = await blobsOn(adapter, place)
    const source = stepping(letters, async (step) => {
      if (step === 2) expect(await other.reap({ idleMs: 0 })).toEqual({ writes: 1 })
    })
    expect(await refusal(blobs.write(scope, source))).toBe('ABORTED')
    expect(await census()).toEqual({ rows: [], blobs: [], temps: [] })
  })

  it('are not reaped while bytes come, nor by whoever opens the place', async () => {
    const idleMs = 5_000
    const source = stepping([...letters, ...letters], async () => {
      now += 4_000
      expect(await (await blobsOn(adapter, place)).reap({ idleMs })).toEqual({ writes: 0 })
    })
    const ref = await blobs.write(scope, source)
    expect((await bytesIn(blobs, ref)).toString()).toBe('abcabc')
    now += 2 * idleMs
    expect(await blobs.reap({ idleMs })).toEqual({ writes: 0 })
    expect(await blobs.stat(scope, ref)).toMatchObject({ status: 'there', storedAtMs: 1_000_000 + 7 * 4_000 })
  })

  it('are idle since the last piece that came, however short that was behind the one before it', async () => {
    const piece = bytesOf(pieceBytesMax)
    const source = stepping([piece, piece, piece], async () => {
      now += 600
      expect(await blobs.reap({ idleMs: 601 })).toEqual({ writes: 0 })
    })
    expect((await blobs.write(scope, source)).size).toBe(3 * pieceBytesMax)
  })

  it('are reaped once no byte came for so long', async () => {
    const source = stepping(letters, async (step) => {
      if (step < 3) return
      now += 5_000
      expect(await blobs.reap({ idleMs: 5_001 })).toEqual({ writes: 0 })
      expect(await blobs.reap({ idleMs: 5_000 })).toEqual({ writes: 1 })
    })
    expect(await refusal(blobs.write(scope, source))).toBe('ABORTED')
  })

  it('leave nothing where their source fails, in whichever piece', async () => {
    const source = stepping([bytesOf(pieceBytesMax + 1), bytesOf(1)], (step) => {
      if (step === 2) throw new Error('no more')
    })
    await expect(blobs.write(scope, source)).rejects.toThrow('no more')
    expect(await census()).toEqual({ rows: [], blobs: [], temps: [] })
  })

  it('never end early where they are deleted while they are read', async () => {
    const all = bytesOf(3 * pieceBytesMax)
    const ref = await blobs.write(scope, [all])
    const got = await blobs.stream(scope, ref)
    if (got.status === 'absent') throw new Error('the blob is absent')
    const seen: Uint8Array[] = []
    const outcome = await refusal(
      (async () => {
        for await (const chunk of got.chunks) {
          seen.push(chunk)
          await blobs.delete(scope, ref)
        }
      })(),
    )
    const whole = Buffer.concat(seen).equals(all)
    expect(outcome).toBe(whole ? undefined : 'ABORTED')
    expect(await census()).toEqual({ rows: [], blobs: [], temps: [] })
  })

  it('that were deleted before their first byte was read are told as such', async () => {
    const ref = await blobs.write(scope, letters)
    const got = await blobs.stream(scope, ref)
    if (got.status === 'absent') throw new Error('the blob is absent')
    await blobs.delete(scope, ref)
    expect(await refusal(got.chunks[Symbol.asyncIterator]().next())).toBe('ABORTED')
  })

  it('keep no file open where a reader leaves in the middle, or never begins', async () => {
    const ref = await blobs.write(scope, [bytesOf(3 * pieceBytesMax)])
    const before = await openFiles()
    const [left, begun] = [await blobs.stream(scope, ref), await blobs.stream(scope, ref)]
    if (left.status === 'absent' || begun.status === 'absent') throw new Error('the blob is absent')
    for await (const _chunk of left.chunks) break
    await begun.chunks[Symbol.asyncIterator]().next()
    await Promise.all(sessions.splice(0).map((session) => session.close()))
    expect(await openFiles()).toBeLessThanOrEqual(before)
  })
})

/** How many files below the folder of the place this process has open. */
async function openFiles(): Promise<number> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  )
  return links.filter((link) => link.startsWith(dir)).length
}

describe('the chunks of a blob in SQLite', () => {
  let place: { readonly file: string }
  let blobs: Blobs
  let db: Connection

  beforeEach(async () => {
    place = (await sqlite.create({ id: 'a', dir })) as { readonly file: string }
    blobs = await blobsOn(sqlite, place)
    db = await openConnection(place.file, clock, given.signal)
  })

  afterEach(() => db.close())

  it.each([
    ['is missing', 'DELETE FROM blob_chunk WHERE position > 0'],
    ['is empty', `UPDATE blob_chunk SET bytes = x'' WHERE position = 0`],
    ['is too long', `UPDATE blob_chunk SET bytes = zeroblob(${2 * pieceBytesMax + 1})`],
    ['is too short', 'UPDATE blob_chunk SET bytes = substr(bytes, 2) WHERE position = 0'],
  ])('make it CORRUPT where one %s', async (_, harm) => {
    const ref = await blobs.write(scope, [bytesOf(2 * pieceBytesMax)])
    db.exec(harm)
    expect(await refusal(blobs.read(scope, ref))).toBe('CORRUPT')
  })

  it('go in steps where they are many, and what a deletion left goes with a reaper who counts no write', async () => {
    const ref = await blobs.write(scope, [Buffer.alloc(130 * pieceBytesMax)])
    db.exec(`CREATE TABLE step (id INTEGER PRIMARY KEY, state TEXT);
      CREATE TRIGGER dead AFTER UPDATE ON blob BEGIN INSERT INTO step (state) VALUES (new.state); END;
      CREATE TRIGGER gone AFTER DELETE ON blob BEGIN INSERT INTO step (state) VALUES ('gone'); END;`)
    expect(await blobs.delete(scope, ref)).toEqual({ status: 'deleted' })
    expect(db.prepare('SELECT state FROM step ORDER BY id').pluck().all()).toEqual(['dead', 'gone'])
    const killed = await blobs.write(scope, [bytesOf(2 * pieceBytesMax)])
    db.exec(`UPDATE blob SET state = 'dead'`)
    expect(await blobs.stat(scope, killed)).toEqual({ status: 'absent' })
    expect(await blobs.reap({ idleMs: 1_000_000 })).toEqual({ writes: 0 })
    expect(db.prepare('SELECT (SELECT count(*) FROM blob) + (SELECT count(*) FROM blob_chunk)').pluck().get()).toBe(0)
  })

  it('wait in no transaction for a source that is slow', async () => {
    const source = stepping([bytesOf(pieceBytesMax), bytesOf(1)], () => db.exec('BEGIN IMMEDIATE; COMMIT'))
    await expect(blobs.write(scope, source)).resolves.toMatchObject({ size: pieceBytesMax + 1 })
  })
})

describe('the file of a blob', () => {
  let blobs: Blobs

  beforeEach(async () => {
    blobs = await blobsOn(fs, await fs.create({ id: 'a', dir }))
  })

  async function harm(ref: Ref, change: (bytes: Buffer) => void): Promise<void> {
    const file = join(dir, 'blobs', ref.id)
    const bytes = await readFile(file)
    change(bytes)
    await writeFile(file, bytes)
  }

  it('is CORRUPT where one of its bytes differs', async () => {
    const ref = await blobs.write(scope, letters)
    await harm(ref, (bytes) => bytes.writeUInt8(7, 1))
    expect(await blobs.stat(scope, ref)).toMatchObject({ status: 'there' })
    expect(await refusal(blobs.read(scope, ref))).toBe('CORRUPT')
  })

  it('is CORRUPT where it was cut, wherever', async () => {
    const ref = await blobs.write(scope, letters)
    const { length } = await readFile(join(dir, 'blobs', ref.id))
    for (let size = length - 1; size >= 0; size -= 9) {
      await truncate(join(dir, 'blobs', ref.id), size)
      expect(await refusal(blobs.stat(scope, ref)), `of ${size} bytes`).toBe('CORRUPT')
    }
  })

  it('is CORRUPT where its facts differ, and is not deleted on their word', async () => {
    const ref = await blobs.write(scope, letters)
    await harm(ref, (bytes) => bytes.write('"tenant"', bytes.indexOf('["t","r"]'.replaceAll('"', '\\"'))))
    expect(await refusal(blobs.delete(scope, ref))).toBe('CORRUPT')
    expect(await readdir(join(dir, 'blobs'))).toEqual([ref.id])
  })

  it('holds facts that are longer than what is read at first', async () => {
    const wide = { tenant: '\u2028"'.repeat(120), run: '\u0001'.repeat(512) }
    const ref = await blobs.write(wide, letters, { mime: `text/${'x'.repeat(250)}` })
    expect(await blobs.stat(wide, ref)).toMatchObject({ status: 'there', size: 3 })
  })

  it('is called by nothing that a caller says', async () => {
    const ref = await blobs.write({ tenant: '../../t' }, letters, { mime: 'text/../x' })
    expect(ref.id).toMatch(/^[0-9a-f]{32}\.\d+$/)
    for (const id of [
      '../format.json',
      `../blobs/${ref.id}`,
      `${ref.id}/.`,
      ref.id.toUpperCase(),
      '.',
      ref.id.slice(0, 32),
    ])
      expect(await blobs.stat({ tenant: '../../t' }, { ...ref, id })).toEqual({ status: 'absent' })
  })
})
