/** Folders of version 0 that a program of today opens, while a program of that version is at work in them. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import fs from 'holdfast/adapters/fs'
import { makeOldFolder, oldFile, oldFolder } from '../upgrades/fs.ts'
import type { NewProgram, OldPlace } from '../upgrades/promises.ts'
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
