/** What failures of the file system mean, and which of them are outlasted. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { StoreCode } from '../../../../contracts/index.ts'
import { list, move, syncFolder, writeNew, writeRange } from '../../../../adapters/fs/driver.ts'
import { classify } from '../../../../adapters/fs/failures.ts'

const failing: { readonly [operation: string]: string[] } = vi.hoisted(() => ({ sync: [], open: [] }))

/** The file system, of which some operations fail with the next code that is meant for them. */
vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original()
  const fail = (operation: string): void => {
    const code = failing[operation]?.shift()
    if (code !== undefined) throw Object.assign(new Error(code), { code })
  }
  const open: typeof real.open = async (...args) => {
    fail('open')
    const handle = await real.open(...args)
    const sync = handle.sync.bind(handle)
    handle.sync = async () => {
      fail('sync')
      await sync()
    }
    return handle
  }
  return { ...real, open }
})

function failure(code: unknown): Error {
  return Object.assign(new Error('from the system'), { code })
}

describe('a failure of the file system', () => {
  it.each<[string, StoreCode]>([
    ['ENOSPC', 'FULL'],
    ['EDQUOT', 'FULL'],
    ['EROFS', 'READ_ONLY'],
    ['EACCES', 'READ_ONLY'],
    ['EPERM', 'READ_ONLY'],
    ['EMFILE', 'BUSY'],
    ['ENFILE', 'BUSY'],
    ['EAGAIN', 'BUSY'],
    ['EBUSY', 'BUSY'],
    ['EIO', 'IO'],
    ['ENOENT', 'IO'],
    ['ENOTDIR', 'IO'],
  ])('%s means %s', (code, expected) => {
    expect(classify(failure(code))).toBe(expected)
  })

  it.each([failure('ERR_INVALID_ARG_TYPE'), failure(5), new Error('EIO'), 'EIO', undefined])('is not %o', (thrown) => {
    expect(classify(thrown)).toBeUndefined()
  })
})

describe('a sync of a folder', () => {
  it.each(['EPERM', 'EINVAL', 'ENOTSUP', 'EISDIR'])('is let pass where the system has none: %s', async (code) => {
    failing['sync']?.push(code)
    expect(await syncFolder('.')).toBe(true)
    expect(failing['sync']).toEqual([])
  })

  it.each(['EIO', 'ENOSPC', 'EDQUOT', 'EROFS', 'EAGAIN', 'EBADF', 'EACCES'])(
    'fails with any other code: %s',
    async (code) => {
      failing['sync']?.push(code)
      await expect(syncFolder('.')).rejects.toMatchObject({ code })
    },
  )

  it('finds none where the folder is gone', async () => {
    expect(await syncFolder('./gone')).toBe(false)
  })
})

describe('a write at a place of a file', () => {
  it('that fails leaves no file that it made, and any other as it was', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'unit-fs-'))
    try {
      const [file, bytes] = [join(dir, 'a'), Buffer.from('ab')]
      failing['sync']?.push('ENOSPC')
      await expect(writeRange(file, 0, bytes)).rejects.toMatchObject({ code: 'ENOSPC' })
      expect(await readdir(dir)).toEqual([])
      expect(await writeRange(file, 0, bytes)).toBe(true)
      failing['sync']?.push('ENOSPC')
      await expect(writeRange(file, 2, bytes)).rejects.toMatchObject({ code: 'ENOSPC' })
      // Nobody reads what lies behind what counts, and the next writer writes over it.
      expect((await readFile(file)).subarray(0, 2)).toEqual(bytes)
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})

describe('want of handles', () => {
  it('is outlasted', async () => {
    failing['open']?.push('EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY')
    expect(await syncFolder('.')).toBe(true)
    expect(failing['open']).toEqual([])
  })

  it('that does not end is told', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(60_000)
    failing['open']?.push('EMFILE')
    await expect(syncFolder('.')).rejects.toMatchObject({ code: 'EMFILE' })
    clock.mockRestore()
  })

  it('is no reason to sync again: what failed once is not cured', async () => {
    failing['sync']?.push('EAGAIN')
    await expect(syncFolder('.')).rejects.toMatchObject({ code: 'EAGAIN' })
  })
})

describe('a name that may be missing', () => {
  it('is an answer', async () => {
    expect([await list('./gone'), await writeNew('./gone/file', ''), await move('./gone', './gone-too')]).toEqual([
      undefined,
      false,
      false,
    ])
  })

  it('is a failure where it is in the way', async () => {
    await expect(list('./package.json')).rejects.toMatchObject({ code: 'ENOTDIR' })
  })
})
