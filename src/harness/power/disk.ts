/**
 * The disk beneath a place, as a sequence of file operations: which of them are durable at a moment, and what a loss of
 * power may leave. A sync of a file makes its bytes and its size durable, a sync of a folder its entries; a rename across
 * folders is durable once both are synced. Pure.
 */
import { createHash } from 'node:crypto'
import { HarnessError } from '../../../contracts/errors.ts'
import type { Loss } from '../case.ts'
import type { Present } from './file-table.ts'
import { Growing } from './growing.ts'
import type { FileOperation } from './operation.ts'

/** One change of an entry: under this name in this folder lies this inode from now on, or nothing. */
interface Entry {
  readonly folder: number
  readonly name: string
  readonly inode: number | undefined
}

/** What one operation changes: entries, or the bytes of one inode; a sync changes nothing. */
interface Effect {
  readonly entries: readonly Entry[]
  /** the file whose bytes or size it changes */
  readonly data?: number
  /** whether it puts another file in the place of one that was there */
  readonly replaces: boolean
  /** position of the sync by which it is durable; `Infinity` where none came */
  durableAt: number
}

/** The bytes of a file with what tells them from others. */
interface Content {
  readonly bytes: Uint8Array
  readonly hash: string
}

/** What lies on a disk: each path with its bytes, and with none where it is a folder; those of folders come first. */
export type Image = ReadonlyMap<string, Uint8Array | undefined>

const noEntries: readonly Entry[] = []

type Names = Map<number, Map<string, number>>

/** The folder and the name of a path, by the entries of a moment. Throws a `HarnessError` INTERNAL where no such folder is there. */
function located(names: Names, root: number, path: string): { readonly folder: number; readonly name: string } {
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  const folder = parts.reduce<number | undefined>(
    (at, part) => (at === undefined ? undefined : names.get(at)?.get(part)),
    root,
  )
  if (folder === undefined) throw new HarnessError('INTERNAL', `no folder holds ${path}`)
  return { folder, name }
}

function put(names: Names, { folder, name, inode }: Entry): void {
  const entries = names.get(folder) ?? new Map<string, number>()
  names.set(folder, entries)
  if (inode === undefined) entries.delete(name)
  else entries.set(name, inode)
}

/** A disk on which these operations were made, one after another. */
export class Disk {
  readonly operations: readonly FileOperation[]
  readonly #present: readonly Present[]
  readonly #root: number
  readonly #effects: readonly Effect[]
  readonly #folders = new Set<number>()
  /** by inode: the positions of the operations that change its bytes or its size */
  readonly #changes = new Map<number, number[]>()
  readonly #contents = new Map<string, Content>()

  /** `present` is what lay there before the first operation, durable: the folder of the place as `.` first. */
  constructor(present: readonly Present[], operations: readonly FileOperation[]) {
    this.#present = present
    this.#root = present[0]?.inode ?? 0
    this.operations = operations
    for (const { kind, inode } of present) if (kind === 'folder') this.#folders.add(inode)
    const names = this.#namesAtStart()
    this.#effects = operations.map((operation, position) => this.#effectOf(operation, position, names))
    this.#settle()
  }

  #namesAtStart(): Names {
    const names: Names = new Map()
    for (const { path, inode } of this.#present)
      if (path !== '.') put(names, { ...located(names, this.#root, path), inode })
    return names
  }

  #effectOf(operation: FileOperation, position: number, names: Names): Effect {
    const changed = this.#changed(operation, names)
    for (const entry of changed.entries) put(names, entry)
    if (operation.op === 'mkdir') this.#folders.add(operation.inode)
    if (changed.data !== undefined) {
      const changes = this.#changes.get(changed.data) ?? []
      this.#changes.set(changed.data, changes)
      changes.push(position)
    }
    return { replaces: false, ...changed, durableAt: Infinity }
  }

  #changed(operation: FileOperation, names: Names): Pick<Effect, 'entries' | 'data'> & { replaces?: boolean } {
    const at = (path: string): { readonly folder: number; readonly name: string } => located(names, this.#root, path)
    switch (operation.op) {
      case 'create':
      case 'mkdir':
        return { entries: [{ ...at(operation.path), inode: operation.inode }] }
      case 'write':
      case 'truncate':
        return { entries: noEntries, data: operation.inode }
      case 'sync':
        return { entries: noEntries }
      case 'unlink':
      case 'rmdir':
        return { entries: [{ ...at(operation.path), inode: undefined }] }
      case 'rename':
      case 'link': {
        const from = at(operation.from)
        const to = at(operation.to)
        const inode = names.get(from.folder)?.get(from.name)
        if (inode === undefined) throw new HarnessError('INTERNAL', `no file ${operation.from}`)
        const there = { ...to, inode }
        if (operation.op === 'link') return { entries: [there] }
        const replaces = names.get(to.folder)?.has(to.name) === true
        return { entries: [{ ...from, inode: undefined }, there], replaces }
      }
    }
  }

  /** Finds the sync by which each operation is durable. */
  #settle(): void {
    const syncedAt = new Map<number, number>()
    const later = (inode: number): number => syncedAt.get(inode) ?? Infinity
    for (let position = this.operations.length - 1; position >= 0; position -= 1) {
      const operation = this.operations[position]
      const effect = this.#effects[position]
      if (!operation || !effect) continue
      if (operation.op === 'sync') syncedAt.set(operation.inode, position)
      else if (effect.data !== undefined) effect.durableAt = later(effect.data)
      else effect.durableAt = Math.max(...effect.entries.map(({ folder }) => later(folder)))
    }
  }

  /** the path of each inode before the first operation */
  get names(): ReadonlyMap<number, string> {
    return new Map(this.#present.map(({ inode, path }) => [inode, path]))
  }

  /** Positions of the operations before the cut that a loss of power there may take back. */
  pending(cut: number): readonly number[] {
    return this.#effects.slice(0, cut).flatMap((effect, position) => {
      const changes = effect.entries.length > 0 || effect.data !== undefined
      return changes && effect.durableAt >= cut ? [position] : []
    })
  }

