import { describe, expect, it } from 'vitest'
import type { Loss } from '../../../../src/harness/case.ts'
import { Disk } from '../../../../src/harness/power/disk.ts'
import type { Present } from '../../../../src/harness/power/file-table.ts'
import { losses } from '../../../../src/harness/power/losses.ts'
import type { FileOperation } from '../../../../src/harness/power/operation.ts'
import { bytes, emptyFolder, randomOperations, shown } from './disks.ts'
import { imagesByForce } from './force.ts'

const file = (path: string, inode: number): FileOperation => ({ op: 'create', path, inode })
const write = (inode: number, text: string, offset = 0): FileOperation => ({
  op: 'write',
  inode,
  offset,
  bytes: bytes(text),
})
const sync = (inode: number): FileOperation => ({ op: 'sync', inode })

function cutsOf(disk: Disk): readonly number[] {
  return Array.from({ length: disk.operations.length + 1 }, (_, cut) => cut)
}

/** The images that losses at the end of the operations may leave. */
function atEnd(
  operations: readonly FileOperation[],
  present = emptyFolder,
  profile: Loss['profile'] = 'posix',
): string[] {
  const disk = new Disk(present, operations)
  const all = [...losses(disk, { profile, seed: 1, cuts: [operations.length] })]
  return [...new Set(all.filter(({ torn }) => !torn).map((loss) => shown(disk.image(loss))))].toSorted()
}

describe('what a loss of power may leave', () => {
  it('takes back the name of a file whose folder was not synced, whatever was synced of the file', () => {
    expect(atEnd([file('a', 2), write(2, 'xy'), sync(2)])).toEqual(['', 'a=xy'])
    expect(atEnd([file('a', 2), write(2, 'xy'), sync(2), sync(1)])).toEqual(['a=xy'])
  })

  it('takes back the bytes of a file that was not synced, though its name is', () => {
    expect(atEnd([file('a', 2), write(2, 'xy'), sync(1)])).toEqual(['a=', 'a=xy'])
  })

  it('leaves zeros where a write is lost before another', () => {
    expect(atEnd([file('a', 2), sync(1), write(2, 'xy'), write(2, 'z', 2)])).toContain('a=\0\0z')
  })

  it('leaves the old file or the new one behind a rename, and never neither', () => {
    const present: readonly Present[] = [...emptyFolder, { kind: 'file', path: 'a', inode: 2, bytes: bytes('old') }]
    const renamed: readonly FileOperation[] = [
      file('t', 3),
      write(3, 'new'),
      sync(3),
      { op: 'rename', from: 't', to: 'a' },
    ]
    // The name of the new file may be lost, and kept by the rename all the same.
    expect(atEnd(renamed, present)).toEqual(['a=new', 'a=old', 'a=old t=new'])
    expect(atEnd([...renamed, sync(1)], present)).toEqual(['a=new'])
  })

  it('makes a rename across folders durable once both are synced', () => {
    const present: readonly Present[] = [
      ...emptyFolder,
      { kind: 'file', path: 'a', inode: 2, bytes: bytes('x') },
      { kind: 'folder', path: 'd', inode: 3 },
    ]
    const moved: readonly FileOperation[] = [{ op: 'rename', from: 'a', to: 'd/a' }]
    expect(atEnd([...moved, sync(1)], present)).toEqual(['a=x d/', 'd/ d/a=x'])
    expect(atEnd([...moved, sync(3)], present)).toEqual(['a=x d/', 'd/ d/a=x'])
    expect(atEnd([...moved, sync(3), sync(1)], present)).toEqual(['d/ d/a=x'])
  })

  it('takes back a removal until the folder is synced', () => {
    const present: readonly Present[] = [...emptyFolder, { kind: 'file', path: 'a', inode: 2, bytes: bytes('x') }]
    expect(atEnd([{ op: 'unlink', path: 'a' }], present)).toEqual(['', 'a=x'])
    expect(atEnd([{ op: 'unlink', path: 'a' }, sync(1)], present)).toEqual([''])
  })

  it('loses a folder with all that is in it, until the folder around it is synced', () => {
    const made: readonly FileOperation[] = [{ op: 'mkdir', path: 'd', inode: 2 }, file('d/a', 3), sync(2)]
    expect(atEnd(made)).toEqual(['', 'd/ d/a='])
    expect(atEnd([...made, sync(1)])).toEqual(['d/ d/a='])
  })

  it('knows a file under its second name', () => {
    const linked: readonly FileOperation[] = [file('a', 2), sync(1), { op: 'link', from: 'a', to: 'b' }, write(2, 'x')]
    expect(atEnd(linked)).toEqual(['a=', 'a= b=', 'a=x', 'a=x b=x'])
  })

  it('brings a size back that a truncation took', () => {
    const present: readonly Present[] = [...emptyFolder, { kind: 'file', path: 'a', inode: 2, bytes: bytes('xyz') }]
    expect(atEnd([{ op: 'truncate', inode: 2, size: 1 }], present)).toEqual(['a=x', 'a=xyz'])
  })

  it('tears a write between sectors of its file, and lets it have its size without its bytes', () => {
    const disk = new Disk(emptyFolder, [file('a', 2), sync(1), write(2, 'x'.repeat(600), 500)])
    const torn = (sectors: readonly number[]): string =>
      shown(disk.image({ profile: 'posix', cut: 3, lost: [], torn: { operation: 2, bytes: 512, sectors } }))
    expect(torn([0])).toBe(`a=${'\0'.repeat(512)}${'x'.repeat(588)}`)
    expect(torn([1, 2])).toBe(`a=${'\0'.repeat(500)}${'x'.repeat(12)}${'\0'.repeat(588)}`)
    expect(torn([0, 1, 2])).toBe(`a=${'\0'.repeat(1100)}`)
    const tried = [...losses(disk, { profile: 'posix', seed: 1, cuts: [3] })].flatMap((loss) => loss.torn ?? [])
    const sectors = tried.map(({ bytes: size, sectors: gone }) => `${size}: ${gone.join()}`)
    expect(sectors.toSorted()).toEqual(['4096: 0', '512: 0,1', '512: 0,1,2', '512: 2'])
  })

  it('takes nothing for possible that a sync forbids, that is torn and no write, or that comes later', () => {
    const disk = new Disk(emptyFolder, [file('a', 2), write(2, 'xy'), sync(2)])
    const allows = (loss: Omit<Loss, 'profile'>): boolean => disk.allows({ profile: 'posix', ...loss })
    expect(allows({ cut: 3, lost: [0] })).toBe(true)
    expect(allows({ cut: 3, lost: [1] })).toBe(false)
    expect(allows({ cut: 2, lost: [1] })).toBe(true)
    expect(allows({ cut: 1, lost: [1] })).toBe(false)
    expect(allows({ cut: 4, lost: [] })).toBe(false)
    expect(allows({ cut: 2, lost: [], torn: { operation: 0, bytes: 512, sectors: [0] } })).toBe(false)
  })
})

