/** What stands in a folder, before anything is recorded there. */
import { lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inside } from '../seams/fs-course.ts'
import type { Present } from './file-table.ts'

/**
 * The folder itself and all that is in it, a folder before what it holds; what is neither file nor folder is left out. Inodes
 * are numbers of our own, from 1. Files are opened and closed: a process that holds a POSIX lock on one of them would lose it.
 */
export function scan(folder: string): readonly Present[] {
  const inodes = new Map<number, number>()
  const numbered = (ino: number): number => {
    const inode = inodes.get(ino) ?? inodes.size + 1
    inodes.set(ino, inode)
    return inode
  }
  const walk = (path: string): readonly Present[] => {
    const full = join(folder, path)
    const stat = lstatSync(full)
    const inode = numbered(stat.ino)
    if (stat.isFile()) return [{ kind: 'file', path, inode, bytes: readFileSync(full) }]
    if (!stat.isDirectory()) return []
    const names = readdirSync(full).toSorted()
    return [{ kind: 'folder', path, inode }, ...names.flatMap((name) => walk(path === '.' ? name : `${path}/${name}`))]
  }
  // The harness looks, and not the adapter.
  return inside(() => walk('.'))
}
