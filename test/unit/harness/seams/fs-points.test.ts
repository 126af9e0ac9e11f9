import fs from 'node:fs'
import { open, rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { systemErrorAt } from '../../../../src/harness/seams/system-errors.ts'
import { seam } from '../../../../src/harness/seams/seam.ts'
import { Watched } from './watched.ts'

const place = new Watched()

const created = ['fs create:before', 'fs create:after']
const written = ['fs write:before', 'fs write:after']
const renamed = ['fs rename:before', 'fs rename:after']
const synced = ['fs fsync:before', 'fs fsync:after']

/** Modules that are loaded after the seam stands, as those of adapters are. */
async function loaded(source: string): Promise<(path: string) => unknown> {
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as {
    readonly default: (path: string) => unknown
  }
  return module.default
}

describe('the points of node:fs', () => {
  it.each([
    ['a write by name', "import { writeFileSync } from 'node:fs'; export default (path) => writeFileSync(path, 'x')"],
    [
      'a promise by name',
      "import { writeFile } from 'node:fs/promises'; export default (path) => writeFile(path, 'x')",
    ],
    ['the promises', "import fs from 'node:fs/promises'; export default (path) => fs.writeFile(path, 'x')"],
    ['the promises in fs', "import { promises } from 'fs'; export default (path) => promises.writeFile(path, 'x')"],
    [
      'a handle',
      `import { open } from 'node:fs/promises'
       export default async (path) => { const h = await open(path, 'w'); await h.write('x'); await h.close() }`,
    ],
    [
      'a stream',
      `import { createWriteStream } from 'node:fs'; import { finished } from 'node:stream/promises'
       export default (path) => finished(createWriteStream(path).end('x'))`,
    ],
    [
      'a callback',
      `import { writeFile } from 'node:fs'; import { promisify } from 'node:util'
       export default (path) => promisify(writeFile)(path, 'x')`,
    ],
  ])('are seen by %s', async (_how, source) => {
    const program = await loaded(source)
    expect(await place.points(() => program(place.path('a')))).toEqual([...created, ...written])
  })

  it('stand around what changes something, and before what looks', async () => {
    const points = await place.points(async () => {
      const handle = await open(place.path('a'), 'w+')
      await handle.writeFile('text')
      await handle.sync()
      await handle.readFile()
      await handle.close()
      await rename(place.path('a'), place.path('b'))
      fs.readdirSync(place.dir)
      fs.existsSync(place.path('b'))
      fs.unlinkSync(place.path('b'))
    })
    const looks = ['fs readdir:before', 'fs access:before', 'fs unlink:before', 'fs unlink:after']
    expect(points).toEqual([...created, ...written, ...synced, 'fs read:before', ...renamed, ...looks])
  })

  it('are none outside the watched folders', async () => {
    const points = await place.points(async () => {
      fs.writeFileSync(place.outside('a'), 'x')
      const handle = await open(place.outside('a'), 'r+')
      await handle.write('y')
      await handle.close()
      await writeFile(`${place.dir}/../../b`, 'x')
      fs.readFileSync(import.meta.filename)
    })
    expect(points).toEqual([])
  })

  it('are seen on what was opened while nobody listened, and not once its number is another file’s', async () => {
    const inside = fs.openSync(place.path('a'), 'w')
    expect(await place.points(() => fs.writeSync(inside, 'x'))).toEqual(written)
    fs.closeSync(inside)
    const outside = fs.openSync(place.outside('a'), 'w')
    expect(outside).toBe(inside)
    expect(await place.points(() => fs.writeSync(outside, 'x'))).toEqual([])
    fs.closeSync(outside)
  })

  it('are in the middle of a write of more than a page', async () => {
    const write = (): void => fs.writeFileSync(place.path('a'), Buffer.alloc(20_000))
    expect(await place.points(write)).toEqual([...created, 'fs write:before', 'fs write:half', 'fs write:after'])
    let size = 0
    seam.listen((point) => {
      if (point !== 'fs write:half') return
      seam.listen(undefined)
      size = fs.statSync(place.path('a')).size
    })
    write()
    expect(size).toBe(8_192)
  })

  it('are around a copy that shares its blocks, of which no operation tells', async () => {
    const mode = fs.constants.COPYFILE_FICLONE_FORCE
    const copy = (): void => {
      try {
        fs.copyFileSync(place.path('there'), place.path('copy'), mode)
      } catch {
        // Few file systems can.
      }
    }
    const [before] = await place.points(copy)
    expect(before).toBe('fs clone:before')
    const { said, strangers } = await place.operations(copy)
    expect([said, strangers]).toEqual([[], fs.existsSync(place.path('copy')) ? ['copy'] : []])
  })

  it('are not in the middle of an append, nor of a page', async () => {
    const points = await place.points(() => {
      fs.appendFileSync(place.path('there'), Buffer.alloc(20_000))
      fs.writeFileSync(place.path('there'), Buffer.alloc(4_096))
    })
    expect(points).toEqual([...created, ...written, ...created, ...written])
  })
})

/** The number that the next descriptor gets: none is left open where it stays. */
function nextDescriptor(): number {
  const descriptor = fs.openSync(place.path('there'), 'r')
  fs.closeSync(descriptor)
  return descriptor
}

describe('an error that is thrown at a point', () => {
  const forms: readonly (readonly [string, (path: string) => unknown])[] = [
    ['at once', (path) => fs.writeFileSync(path, 'x')],
    ['as a promise', (path) => writeFile(path, 'x')],
    [
      'with a callback',
      (path) =>
        new Promise((resolve, reject) => {
          fs.writeFile(path, 'x', (error) => (error ? reject(error) : resolve(undefined)))
        }),
    ],
  ]

  it.each(forms)('comes out of the call before its effect, %s', async (_how, program) => {
    const at = 'fs create:before'
    seam.listen((point) => {
      if (point === at) throw systemErrorAt(at, 'ENOSPC')
    })
    const call = async (): Promise<unknown> => program(place.path('a'))
    await expect(call()).rejects.toMatchObject({ code: 'ENOSPC', syscall: 'open' })
    seam.listen(undefined)
    expect(fs.existsSync(place.path('a'))).toBe(false)
  })

  it.each(forms)('comes out of the call after its effect, %s', async (_how, program) => {
    const [at, free] = ['fs write:after', nextDescriptor()]
    seam.listen((point) => {
      if (point === at) throw systemErrorAt(at, 'EIO')
    })
    const call = async (): Promise<unknown> => program(place.path('a'))
    await expect(call()).rejects.toMatchObject({ code: 'EIO', syscall: 'write' })
    seam.listen(undefined)
    expect(fs.readFileSync(place.path('a'), 'utf8')).toBe('x')
    expect(nextDescriptor()).toBe(free)
  })

  it.each([
    ['at once', async () => fs.openSync(place.path('a'), 'w')],
    ['with a callback', () => promisify(fs.open)(place.path('a'), 'w')],
    ['as a handle', () => open(place.path('a'), 'w')],
  ])('leaves nothing open where a file was opened %s', async (_how, opening) => {
    const free = nextDescriptor()
    seam.listen((point) => {
      if (point === 'fs create:after') throw systemErrorAt(point, 'EIO')
    })
    await expect(opening()).rejects.toThrow('EIO')
    seam.listen(undefined)
    expect(nextDescriptor()).toBe(free)
  })

  it('is read as absence by existsSync, as any error is', () => {
    seam.listen(() => {
      throw systemErrorAt('fs access:before', 'EIO')
    })
    expect(fs.existsSync(place.path('there'))).toBe(false)
  })
})
