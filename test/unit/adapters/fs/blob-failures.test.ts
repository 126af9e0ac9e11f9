/** Writes of blobs where the file system fails, or takes fewer bytes than it was given. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import fs from '../../../../adapters/fs/index.ts'
import type { Blobs, Json } from '../../../../contracts/index.ts'
import { opening, refusal } from '../sessions.ts'

/** What is to come of the next calls of an operation: a code that they fail with, or nothing. */
const system = vi.hoisted(() => ({
  failing: {} as { [operation: string]: (string | undefined)[] },
  /** bytes that one write takes at most */
  atMost: Infinity,
}))

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original()
  const fail = (operation: string): void => {
    const code = system.failing[operation]?.shift()
    if (code !== undefined) throw Object.assign(new Error(`${code}: as the system says`), { code })
  }
  const open: typeof real.open = async (...args) => {
    const handle = await real.open(...args)
    const [sync, write] = [handle.sync.bind(handle), handle.write.bind(handle)]
    handle.sync = async () => {
      fail('sync')
      await sync()
    }
    handle.write = (async (bytes: Uint8Array, offset: number, length: number) => {
      fail('write')
      return write(bytes, offset, Math.min(length, system.atMost))
    }) as typeof handle.write
    return handle
  }
  const rename: typeof real.rename = async (...args) => {
    fail('rename')
    await real.rename(...args)
  }
  return { ...real, open, rename }
})

let dir: string
let place: Json
let blobs: Blobs
let close: () => Promise<void>
let now: number

const scope = { tenant: 't' }
const letters = ['a', 'b', 'c'].map((letter) => Buffer.from(letter))
const empty = { rows: [], blobs: [], temps: [] }

beforeEach(async () => {
  now = 1
  system.failing = {}
  system.atMost = Infinity
  dir = await mkdtemp(join(tmpdir(), 'unit-blob-failures-'))
  place = await fs.create({ id: 'a', dir })
  const session = await fs.open(place, { ...opening, clock: { now: () => now } })
  blobs = session['blobs'] as Blobs
  close = () => session.close()
})

afterEach(async () => {
  await close()
  await rm(dir, { recursive: true, force: true })
})

describe('a write of a blob', () => {
  it.each([1, 2, 7])('is completed where the system takes %d bytes at once (cache:G29)', async (atMost) => {
    system.atMost = atMost
    const ref = await blobs.write(scope, [Buffer.from('a blob '), Buffer.from('of some bytes')])
    system.atMost = Infinity
    const read = await blobs.read(scope, ref)
    expect(read.status === 'there' && Buffer.from(read.bytes).toString()).toBe('a blob of some bytes')
  })

  it.each([
    ['its bytes cannot be written', 'write', ['EIO'], 'IO'],
    ['its facts cannot be written', 'write', [undefined, 'ENOSPC'], 'FULL'],
    ['its file cannot be synced', 'sync', ['EIO'], 'IO'],
    ['it cannot be renamed', 'rename', ['EROFS'], 'READ_ONLY'],
    ['the folder of blobs cannot be synced', 'sync', [undefined, 'ENOSPC'], 'IO'],
    ['the folder of writes cannot be synced', 'sync', [undefined, undefined, 'EIO'], 'IO'],
  ])('leaves nothing where %s (cache:92)', async (_, operation, codes, expected) => {
    system.failing[operation] = [...codes]
    expect(await refusal(blobs.write(scope, letters))).toBe(expected)
    expect(system.failing[operation]).toEqual([])
    expect(await fs.census?.(place, opening)).toEqual(empty)
  })

  it('leaves nothing where it cannot say that it goes on', async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (const letter of letters) {
        now += 1_000
        yield letter
      }
    }
    system.failing['rename'] = [undefined, 'EIO']
    expect(await refusal(blobs.write(scope, slow()))).toBe('IO')
    expect(await fs.census?.(place, opening)).toEqual(empty)
  })

  it.each(['EPERM', 'EINVAL', 'ENOTSUP', 'EISDIR'])(
    'is made where folders are not synced: %s (cache:91)',
    async (code) => {
      system.failing['sync'] = [undefined, code, code]
      const ref = await blobs.write(scope, letters)
      expect(system.failing['sync']).toEqual([])
      expect(await blobs.stat(scope, ref)).toMatchObject({ status: 'there', size: 3 })
    },
  )
})

describe('a deletion of a blob', () => {
  it('whose folder cannot be synced has an unknown outcome, and never one that surely had no effect', async () => {
    const ref = await blobs.write(scope, letters)
    system.failing['sync'] = ['ENOSPC']
    expect(await refusal(blobs.delete(scope, ref))).toBe('IO')
  })

  it('is no answer for the next who asks before its folder is synced', async () => {
    const ref = await blobs.write(scope, letters)
    system.failing['sync'] = ['EIO', 'EIO']
    expect(await refusal(blobs.delete(scope, ref))).toBe('IO')
    expect(await refusal(blobs.stat(scope, ref))).toBe('IO')
    expect(await blobs.stat(scope, ref)).toEqual({ status: 'absent' })
  })
})
