import fs from 'node:fs'
import { appendFile, copyFile, cp, mkdir, open, rm, writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { Watched } from './watched.ts'

const place = new Watched()
const at = (name: string): string => place.path(name)

/** `there` has the inode 2, and the folder of the place 1. */
const programs: readonly (readonly [name: string, program: () => unknown, operations: readonly string[]])[] = [
  [
    'a file that is replaced durably',
    async () => {
      await writeFile(at('new'), 'text', { flush: true })
      await fs.promises.rename(at('new'), at('there'))
      const folder = await open(place.dir, 'r')
      await folder.sync()
      await folder.close()
    },
    ['create new 3', 'write 3 0 text', 'sync 3', 'rename new there', 'sync 1'],
  ],
  [
    'a file that is written over, and cut',
    () => {
      fs.writeFileSync(at('there'), 'x')
      fs.truncateSync(at('there'), 5)
      fs.truncateSync(at('there'), 5)
    },
    ['truncate 2 0', 'write 2 0 x', 'truncate 2 5'],
  ],
  [
    'writes here and there',
    () => {
      const fd = fs.openSync(at('there'), 'r+')
      fs.readSync(fd, Buffer.alloc(3))
      fs.writeSync(fd, 'ab')
      fs.writeSync(fd, Buffer.from('xyz'), 1, 1, 20)
      fs.writevSync(fd, [Buffer.from('c'), Buffer.from('d')])
      fs.readFileSync(fd)
      fs.writeSync(fd, 'e')
      fs.fdatasyncSync(fd)
      fs.closeSync(fd)
    },
    ['write 2 3 ab', 'write 2 20 y', 'write 2 5 cd', 'write 2 21 e', 'sync 2'],
  ],
  [
    'what is appended',
    async () => {
      await appendFile(at('there'), 'a')
      fs.appendFileSync(at('there'), 'b')
      await finished(fs.createWriteStream(at('there'), { flags: 'a' }).end('c'))
    },
    ['write 2 10 a', 'write 2 11 b', 'write 2 12 c'],
  ],
  ['writes that are synced each', () => fs.writeFileSync(at('there'), 'x', { flag: 'as' }), ['write 2 10 x', 'sync 2']],
  [
    'names',
    () => {
      fs.linkSync(at('there'), at('second'))
      fs.unlinkSync(at('there'))
      fs.renameSync(at('second'), at('third'))
    },
    ['link there second', 'unlink there', 'rename second third'],
  ],
  [
    'folders',
    async () => {
      await mkdir(at('a/b'), { recursive: true })
      fs.writeFileSync(at('a/b/c'), '')
      fs.mkdirSync(at('a'), { recursive: true })
      await cp(at('a'), at('z'), { recursive: true })
      await rm(at('a'), { recursive: true })
    },
    ['mkdir a 3', 'mkdir a/b 4', 'create a/b/c 5', 'mkdir z 6', 'mkdir z/b 7', 'create z/b/c 8'].concat([
      'unlink a/b/c',
      'rmdir a/b',
      'rmdir a',
    ]),
  ],
  ['a copy', () => copyFile(at('there'), at('copy')), ['create copy 3', 'write 3 0 0123456789']],
  [
    'what failed, looked, or lay elsewhere',
    () => {
      expect(() => fs.writeFileSync(at('no/a'), 'x')).toThrow('ENOENT')
      expect(() => fs.renameSync(at('no'), at('a'))).toThrow('ENOENT')
      expect(() => fs.writeFileSync(at('there'), 'x', { flag: 'wx' })).toThrow('EEXIST')
      fs.readFileSync(at('there'))
      fs.writeFileSync(place.outside('a'), 'x')
    },
    [],
  ],
]

describe('the recorder', () => {
  it.each(programs)('tells of %s', async (_name, program, operations) => {
    expect(await place.operations(program)).toEqual({ said: operations, strangers: [] })
  })

  it('copies what is written', async () => {
    const buffer = Buffer.from('text')
    const { said } = await place.operations(() => {
      const fd = fs.openSync(at('a'), 'w')
      fs.writeSync(fd, buffer)
      buffer.fill(0)
      fs.closeSync(fd)
    })
    expect(said).toContain('write 3 0 text')
  })

  it('names what it cannot explain', async () => {
    fs.writeFileSync(place.outside('elsewhere'), 'x')
    const { said, strangers } = await place.operations(() => {
      fs.symlinkSync('there', at('link'))
      fs.mkdirSync(`${place.dir}2`)
      fs.renameSync(at('there'), `${place.dir}2/gone`)
    })
    expect(said).toEqual([])
    expect(strangers).toEqual(['link', 'there'])
  })

  it('sees a flush that Node 20 forgets as one that was not made', async () => {
    const { said } = await place.operations(() => fs.writeFileSync(at('a'), 'x', { encoding: 'utf8', flush: true }))
    const isForgotten = process.version.startsWith('v20.')
    expect(said).toEqual(['create a 3', 'write 3 0 x', ...(isForgotten ? [] : ['sync 3'])])
  })
})
