import { randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { open, rename, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { Watched } from './watched.ts'

const place = new Watched()

/** Replaces the file `there` as it should be done. */
async function replace(): Promise<void> {
  await writeFile(place.path('new'), 'text', { flush: true })
  await rename(place.path('new'), place.path('there'))
  await syncFolder()
}

async function syncFolder(): Promise<void> {
  const folder = await open(place.dir, 'r')
  await folder.sync()
  await folder.close()
}

/** The same by other functions of node:fs. */
function replaceAtOnce(): void {
  const fd = fs.openSync(place.path('new'), 'wx')
  fs.writeSync(fd, 'text')
  fs.fdatasyncSync(fd)
  fs.closeSync(fd)
  fs.renameSync(place.path('new'), place.path('there'))
  const folder = fs.openSync(place.dir, 'r')
  fs.fsyncSync(folder)
  fs.closeSync(folder)
}

describe.each([
  ['with promises', replace],
  ['at once', replaceAtOnce],
])('a file system that is bent, %s', (_how, program) => {
  it('syncs no file', async () => {
    place.bend('no-file-sync')
    const { said } = await place.operations(program)
    expect(said).toEqual(['create new 3', 'write 3 0 text', 'rename new there', 'sync 1'])
  })

  it('syncs no folder', async () => {
    place.bend('no-folder-sync')
    const { said } = await place.operations(program)
    expect(said).toEqual(['create new 3', 'write 3 0 text', 'sync 3', 'rename new there'])
  })

  it('writes in place', async () => {
    place.bend('write-in-place')
    const { said } = await place.operations(program)
    expect(said).toEqual(
      ['create new 3', 'write 3 0 text', 'sync 3'].concat([
        'truncate 2 0',
        'write 2 0 te',
        'write 2 2 xt',
        'sync 2',
        'unlink new',
        'sync 1',
      ]),
    )
    expect(fs.readFileSync(place.path('there'), 'utf8')).toBe('text')
  })

  it('renames before it syncs', async () => {
    place.bend('rename-before-sync')
    const { said } = await place.operations(program)
    expect(said).toEqual(['create new 3', 'write 3 0 text', 'rename new there', 'sync 3', 'sync 1'])
  })
})

describe('names that are drawn', () => {
  const name = (): string => `${randomBytes(8).toString('hex')}.tmp`

  it('are one name, which all who draw share', async () => {
    place.bend('fixed-draws')
    fs.writeFileSync(place.path(name()), 'longer', { flag: 'wx' })
    await writeFile(place.path(name()), 'short', { flag: 'wx' })
    expect(fs.readdirSync(place.dir)).toEqual(['0000000000000000.tmp', 'there'])
    expect(fs.readFileSync(place.path(name()), 'utf8')).toBe('short')
    const second = await open(place.path(name()), 'ax+')
    await second.close()
    expect(fs.statSync(place.path(name())).size).toBe(0)
    fs.renameSync(place.path(name()), place.path('there'))
    expect(() => fs.renameSync(place.path(name()), place.path('there'))).toThrow('ENOENT')
    await expect(writeFile(place.path('there'), 'x', { flag: 'wx' })).rejects.toThrow('EEXIST')
  })

  it('are one folder', () => {
    place.bend('fixed-draws')
    fs.mkdirSync(place.path(randomUUID()))
    fs.mkdirSync(place.path(randomUUID()))
    fs.writeFileSync(place.path(`${randomUUID()}/file`), 'x')
    expect(fs.readdirSync(place.path(randomUUID()))).toEqual(['file'])
  })

  it('are others each time where nothing is bent', () => {
    expect(name()).not.toBe(name())
    expect(randomUUID()).not.toBe(randomUUID())
  })
})
