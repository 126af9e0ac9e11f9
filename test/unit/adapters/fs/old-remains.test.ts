/** What killed programs leave of the files of version 0, in a place that was of that version, and how it goes. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import fs from '../../../../adapters/fs/index.ts'
import type * as Driver from '../../../../adapters/fs/driver.ts'
import { makeOldFolder, oldFolder, writeOldBlob } from '../../../upgrades/fs.ts'
import { asked, opening } from '../sessions.ts'
import type { Ports } from './on-folder.ts'
import { dir, onFolder, opened } from './on-folder.ts'
import { interfere, stopped } from './stepping.ts'

vi.mock(import('../../../../adapters/fs/driver.ts'), async (original) => {
  const { steppedDriver } = await import('./stepping.ts')
  return steppedDriver<typeof Driver>(await original())
})

const key = { operation: 'sync', parameters: null }
const keyText = '{"operation":"sync","parameters":null}'

onFolder(makeOldFolder)

async function temps(): Promise<readonly string[] | undefined> {
  return (await fs.census?.({ folder: dir }, opening))?.temps
}

describe('a file that was to take the place of one of version 0', () => {
  it.each<readonly [string, RegExp, (ports: Ports) => Promise<unknown>]>([
    ['the file of a lock', /^linkNew .*\.tmp$/, ({ locks }) => locks.acquire('a', asked)],
    [
      'the file of a lock that is renewed',
      /^move .*\.tmp$/,
      async ({ locks }) => {
        await locks.acquire('b', asked)
        return locks.renew('b', 1, { ttlMs: 60 })
      },
    ],
    [
      'a list',
      /^move .*\.tmp$/,
      async ({ checkpoints }) => {
        const { epoch } = await checkpoints.begin(key, { pin: 'p' })
        return checkpoints.replace(key, epoch, ['b'])
      },
    ],
  ])('goes with the next reap, and its writer, who lives, starts over: %s', async (_, fits, call) => {
    await oldFolder(dir).save(keyText, { pin: 'p', done: ['"a"'] }, 10)
    const ports = await opened()
    const writer = await stopped(fits, () => call(ports))
    expect(await temps()).toHaveLength(1)
    const other = await opened()
    await other.blobs.reap({ idleMs: 0 })
    expect(await temps()).toEqual([])
    expect(await writer.finish()).toMatchObject({
      status: expect.stringMatching(/^(?:acquired|held|replaced)$/) as unknown,
    })
    expect(await temps()).toEqual([])
  })

  it('goes with the next start, and its writer starts over: the file of the format', async () => {
    const opener = await stopped(/^move format/, opened)
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toHaveLength(1)
    await opened()
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    await opener.finish()
    expect(await temps()).toEqual([])
  })

  it('does not stay where it could not take its place', async () => {
    await oldFolder(dir).save(keyText, { pin: 'p', done: ['"a"'] }, 10)
    const { checkpoints } = await opened()
    const { epoch } = await checkpoints.begin(key, { pin: 'p' })
    interfere((operation, make) => {
      if (/^move .*\.tmp$/.test(operation)) throw Object.assign(new Error('EIO'), { code: 'EIO' })
      return make()
    })
    await expect(checkpoints.replace(key, epoch, ['b'])).rejects.toMatchObject({ code: 'IO' })
    interfere()
    expect(await temps()).toEqual([])
  })

  it('stays where it is of a program of version 0, which would not start over', async () => {
    const { blobs } = await opened()
    const file = join(dir, 'locks', `${'a'.repeat(64)}.json.0b5b1f0e-4d8a-4f5e-8f43-0d9a6a2a7c11.tmp`)
    await writeFile(file, '{}')
    await blobs.reap({ idleMs: 0 })
    expect(await temps()).toHaveLength(1)
  })
})

describe('a blob of version 0 whose deletion was cut off', () => {
  const scope = { tenant: 't' }

  it('is absent, and its bytes go with the next reap', async () => {
    const id = await writeOldBlob(dir, '["t"]', Uint8Array.of(1, 2))
    const { blobs } = await opened()
    const ref = { kind: 'holdfast.ref', id, scope, size: 2 } as const
    await stopped(new RegExp(`^remove ${id}$`), () => blobs.delete(scope, ref))
    const other = await opened()
    expect(await other.blobs.stat(scope, ref)).toEqual({ status: 'absent' })
    await other.blobs.reap({ idleMs: 0 })
    expect(await readdir(join(dir, 'blobs'))).toEqual([])
  })

  it('and that was written again by a program of that version stays', async () => {
    const bytes = Uint8Array.of(1, 2)
    const id = await writeOldBlob(dir, '["t"]', bytes)
    const { blobs } = await opened()
    const ref = { kind: 'holdfast.ref', id, scope, size: 2 } as const
    await stopped(new RegExp(`^remove ${id}$`), () => blobs.delete(scope, ref))
    await writeOldBlob(dir, '["t"]', bytes)
    const other = await opened()
    await other.blobs.reap({ idleMs: 0 })
    expect(await other.blobs.read(scope, ref)).toMatchObject({ status: 'there' })
    expect(await temps()).toEqual([])
  })
})
