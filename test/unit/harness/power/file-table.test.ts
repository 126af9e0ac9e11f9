import { describe, expect, it } from 'vitest'
import { FileTable, pathWithin } from '../../../../src/harness/power/file-table.ts'
import type { Present } from '../../../../src/harness/power/file-table.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const start: readonly Present[] = [
  { kind: 'folder', path: '.', inode: 1 },
  { kind: 'file', path: 'a', inode: 2, bytes: bytes('12345') },
  { kind: 'folder', path: 'd', inode: 3 },
  { kind: 'file', path: 'd/b', inode: 4, bytes: bytes('') },
]

const table = (): FileTable => new FileTable(start)

describe('the table of files', () => {
  it('gives a new file a new inode, and one that is there its own', () => {
    const files = table()
    expect(files.open(7, 'new', { create: true, truncate: true })).toEqual([{ op: 'create', path: 'new', inode: 5 }])
    expect(files.open(8, 'a', { create: true })).toEqual([])
    expect(files.open(9, 'a', { create: true, truncate: true })).toEqual([{ op: 'truncate', inode: 2, size: 0 }])
    expect(files.open(10, 'd/b', { truncate: true })).toEqual([])
    expect(files.strangers).toEqual([])
  })

  it('tells of a folder in which something is made, and of which no call told', () => {
    const made: readonly ((files: FileTable) => unknown)[] = [
      (files) => files.open(7, 'unseen/a', { create: true }),
      (files) => files.mkdir('unseen/d'),
      (files) => files.rename('a', 'unseen/a'),
      (files) => files.link('a', 'unseen/a'),
    ]
    for (const make of made) {
      const files = table()
      make(files)
      expect(files.strangers).toEqual(['unseen'])
    }
    const files = table()
    files.rename('d', 'e')
    files.open(7, 'e/c', { create: true })
    expect(files.strangers).toEqual([])
  })

  it('writes where the descriptor stands, and each descriptor stands somewhere else', () => {
    const files = table()
    files.open(7, 'a', {})
    files.open(8, 'a', {})
    files.read(7, 2)
    expect(files.write(7, bytes('x'))).toEqual([{ op: 'write', inode: 2, offset: 2, bytes: bytes('x') }])
    expect(files.write(7, bytes('yz'))).toMatchObject([{ offset: 3 }])
    expect(files.write(8, bytes('x'))).toMatchObject([{ offset: 0 }])
    expect(files.write(8, bytes('x'), 40)).toMatchObject([{ offset: 40 }])
    expect(files.write(8, bytes('x'))).toMatchObject([{ offset: 1 }])
    files.readAll(8)
    expect(files.write(8, bytes('x'))).toMatchObject([{ offset: 41 }])
  })

  it('appends at the end, wherever that is by now', () => {
    const files = table()
    files.open(7, 'a', { append: true })
    files.open(8, 'a', {})
    expect(files.write(7, bytes('6'))).toMatchObject([{ offset: 5 }])
    files.write(8, bytes('89'), 7)
    expect(files.write(7, bytes('x'), 0)).toMatchObject([{ offset: 9 }])
    files.truncate(8, 1)
    expect(files.write(7, bytes('x'))).toMatchObject([{ offset: 1 }])
  })

  it('syncs each write of a descriptor that was opened so', () => {
    const files = table()
    files.open(7, 'a', { sync: true })
    expect(files.write(7, bytes('x'))).toMatchObject([
      { op: 'write', inode: 2 },
      { op: 'sync', inode: 2 },
    ])
  })

  it('gives no operation where nothing changed', () => {
    const files = table()
    files.open(7, 'a', {})
    files.link('a', 'second')
    expect(files.write(7, bytes(''))).toEqual([])
    expect(files.truncate(7, 5)).toEqual([])
    expect(files.truncate(7, 6)).toEqual([{ op: 'truncate', inode: 2, size: 6 }])
    expect(files.rename('a', 'second')).toEqual([])
    expect([files.inodeOf('a'), files.inodeOf('second')]).toEqual([2, 2])
  })

  it('knows a file by its inode, whatever it is called and though it has no name', () => {
    const files = table()
    files.open(7, 'a', {})
    expect(files.rename('a', 'd/b')).toEqual([{ op: 'rename', from: 'a', to: 'd/b' }])
    expect(files.inodeOf('d/b')).toBe(2)
    expect(files.unlink('d/b')).toEqual([{ op: 'unlink', path: 'd/b' }])
    expect(files.sync(7)).toEqual([{ op: 'sync', inode: 2 }])
    expect(files.write(7, bytes('x'))).toMatchObject([{ inode: 2 }])
    expect(files.open(8, 'a', { create: true })).toEqual([{ op: 'create', path: 'a', inode: 5 }])
  })

  it('moves what is below a folder with it', () => {
    const files = table()
    expect(files.mkdir('e')).toEqual([{ op: 'mkdir', path: 'e', inode: 5 }])
    expect(files.rename('d', 'e')).toEqual([{ op: 'rename', from: 'd', to: 'e' }])
    expect(['d', 'd/b', 'e', 'e/b'].map((path) => files.inodeOf(path))).toEqual([undefined, undefined, 3, 4])
    expect(files.open(7, 'e', {})).toEqual([])
    expect(files.sync(7)).toEqual([{ op: 'sync', inode: 3 }])
    files.unlink('e/b')
    expect(files.rmdir('e')).toEqual([{ op: 'rmdir', path: 'e' }])
  })

  it('forgets a descriptor that was closed', () => {
    const files = table()
    files.open(7, 'a', {})
    files.close(7)
    expect([...files.write(7, bytes('x')), ...files.sync(7), ...files.truncate(7, 0)]).toEqual([])
  })

  it('names what it never heard of', () => {
    const files = table()
    expect(files.open(7, 'x', {})).toMatchObject([{ op: 'create' }])
    const moved = [files.rename('y', 'a'), files.link('z', 'b'), files.unlink('u'), files.rmdir('v')]
    expect(moved.flat()).toEqual([])
    files.meet('a symbolic link')
    expect(files.strangers).toEqual(['x', 'y', 'z', 'u', 'v', 'a symbolic link'])
  })
})

describe('a path within a folder', () => {
  it.each([
    ['/p/1', '.'],
    ['/p/1/a/b', 'a/b'],
    ['/p/12', undefined],
    ['/p', undefined],
  ])('%s is %s', (path, within) => {
    expect(pathWithin('/p/1', path)).toBe(within)
  })
})
