/**
 * What stands in the folder of a place while calls are made on it: which name is which file, and where the descriptors stand.
 * It turns calls that succeeded, however they became known, into file operations; it makes none itself.
 */
import type { FileOperation } from './operation.ts'

/** Something that is there from the start. Two names with one inode are links to one file. */
export type Present =
  | { readonly kind: 'folder'; readonly path: string; readonly inode: number }
  | { readonly kind: 'file'; readonly path: string; readonly inode: number; readonly bytes: Uint8Array }

/** How a file was opened, as far as it changes anything. */
export interface Opening {
  /** the file was made if it was not there */
  readonly create?: boolean
  /** its content was cut off */
  readonly truncate?: boolean
  /** every write goes to its end */
  readonly append?: boolean
  /** every write is synced before it returns */
  readonly sync?: boolean
}

/** A descriptor: what it stands for, and where the next read or write without a position begins. */
interface Descriptor {
  readonly inode: number
  readonly append: boolean
  readonly sync: boolean
  position: number
}

/** The folder itself. */
const here = '.'

/** Where the path leads from the folder, as operations have it; undefined where it leads out. Both are absolute. */
export function pathWithin(folder: string, path: string): string | undefined {
  if (path === folder) return here
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined
}

/** Names, files and descriptors of one folder. Paths are those of operations; descriptors are any numbers that differ. */
export class FileTable {
  readonly #inodes = new Map<string, number>()
  readonly #sizes = new Map<number, number>()
  readonly #descriptors = new Map<number, Descriptor>()
  readonly #strangers = new Set<string>()
  #nextInode = 1

  /** `present` is what stands in the folder at the start, the folder itself as `.` among it. */
  constructor(present: readonly Present[]) {
    for (const one of present) {
      this.#inodes.set(one.path, one.inode)
      if (one.kind === 'file') this.#sizes.set(one.inode, one.bytes.length)
      this.#nextInode = Math.max(this.#nextInode, one.inode + 1)
    }
  }

  /**
   * The names of which a call told that were neither there at the start nor made by a call that became known. Where there is
   * one, the operations do not tell all that happened in the folder.
   */
  get strangers(): readonly string[] {
    return [...this.#strangers]
  }

  /** Tells of something that operations cannot say, such as a symbolic link. */
  meet(path: string): void {
    this.#strangers.add(path)
  }

  /** the inode that has this name now */
  inodeOf(path: string): number | undefined {
    return this.#inodes.get(path)
  }

  /** A file or folder was opened as this descriptor. */
  open(descriptor: number, path: string, opening: Opening): readonly FileOperation[] {
    const { create, truncate, append = false, sync = false } = opening
    const known = this.#inodes.get(path)
    const inode = known ?? this.#newInode()
    const operations: FileOperation[] = []
    if (known === undefined) {
      if (!create) this.meet(path)
      this.#name(path, inode)
      this.#sizes.set(inode, 0)
      operations.push({ op: 'create', path, inode })
    } else if (truncate) {
      operations.push(...this.#resize(inode, 0))
    }
    this.#descriptors.set(descriptor, { inode, append, sync, position: 0 })
    return operations
  }

  /** The descriptor was closed. */
  close(descriptor: number): void {
    this.#descriptors.delete(descriptor)
  }

  /** So many bytes were read from where the descriptor stands. */
  read(descriptor: number, length: number): void {
    const known = this.#descriptors.get(descriptor)
    if (known) known.position += length
  }

  /** All was read that follows from where the descriptor stands. */
  readAll(descriptor: number): void {
    const known = this.#descriptors.get(descriptor)
    if (known) known.position = Math.max(known.position, this.#sizes.get(known.inode) ?? 0)
  }

  /** These bytes were written, at the position or, without one, where the descriptor stands. */
  write(descriptor: number, bytes: Uint8Array, position?: number): readonly FileOperation[] {
    const known = this.#descriptors.get(descriptor)
    if (!known || bytes.length === 0) return []
    const { inode, append, sync } = known
    const size = this.#sizes.get(inode) ?? 0
    const offset = append ? size : (position ?? known.position)
    const end = offset + bytes.length
    this.#sizes.set(inode, Math.max(size, end))
    if (position === undefined) known.position = end
    const written: FileOperation = { op: 'write', inode, offset, bytes }
    return sync ? [written, { op: 'sync', inode }] : [written]
  }

  /** The file of the descriptor has so many bytes now. */
  truncate(descriptor: number, size: number): readonly FileOperation[] {
    const known = this.#descriptors.get(descriptor)
    return known ? this.#resize(known.inode, size) : []
  }

  /** The file or folder of the descriptor was synced. */
  sync(descriptor: number): readonly FileOperation[] {
    const known = this.#descriptors.get(descriptor)
    return known ? [{ op: 'sync', inode: known.inode }] : []
  }

  /** A folder was made. */
  mkdir(path: string): readonly FileOperation[] {
    const inode = this.#newInode()
    this.#name(path, inode)
    return [{ op: 'mkdir', path, inode }]
  }

  /** A name was made another's, with all that stands below it. */
  rename(from: string, to: string): readonly FileOperation[] {
    const inode = this.#inodes.get(from)
    if (inode === undefined) this.meet(from)
    // Of two names of one file neither is touched.
    if (inode === undefined || inode === this.#inodes.get(to)) return []
    this.#inodes.delete(to)
    for (const [path, moved] of Array.from(this.#inodes)) {
      const rest = pathWithin(from, path)
      if (rest === undefined) continue
      this.#inodes.delete(path)
      this.#name(rest === here ? to : `${to}/${rest}`, moved)
    }
    return [{ op: 'rename', from, to }]
  }

  /** A file has a second name. */
  link(from: string, to: string): readonly FileOperation[] {
    const inode = this.#inodes.get(from)
    if (inode === undefined) {
      this.meet(from)
      return []
    }
    this.#name(to, inode)
    return [{ op: 'link', from, to }]
  }

  /** A name of a file was removed. */
  unlink(path: string): readonly FileOperation[] {
    return this.#remove(path, { op: 'unlink', path })
  }

  /** An empty folder was removed. */
  rmdir(path: string): readonly FileOperation[] {
    return this.#remove(path, { op: 'rmdir', path })
  }

  /** Gives an inode a name. The folder that holds it may be one that no call told of. */
  #name(path: string, inode: number): void {
    const end = path.lastIndexOf('/')
    const folder = end < 0 ? here : path.slice(0, end)
    if (!this.#inodes.has(folder)) this.meet(folder)
    this.#inodes.set(path, inode)
  }

  #remove(path: string, operation: FileOperation): readonly FileOperation[] {
    if (this.#inodes.delete(path)) return [operation]
    this.meet(path)
    return []
  }

  #resize(inode: number, size: number): readonly FileOperation[] {
    if (this.#sizes.get(inode) === size) return []
    this.#sizes.set(inode, size)
    return [{ op: 'truncate', inode, size }]
  }

  #newInode(): number {
    const inode = this.#nextInode
    this.#nextInode += 1
    return inode
  }
}