  /** Whether such a loss can happen on a disk of its profile. */
  allows({ profile, cut, lost, torn }: Loss): boolean {
    const pending = new Set(this.pending(cut))
    const gone = torn ? [...lost, torn.operation] : lost
    if (cut > this.operations.length || !gone.every((position) => pending.has(position))) return false
    if (torn && this.operations[torn.operation]?.op !== 'write') return false
    return profile === 'posix' || this.#isOrdered(cut, new Set(gone))
  }

  /**
   * Whether a journal that keeps order may lose these: what changes names and sizes is lost from some moment on or not at
   * all, any sync writes all of it down, and the bytes of a file come before the rename by which it replaces another.
   */
  #isOrdered(cut: number, gone: ReadonlySet<number>): boolean {
    const metadata = [...this.#effects.slice(0, cut).keys()].filter((position) => this.#isMetadata(position))
    const firstGone = metadata.find((position) => gone.has(position)) ?? Infinity
    if (metadata.some((position) => position > firstGone && !gone.has(position))) return false
    const synced = this.operations.slice(0, cut).some(({ op }, position) => op === 'sync' && position > firstGone)
    if (synced) return false
    return metadata.every((position) => gone.has(position) || !this.#replacedEarly(position, gone))
  }

  #isMetadata(position: number): boolean {
    return (this.#effects[position]?.entries.length ?? 0) > 0 || this.operations[position]?.op === 'truncate'
  }

  /** Whether a rename that replaces a file came before bytes of the new one that are gone. */
  #replacedEarly(position: number, gone: ReadonlySet<number>): boolean {
    const effect = this.#effects[position]
    if (!effect?.replaces) return false
    const moved = effect.entries.at(-1)?.inode ?? -1
    return (this.#changes.get(moved) ?? []).some((change) => change < position && gone.has(change))
  }

  /** What lies on the disk after the loss. */
  image(loss: Loss): Image {
    const image = new Map<string, Uint8Array | undefined>()
    for (const [path, inode] of this.#tree(loss)) {
      image.set(path, this.#folders.has(inode) ? undefined : this.#content(inode, loss).bytes)
    }
    return image
  }

  /** The same text for losses that leave the same image. */
  signature(loss: Loss): string {
    return this.#tree(loss)
      .map(([path, inode]) => `${path}\0${this.#folders.has(inode) ? '' : this.#content(inode, loss).hash}`)
      .toSorted()
      .join('\n')
  }

  /** The paths that are there after the loss, each folder before what it holds. */
  #tree({ cut, lost }: Loss): readonly (readonly [path: string, inode: number])[] {
    const names = this.#namesAtStart()
    const gone = new Set(lost)
    for (const [position, { entries }] of this.#effects.slice(0, cut).entries())
      if (!gone.has(position)) for (const entry of entries) put(names, entry)
    const tree: (readonly [string, number])[] = []
    const walk = (folder: number, prefix: string): void => {
      for (const [name, inode] of names.get(folder) ?? []) {
        tree.push([`${prefix}${name}`, inode])
        if (this.#folders.has(inode)) walk(inode, `${prefix}${name}/`)
      }
    }
    walk(this.#root, '')
    return tree
  }

  #content(inode: number, { cut, lost, torn }: Loss): Content {
    const changes = (this.#changes.get(inode) ?? []).filter((position) => position < cut && !lost.includes(position))
    const tearing = torn && changes.includes(torn.operation) ? torn : undefined
    const key = `${inode} ${changes.join()} ${tearing ? JSON.stringify(tearing) : ''}`
    const known = this.#contents.get(key)
    if (known) return known
    const bytes = this.#bytes(inode, changes, tearing)
    const content = { bytes, hash: createHash('sha1').update(bytes).digest('base64') }
    this.#contents.set(key, content)
    return content
  }

  #bytes(inode: number, changes: readonly number[], torn: Loss['torn']): Uint8Array {
    const present = this.#present.find((one) => one.inode === inode)
    const file = new Growing(present?.kind === 'file' ? present.bytes : new Uint8Array())
    for (const position of changes) {
      const operation = this.operations[position]
      if (operation?.op === 'truncate') file.resize(operation.size)
      if (operation?.op === 'write') file.write(operation, torn?.operation === position ? torn : undefined)
    }
    return file.bytes
  }
}
