import { describe, expect, it } from 'vitest'
import { Disk } from '../../../../src/harness/power/disk.ts'
import type { Present } from '../../../../src/harness/power/file-table.ts'
import { differenceOf } from '../../../../src/harness/power/images.ts'
import { Snapshots, holdsSqlite } from '../../../../src/harness/power/wal.ts'
import { bytes, emptyFolder } from './disks.ts'

const pageBytes = 512
const frameBytes = 24 + pageBytes

/** A WAL of frames that are each filled with one byte. */
function wal(...frames: readonly number[]): Uint8Array {
  const header = Buffer.alloc(32)
  header.writeUInt32BE(pageBytes, 8)
  return new Uint8Array(Buffer.concat([header, ...frames.map((fill) => Buffer.alloc(frameBytes, fill))]))
}

function file(path: string, content: Uint8Array, inode = 2): Present {
  return { kind: 'file', path, inode, bytes: content }
}

function folderWith(...files: readonly Present[]): readonly Present[] {
  return [...emptyFolder, ...files]
}

describe('looks at the files of a store in SQLite', () => {
  it('find the frames that were written, and take them for synced at the end', () => {
    const snapshots = new Snapshots(emptyFolder)
    const { operations: first, inWal } = snapshots.next(folderWith(file('a-wal', wal(1, 2))))
    expect(inWal).toBe(first.length)
    expect(first.map(({ op }) => op)).toEqual(['create', 'write', 'write', 'write', 'sync', 'sync'])
    expect(first).toMatchObject([
      {},
      { offset: 0 },
      { offset: 32 },
      { offset: 32 + frameBytes },
      { inode: 2 },
      { inode: 1 },
    ])
    // The first frame was written anew, as it is after a checkpoint.
    expect(snapshots.next(folderWith(file('a-wal', wal(3, 2)))).operations).toMatchObject([
      { op: 'write', offset: 32 },
      { op: 'sync' },
    ])
    expect(snapshots.next(folderWith(file('a-wal', wal(3, 2)))).operations).toEqual([])
  })

  it('put the WAL before the pages that come from it, and what was removed last', () => {
    const snapshots = new Snapshots(folderWith(file('a', bytes('old')), file('a-wal', wal(1), 3)))
    const { operations: closed, inWal } = snapshots.next(folderWith(file('a', bytes('new'))))
    expect(inWal).toBe(0)
    expect(closed.map(({ op }) => op)).toEqual(['write', 'sync', 'unlink', 'sync'])
    const both = new Snapshots(emptyFolder).next(folderWith(file('a', bytes('x')), file('a-wal', wal(1))))
    expect(both.inWal).toBe(5)
    expect(both.operations.filter(({ op }) => op === 'create')).toMatchObject([{ path: 'a-wal' }, { path: 'a' }])
  })

  it('explain all that is there, whatever grew, shrank, came and went, save the shared memory', () => {
    const looks: (readonly Present[])[] = [
      folderWith(file('a', bytes('x'.repeat(9_000)))),
      folderWith({ kind: 'folder', path: 'd', inode: 0 }, file('a', bytes('y')), file('d/b', bytes(''))),
      folderWith(file('a', bytes('')), file('a-shm', bytes('z'))),
    ]
    const snapshots = new Snapshots(emptyFolder)
    const operations = []
    for (const present of looks) {
      operations.push(...snapshots.next(present).operations)
      const disk = new Disk(emptyFolder, operations)
      const all = disk.image({ profile: 'posix', cut: operations.length, lost: [] })
      expect(differenceOf(all, present)).toBeUndefined()
      expect(disk.pending(operations.length)).toEqual([])
    }
  })

  it('know SQLite by the first bytes of its file', () => {
    expect(holdsSqlite(folderWith(file('a', bytes('SQLite format 3\0 and so on'))))).toBe(true)
    expect(holdsSqlite(folderWith(file('SQLite format 3', bytes('a'))))).toBe(false)
  })
})
