/** Disks for tests: what was present, and random operations that a file system would have let pass. */
import type { Image } from '../../../../src/harness/power/disk.ts'
import type { Present } from '../../../../src/harness/power/file-table.ts'
import { FileTable } from '../../../../src/harness/power/file-table.ts'
import type { FileOperation } from '../../../../src/harness/power/operation.ts'
import { Random } from '../../../../src/harness/random.ts'

export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

/** An empty folder. */
export const emptyFolder: readonly Present[] = [{ kind: 'folder', path: '.', inode: 1 }]

/** An image as one text: paths with their bytes, a folder with a slash. */
export function shown(image: Image): string {
  const lines = Array.from(image, ([path, content]) =>
    content ? `${path}=${Buffer.from(content).toString()}` : `${path}/`,
  )
  return lines.toSorted().join(' ')
}

const names = ['a', 'b', 'd', 'd/a']

/** So many operations on a few names, each of which a file system would have let pass. */
export function randomOperations(seed: number, count: number): readonly FileOperation[] {
  const random = new Random(seed)
  const table = new FileTable(emptyFolder)
  const folders = new Set(['.'])
  const name = (): string => names[random.below(names.length)] ?? 'a'
  const isPossible = (path: string): boolean => !path.includes('/') || folders.has('d')
  const isFile = (path: string): boolean => table.inodeOf(path) !== undefined && !folders.has(path)
  const operations: FileOperation[] = []
  const moves: (() => readonly FileOperation[])[] = [
    () => {
      const path = name()
      if (path === 'd' || !isPossible(path)) return []
      return table.open(1, path, { create: true, truncate: random.below(4) === 0 })
    },
    () => table.write(1, bytes('xyz'.slice(random.below(3))), random.below(4)),
    () => table.truncate(1, random.below(4)),
    () => table.sync(1),
    () => {
      const path = random.below(2) === 0 ? '.' : 'd'
      if (!folders.has(path)) return []
      table.open(2, path, {})
      return table.sync(2)
    },
    () => {
      if (table.inodeOf('d') !== undefined) return []
      folders.add('d')
      return table.mkdir('d')
    },
    () => {
      const [from, to] = [name(), name()]
      return isFile(from) && to !== 'd' && isPossible(to) ? table.rename(from, to) : []
    },
    () => {
      const [from, to] = [name(), name()]
      const free = table.inodeOf(to) === undefined && to !== 'd' && isPossible(to)
      return isFile(from) && free ? table.link(from, to) : []
    },
    () => {
      const path = name()
      return isFile(path) ? table.unlink(path) : []
    },
  ]
  while (operations.length < count) operations.push(...(moves[random.below(moves.length)]?.() ?? []))
  return operations.slice(0, count)
}
