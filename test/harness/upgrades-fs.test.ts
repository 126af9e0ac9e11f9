/** Folders of version 0 that a program of today opens, while a program of that version is at work in them. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import fs from 'holdfast/adapters/fs'
import { verify } from '../../dist/src/harness/verify.js'
import builtin from '../../dist/src/builtin.js'
import type { Blobs, Ref } from '../../dist/contracts/index.js'
import upgraded from '../backends/fs-upgraded.adapter.ts'
import { makeOldFolder, oldFile, oldFolder, writeOldBlob } from '../upgrades/fs.ts'
import type { NewProgram, OldPlace } from '../upgrades/old-place.ts'
import { filePromises } from '../upgrades/promises.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'upgrades-fs-'))
  await makeOldFolder(dir)
})

afterEach(() => rm(dir, { recursive: true, force: true }))

async function opened(): Promise<NewProgram> {
  const options = { clock: { now: Date.now }, signal: new AbortController().signal }
  const session = await fs.open({ folder: dir }, options)
  onTestFinished(() => session.close())
  return session as unknown as NewProgram
}

function inFolder(open: () => Promise<NewProgram>): OldPlace {
  const none = (): Promise<never> => Promise.reject(new Error('a folder has no SQL'))
  return { old: oldFolder(dir), open, run: none, rows: none, schema: none, freshSchema: none }
}

/** Opens the place as one that never was of version 0: only what lies in registers is read. */
async function openedAlone(): Promise<NewProgram> {
  await (await fs.open({ folder: dir }, { clock: { now: Date.now }, signal: new AbortController().signal })).close()
  await writeFile(join(dir, 'format.json'), '{"format":"holdfast fs","version":1}')
  return opened()
}

describe.each(filePromises)('fs: $says', ({ check }) => {
  it('as it is', async () => {
    await check(inFolder(opened), async () => {})
  })

  it('and not where only the registers are read', async () => {
    await expect(check(inFolder(openedAlone), async () => {})).rejects.toThrow()
  })
})

describe('a folder that was of version 0', () => {
  it('holds the laws of outputs, checkpoints and locks that go by their models', async () => {
    const laws = ['outputs', 'checkpoints', 'locks'].map((port) => `${port}/agrees-with-model`)
    const { adapters } = await verify({
      plugins: [builtin],
      adapters: [upgraded],
      filter: { laws, tier: 'T1' },
      allowance: { budgetMs: 60_000, runs: 40 },
    })
    const tried = (adapters[0]?.laws ?? []).filter(({ id }) => laws.includes(id))
    expect(tried.map(({ id, tiers }) => [id, tiers.map(({ tier, verdict }) => `${tier} ${verdict}`)])).toEqual(
      laws.map((law) => [law, ['T1 holds']]),
    )
  })
})

const key = { operation: 'sync', parameters: null }
const keyText = '{"operation":"sync","parameters":null}'
const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
const lease = { owner, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 }
const progress = { pin: 'p', done: ['"a"'] }

describe('a file of version 0', () => {
  it.each(['"a"', '{', '[]', '{"key":"k","pin":"p","done":"\\"a\\"","updatedAtMs":1}', '{"done":[5]}'])(
    'that holds %s is passed over with a warning, and everything sound still loads',
    async (text) => {
      const other = { operation: 'embed', parameters: null }
      await writeFile(oldFile(dir, 'checkpoints', '{"operation":"embed","parameters":null}'), text)
      await oldFolder(dir).save(keyText, progress, Date.now())
      const warned = vi.fn<(warning: Error) => void>()
      process.on('warning', warned)
      onTestFinished(() => void process.off('warning', warned))
      const { checkpoints } = await opened()
      const { epoch } = await checkpoints.begin(other, { pin: 'q' })
      await checkpoints.append(other, epoch, ['b'])
      expect(await checkpoints.inspect(other)).toMatchObject({ pin: 'q', done: ['b'] })
      expect(await checkpoints.inspect(key)).toMatchObject({ pin: 'p', done: ['a'] })
      const told = expect.objectContaining({ code: 'HOLDFAST_PASSED_OVER' }) as unknown
      await vi.waitFor(() => expect(warned).toHaveBeenCalledWith(told))
      expect(warned).toHaveBeenCalledTimes(1)
    },
  )
})

