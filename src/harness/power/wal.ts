/**
 * What a store in SQLite did between two looks at its files, where nobody could see how: its WAL frame by frame, then other
 * files page by page, each synced at the end, and then what was removed. Pure. Whether and when it was really synced
 * cannot be told in this way: what is acknowledged counts as durable.
 */
import { FileTable } from './file-table.ts'
import type { Present } from './file-table.ts'
import type { FileOperation } from './operation.ts'

const sqliteHeader = 'SQLite format 3\0'
const pageBytes = 4_096
const walHeaderBytes = 32
const frameHeaderBytes = 24

/** a descriptor for one file at a time, and one for folders */
const fileDescriptor = 1
const folderDescriptor = 2

/** Whether a file of SQLite is among these. */
export function holdsSqlite(present: readonly Present[]): boolean {
  return present.some(
    (one) => one.kind === 'file' && Buffer.from(one.bytes.subarray(0, 16)).toString('latin1') === sqliteHeader,
  )
}

/** Whether a file is the shared memory of SQLite, which is made anew by whoever opens the store after a crash. */
export function isSharedMemory(path: string): boolean {
  return path.endsWith('-shm')
}

/** Where the pieces of a file end that are written at once: frames of a WAL with the header before them, pages of others. */
function* endsOf(path: string, bytes: Uint8Array): Generator<number> {
  const isWal = path.endsWith('-wal')
  const first = isWal ? walHeaderBytes : pageBytes
  const each = isWal ? frameHeaderBytes + walPageBytes(bytes) : pageBytes
  for (let end = first; end < bytes.length; end += each) yield end
  if (bytes.length > 0) yield bytes.length
}

/** The size of a page, as the header of a WAL has it. */
function walPageBytes(bytes: Uint8Array): number {
  const size = bytes.length < 12 ? 0 : Buffer.from(bytes.subarray(8, 12)).readUInt32BE(0)
  return size > 0 ? size : pageBytes
}

/** What explains the step from one look to the next. */
export interface Step {
  readonly operations: readonly FileOperation[]
  /** how many of them, at the beginning, change a WAL only: between these a store may be looked at, between others not */
  readonly inWal: number
}

/** Files of a folder, looked at again and again. */
export class Snapshots {
  readonly #table: FileTable
  #last: ReadonlyMap<string, Present>

  constructor(present: readonly Present[]) {
    this.#table = new FileTable(present)
    this.#last = byPath(present)
  }

  /** The operations that explain what is present now. */
  next(present: readonly Present[]): Step {
    const now = byPath(present)
    const standing = [...now.values()]
    const isWal = ({ path }: Present): boolean => path.endsWith('-wal')
    const stepped = (one: Present): readonly FileOperation[] =>
      one.kind === 'file' ? this.#written(one.path, one.bytes) : this.#made(one)
    const ofWal = standing.filter(isWal).flatMap(stepped)
    const made = standing.filter((one) => !isWal(one)).flatMap(stepped)
    const gone = [...this.#last.values()].filter(({ path }) => !now.has(path)).toReversed()
    const removed = gone.flatMap(({ kind, path }) => [
      ...(kind === 'file' ? this.#table.unlink(path) : this.#table.rmdir(path)),
      ...this.#syncAround(path),
    ])
    this.#last = now
    return { operations: [...ofWal, ...made, ...removed], inWal: ofWal.length }
  }

  #made({ path }: Present): readonly FileOperation[] {
    return this.#last.has(path) ? [] : [...this.#table.mkdir(path), ...this.#syncAround(path)]
  }

  #written(path: string, bytes: Uint8Array): readonly FileOperation[] {
    const table = this.#table
    const last = this.#last.get(path)
    const old = last?.kind === 'file' ? last.bytes : new Uint8Array()
    const made = table.open(fileDescriptor, path, { create: true })
    const writes: FileOperation[] = []
    let start = 0
    for (const end of endsOf(path, bytes)) {
      const piece = bytes.subarray(start, end)
      if (Buffer.compare(piece, old.subarray(start, end)) !== 0)
        writes.push(...table.write(fileDescriptor, piece, start))
      start = end
    }
    writes.push(...table.truncate(fileDescriptor, bytes.length))
    return [
      ...made,
      ...writes,
      ...(writes.length > 0 ? table.sync(fileDescriptor) : []),
      ...(made.length > 0 ? this.#syncAround(path) : []),
    ]
  }

  #syncAround(path: string): readonly FileOperation[] {
    const end = path.lastIndexOf('/')
    this.#table.open(folderDescriptor, end < 0 ? '.' : path.slice(0, end), {})
    return this.#table.sync(folderDescriptor)
  }
}

function byPath(present: readonly Present[]): ReadonlyMap<string, Present> {
  return new Map(present.filter(({ path }) => !isSharedMemory(path)).map((one) => [one.path, one]))
}
