import { describe, expect, it } from 'vitest'
import type { TraceTold } from '../../../../src/harness/power/trace.ts'
import { readTrace } from '../../../../src/harness/power/trace.ts'
import { emptyFolder } from './disks.ts'

function hex(text: string): string {
  return Buffer.from(text)
    .toString('hex')
    .replaceAll(/../g, String.raw`\x$&`)
}

/** Lines as strace writes them: `'…'` stands for a string, `<…>` for the path beside a descriptor. */
function told(...lines: readonly string[]): TraceTold {
  const text = lines.map((line) =>
    line
      .replaceAll(/'([^']*)'/g, (_, string: string) => `"${hex(string)}"`)
      .replaceAll(/<(\/[^>]*)>/g, (_, path: string) => `<${hex(path)}>`),
  )
  return readTrace(text.map((line) => (/^\d/.test(line) ? line : `7 ${line}`)).join('\n'), {
    folder: '/p',
    marks: '/marks',
    present: emptyFolder,
  })
}

function operations(...lines: readonly string[]): TraceTold['recorded'] {
  const { recorded, strangers } = told(...lines)
  expect(strangers).toEqual([])
  return recorded
}

const opened = `openat(AT_FDCWD</>, '/p/a', O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 21</p/a>`

describe('the trace of a process', () => {
  it('tells what was made, written, sized and synced', () => {
    expect(
      operations(
        opened,
        `pwrite64(21</p/a>, 'xyz', 3, 8) = 3`,
        `ftruncate(21</p/a>, 4) = 0`,
        `fdatasync(21</p/a>) = 0`,
        `openat(AT_FDCWD</>, '/p', O_RDONLY|O_CLOEXEC) = 22</p>`,
        `fsync(22</p>) = 0`,
      ),
    ).toEqual([
      { op: 'create', path: 'a', inode: 2 },
      { op: 'write', inode: 2, offset: 8, bytes: Buffer.from('xyz') },
      { op: 'truncate', inode: 2, size: 4 },
      { op: 'sync', inode: 2 },
      { op: 'sync', inode: 1 },
    ])
  })

  it('knows where a descriptor stands', () => {
    const wrote = [opened, `write(21</p/a>, 'xy', 2) = 2`, `read(21</p/a>, '', 5) = 0`, `write(21</p/a>, 'z', 1) = 1`]
    expect(operations(...wrote)).toMatchObject([{ op: 'create' }, { offset: 0 }, { offset: 2 }])
  })

  it('tells of names that came, went and moved, in folders that are named by a descriptor too', () => {
    expect(
      operations(
        `mkdir('/p/d', 0777) = 0`,
        `openat(9</p/d>, 'a', O_WRONLY|O_CREAT|O_TRUNC, 0666) = 21</p/d/a>`,
        `rename('/p/d/a', '/p/b') = 0`,
        `renameat2(AT_FDCWD</p>, 'b', 9</p/d>, 'c', RENAME_NOREPLACE) = 0`,
        `link('/p/d/c', '/p/e') = 0`,
        `unlink('/p/e') = 0`,
        `unlinkat(9</p/d>, 'c', 0) = 0`,
        `unlinkat(AT_FDCWD</p>, 'd', AT_REMOVEDIR) = 0`,
      ),
    ).toEqual([
      { op: 'mkdir', path: 'd', inode: 2 },
      { op: 'create', path: 'd/a', inode: 3 },
      { op: 'rename', from: 'd/a', to: 'b' },
      { op: 'rename', from: 'b', to: 'd/c' },
      { op: 'link', from: 'd/c', to: 'e' },
      { op: 'unlink', path: 'e' },
      { op: 'unlink', path: 'd/c' },
      { op: 'rmdir', path: 'd' },
    ])
  })

  it('puts calls together that another thread cut in two, and leaves out those that failed', () => {
    expect(
      operations(
        opened,
        `7 fsync(21</p/a> <unfinished ...>`,
        `8 pwrite64(21</p/a>, 'x', 1, 0) = 1`,
        `7 <... fsync resumed>) = 0`,
        `unlink('/p/none') = -1 ENOENT (No such file or directory)`,
        `fsync(21</p/a>) = -1 EIO (Input/output error)`,
      ),
    ).toMatchObject([{ op: 'create' }, { op: 'write' }, { op: 'sync' }])
  })

  it('takes what is written to the marks for marks, and nothing else outside the folder for anything', () => {
    expect(
      operations(
        `write(5</marks>, 'invoke\n', 7) = 7`,
        opened,
        `write(6</elsewhere>, 'x', 1) = 1`,
        `rename('/q/a', '/q/b') = 0`,
        `openat(AT_FDCWD</>, '/p/a-shm', O_RDWR|O_CREAT, 0644) = 23</p/a-shm>`,
        `ftruncate(23</p/a-shm>, 3) = 0`,
        `write(5</marks>, 'return\n', 7) = 7`,
      ),
    ).toEqual([
      { op: 'mark', mark: 'invoke' },
      { op: 'create', path: 'a', inode: 2 },
      { op: 'mark', mark: 'return' },
    ])
  })

  it('says of which files it does not tell all', () => {
    expect(told(opened, `fallocate(21</p/a>, 0, 0, 4096) = 0`).strangers).toEqual(['a'])
    expect(told(opened, `pwrite64(21</p/a>, 'x'..., 9, 0) = 9`).strangers).toEqual(['a'])
    expect(told(`symlink('/q', '/p/s') = 0`).strangers).toEqual(['s'])
    expect(told(opened, `rename('/p/a', '/q/a') = 0`).strangers).toEqual(['a'])
  })
})