describe('a disk with an ordered journal', () => {
  it('loses names from some moment on, and none that any sync wrote down', () => {
    const made = [file('a', 2), file('b', 3)]
    expect(atEnd(made, emptyFolder, 'ext4')).toEqual(['', 'a=', 'a= b='])
    expect(atEnd(made)).toEqual(['', 'a=', 'a= b=', 'b='])
    expect(atEnd([...made, sync(3)], emptyFolder, 'ext4')).toEqual(['a= b='])
  })

  it('has the bytes of a file that replaces another before its name', () => {
    const present: readonly Present[] = [...emptyFolder, { kind: 'file', path: 'a', inode: 2, bytes: bytes('old') }]
    const replaced: readonly FileOperation[] = [file('t', 3), write(3, 'new'), { op: 'rename', from: 't', to: 'a' }]
    expect(atEnd(replaced, present, 'ext4')).not.toContain('a=')
    expect(atEnd(replaced, present)).toContain('a=')
  })
})

describe('the losses of a disk', () => {
  const seeds = Array.from({ length: 120 }, (_, index) => index + 1)

  it('leave exactly the images that brute force finds, at every cut', () => {
    for (const seed of seeds) {
      const operations = randomOperations(seed, 7)
      const disk = new Disk(emptyFolder, operations)
      const all = [...losses(disk, { profile: 'posix', seed, cuts: cutsOf(disk) })].filter(({ torn }) => !torn)
      for (let cut = 0; cut <= operations.length; cut += 1) {
        const found = new Set(all.filter((loss) => loss.cut === cut).map((loss) => shown(disk.image(loss))))
        expect([...found].toSorted(), `seed ${seed}, cut ${cut}`).toEqual(
          [...imagesByForce(operations, cut)].toSorted(),
        )
      }
    }
  })

  it('are the same for the same seed, each once, and all of them possible', () => {
    for (const seed of seeds.slice(0, 20)) {
      const disk = new Disk(emptyFolder, randomOperations(seed, 40))
      const all = [...losses(disk, { profile: 'posix', seed, cuts: cutsOf(disk) })]
      expect([...losses(disk, { profile: 'posix', seed, cuts: cutsOf(disk) })]).toEqual(all)
      expect(new Set(all.map((loss) => JSON.stringify(loss))).size).toBe(all.length)
      expect(all.every((loss) => disk.allows(loss))).toBe(true)
    }
  })

  it('have one signature if and only if they leave one image', () => {
    for (const seed of seeds.slice(0, 20)) {
      const disk = new Disk(emptyFolder, randomOperations(seed, 10))
      const bySignature = new Map<string, string>()
      const images = new Set<string>()
      for (const loss of losses(disk, { profile: 'posix', seed, cuts: cutsOf(disk) })) {
        const image = shown(disk.image(loss))
        expect(bySignature.get(disk.signature(loss)) ?? image).toBe(image)
        bySignature.set(disk.signature(loss), image)
        images.add(image)
      }
      expect(images.size).toBe(bySignature.size)
    }
  })
})