describe('a file of version 0 that comes to harm', () => {
  it('ends no run, frees no lock and makes no miss', async () => {
    const old = oldFolder(dir)
    const [scope, row] = ['{"tenant":"t"}', '{"input":"1","task":"a"}']
    await old.save(keyText, progress, Date.now())
    await old.acquire('a', 60_000, Date.now())
    await old.put(scope, row, '1', Date.now())
    const { checkpoints, locks, outputs } = await opened()
    await checkpoints.inspect(key)
    const files = [
      oldFile(dir, 'checkpoints', keyText),
      oldFile(dir, 'locks', 'a'),
      oldFile(dir, 'outputs', scope, row),
    ]
    for (const file of files) await writeFile(file, '{')
    expect(await checkpoints.inspect(key)).toMatchObject({ pin: 'p', done: ['a'] })
    const corrupt = { code: 'CORRUPT' }
    await expect(locks.inspect('a')).rejects.toMatchObject(corrupt)
    await expect(locks.acquire('a', lease)).rejects.toMatchObject(corrupt)
    await expect(outputs.get({ tenant: 't' }, { task: 'a', input: '1' })).rejects.toMatchObject(corrupt)
    expect(await outputs.keys({ tenant: 't' }, { limit: 10 })).toEqual({ keys: [] })
  })
})

/** What a session of today offers of blobs. */
async function blobsOpened(): Promise<Blobs> {
  return ((await opened()) as unknown as { readonly blobs: Blobs }).blobs
}

describe('a ref that was minted before names had the suffix of their write', () => {
  const scope = { tenant: 't' }

  async function oldRef(bytes: Uint8Array): Promise<Ref> {
    const id = await writeOldBlob(dir, '["t"]', bytes, 'text/plain')
    return { kind: 'holdfast.ref', id, scope, size: bytes.length, mime: 'text/plain' }
  }

  it('still resolves, beside those of today', async () => {
    const bytes = new Uint8Array(600_000).map((_, index) => index % 251)
    const ref = await oldRef(bytes)
    const blobs = await blobsOpened()
    const own = await blobs.write(scope, [Uint8Array.of(1)])
    expect(await blobs.stat(scope, ref)).toMatchObject({ status: 'there', size: 600_000, mime: 'text/plain' })
    const found = await blobs.read(scope, ref)
    expect(found.status === 'there' && Buffer.compare(found.bytes, bytes)).toBe(0)
    expect(await blobs.read({ tenant: 'u' }, { ...ref, scope: { tenant: 'u' } })).toEqual({ status: 'absent' })
    const first = await blobs.list({ olderThanMs: 0, limit: 10 })
    const second = await blobs.list({ olderThanMs: 0, limit: 10, cursor: first.cursor ?? '' })
    expect([...first.blobs, ...second.blobs].map(({ ref: { id } }) => id)).toEqual([own.id, ref.id])
    expect(await blobs.delete(scope, ref)).toEqual({ status: 'deleted' })
    expect(await blobs.delete(scope, ref)).toEqual({ status: 'absent' })
    expect(await readdir(join(dir, 'blobs'))).toEqual([own.id])
  })

  it('is absent where only names of today are looked up', async () => {
    const ref = await oldRef(Uint8Array.of(1))
    const { blobs } = (await openedAlone()) as unknown as { readonly blobs: Blobs }
    expect(await blobs.stat(scope, ref)).toEqual({ status: 'absent' })
  })

  it('is CORRUPT where bytes are missing, and no path where it is none of ours', async () => {
    const ref = await oldRef(Uint8Array.of(1, 2, 3))
    await writeFile(join(dir, 'blobs', ref.id), 'a')
    const blobs = await blobsOpened()
    await expect(blobs.read(scope, ref)).rejects.toMatchObject({ code: 'CORRUPT' })
    expect(await blobs.stat(scope, { ...ref, id: '..' })).toEqual({ status: 'absent' })
  })
})

describe('a folder of version 0', () => {
  it('that several programs open at once is upgraded, and has what a new one has', async () => {
    await oldFolder(dir).save(keyText, progress, Date.now())
    const sessions = await Promise.all([opened(), opened(), opened()])
    for (const { checkpoints } of sessions)
      expect(await checkpoints.inspect(key)).toMatchObject({ status: 'running', epoch: 1, pin: 'p', done: ['a'] })
    const fresh = await mkdtemp(join(tmpdir(), 'upgrades-fs-'))
    onTestFinished(() => rm(fresh, { recursive: true, force: true }))
    await fs.create({ id: 'a', dir: fresh })
    expect((await readdir(dir)).toSorted()).toEqual((await readdir(fresh)).toSorted())
  })

  it('whose upgrade ended half-way is upgraded by the next start', async () => {
    await oldFolder(dir).save(keyText, progress, Date.now())
    await opened()
    await rm(join(dir, 'format.json'))
    const { checkpoints } = await opened()
    expect(await checkpoints.inspect(key)).toMatchObject({ pin: 'p', done: ['a'] })
  })

  it('goes on where a run ended whose list a kill left behind', async () => {
    const old = oldFolder(dir)
    await old.save(keyText, progress, 10)
    const { checkpoints } = await opened()
    const { epoch } = await checkpoints.begin(key, { pin: 'q' })
    await checkpoints.finish(key, epoch)
    await old.save(keyText, progress, 10)
    expect(await checkpoints.inspect(key)).toMatchObject({ status: 'none' })
  })
})
