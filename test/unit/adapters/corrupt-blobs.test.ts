/** Blobs whose rows or files came to harm: CORRUPT where they are asked for, told in a listing, and in nobody's way. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tailOf } from '../../../adapters/fs/blob-file.ts'
import type { FileFacts } from '../../../adapters/fs/blob-file.ts'
import fs from '../../../adapters/fs/index.ts'
import { digestOf } from '../../../adapters/fs/state-file.ts'
import { openConnection } from '../../../adapters/sqlite/connection.ts'
import sqlite from '../../../adapters/sqlite/index.ts'
import type { Adapter, Blobs, Json, Ref } from '../../../contracts/index.ts'
import { opening, refusal } from './sessions.ts'

let dir: string
let place: Json
let blobs: Blobs
let refs: readonly Ref[]
let close: () => Promise<void>

const scope = { tenant: 't' }
const bytes = Buffer.from('abc')

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-corrupt-blobs-'))
})

afterEach(async () => {
  await close()
  await rm(dir, { recursive: true, force: true })
})

/** Three blobs on a new place. */
async function written(adapter: Adapter): Promise<Ref> {
  place = await adapter.create({ id: 'a', dir })
  const session = await adapter.open(place, opening)
  blobs = session['blobs'] as Blobs
  close = () => session.close()
  const all = [1, 2, 3].map(() => blobs.write(scope, [bytes], { mime: 'a/b' }))
  refs = (await Promise.all(all)).toSorted((one, other) => (one.id < other.id ? -1 : 1))
  return refs[1] as Ref
}

/** Lists page by page, and gives the ids of those that are sound and of those that are not. */
async function listed(limit: number): Promise<{ readonly sound: string[]; readonly harmed: string[] }> {
  const [sound, harmed]: [string[], string[]] = [[], []]
  let cursor: string | undefined
  do {
    const page = await blobs.list({ olderThanMs: 0, limit, ...(cursor === undefined ? {} : { cursor }) })
    sound.push(...page.blobs.map(({ ref }) => ref.id))
    harmed.push(...(page.corrupt ?? []).map(({ row }) => row))
    cursor = page.cursor
  } while (cursor !== undefined)
  return { sound, harmed }
}

async function expectTold({ id }: Ref): Promise<void> {
  const others = refs.map((ref) => ref.id).filter((one) => one !== id)
  for (const limit of [1, 2, 5]) expect(await listed(limit)).toEqual({ sound: others, harmed: [id] })
  for (const ref of refs.filter((one) => one.id !== id))
    expect(await blobs.read(scope, ref)).toMatchObject({ status: 'there', size: 3 })
}

describe('a row of SQLite', () => {
  it.each([
    ['a negative size', 'size = -1'],
    ['a time before all times', 'touched_at = -5'],
  ])('with %s is CORRUPT', async (_, harm) => {
    const ref = await written(sqlite)
    const { file } = place as { readonly file: string }
    const db = await openConnection(file, opening.clock, opening.signal)
    db.exec(`UPDATE blob SET ${harm} WHERE id = '${ref.id}'`)
    db.close()
    expect(await refusal(blobs.stat(scope, ref))).toBe('CORRUPT')
    expect(await refusal(blobs.stream(scope, ref))).toBe('CORRUPT')
    await expectTold(ref)
  })

  it('whose scope is none is told in a listing, and is nobody’s', async () => {
    const ref = await written(sqlite)
    const { file } = place as { readonly file: string }
    const db = await openConnection(file, opening.clock, opening.signal)
    db.exec(`UPDATE blob SET scope = 't' WHERE id = '${ref.id}'`)
    db.close()
    expect(await blobs.stat(scope, ref)).toEqual({ status: 'absent' })
    await expectTold(ref)
  })
})

describe('a file of a blob', () => {
  const sound: FileFacts = { scope: '["t"]', mime: 'a/b', size: 3, digest: digestOf(bytes) }

  it.each<[string, object]>([
    ['a scope that is none', { scope: 't' }],
    ['a media type that is none', { mime: 7 }],
    ['a size of another type', { size: '3' }],
    ['a size that is not that of its bytes', { size: 2 }],
    ['no digest', { digest: null }],
  ])('whose facts have %s is CORRUPT', async (_, harm) => {
    const ref = await written(fs)
    await writeFile(join(dir, 'blobs', ref.id), Buffer.concat([bytes, tailOf({ ...sound, ...harm })]))
    expect(await refusal(blobs.stat(scope, ref))).toBe('CORRUPT')
    expect(await refusal(blobs.delete(scope, ref))).toBe('CORRUPT')
    await expectTold(ref)
  })

  it('that is as it was written is sound', async () => {
    const ref = await written(fs)
    const file = join(dir, 'blobs', ref.id)
    const before = await readFile(file)
    await writeFile(file, Buffer.concat([bytes, tailOf(sound)]))
    expect(await readFile(file)).toEqual(before)
  })
})
