/**
 * The calls of the system that change files, or open them, each with its points, as it is recorded and as it is bent. A call
 * that only looks has one point, before it: what it finds is settled there, and behind it nothing has changed.
 */
import { constants } from 'node:fs'
import type { Mode, PathLike } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { codeIn } from '../../../contracts/errors.ts'
import type { Span, Spans } from './fs-arguments.ts'
import { putOff, takePutOff } from './fs-bends.ts'
import type { Course, FileCall } from './fs-course.ts'
import { answered, awaited, driver, inside, made, own, ownPromises } from './fs-course.ts'
import type { Named } from './fs-files.ts'
import { forget, opened, remember } from './fs-files.ts'
import type { Around } from './seam.ts'
import { pointsAround, seam } from './seam.ts'

const { O_APPEND, O_CREAT, O_EXCL, O_TRUNC } = constants

/** The unit in which the kernel copies what is written, bytes. */
const pageBytes = 4_096

/** Reads all that follows from where a descriptor stands. */
export function* readFile(descriptor: number, rest: readonly unknown[]): Course<unknown> {
  const content = yield* look('read', 'readFile', [descriptor, ...rest])
  seam.recorder?.readAll(descriptor)
  return content
}

type SyncName = 'fsync' | 'fdatasync'

type AnyCall = (...args: readonly unknown[]) => unknown

const anyOwn = own as unknown as Readonly<Record<string, AnyCall>>

/** A function of Node's own in both forms. */
function call<Value>(points: Around, name: string, args: readonly unknown[]): FileCall<Value> {
  return {
    points,
    now: () => inside(() => anyOwn[`${name}Sync`]?.(...args) as Value),
    later: () => answered((done) => anyOwn[name]?.(...args, done)),
  }
}

/** A call that changes nothing, by the name of its point and of the function. */
export function look<Value>(point: string, name: string, args: readonly unknown[]): Course<Value> {
  return made(call<Value>({ before: `${driver} ${point}:before` }, name, args))
}

/** A call of which nobody need know: it looks, or ends what its like began. */
export function hidden<Value>(name: string, args: readonly unknown[]): Course<Value> {
  return made(call<Value>({}, name, args))
}

/** A call that changes what no operation tells of: times, modes, owners. */
export function mark(point: string, name: string, args: readonly unknown[]): Course<void> {
  return made(call<void>(pointsAround(driver, point), name, args))
}

interface Opens {
  readonly points: Around
  readonly flags: number
}

/** How a file is really opened: under a name that all draw, each maker shares the file. */
function opensOf({ isShared }: Named, flags: number): Opens {
  const real = isShared && (flags & O_EXCL) !== 0 ? (flags & ~O_EXCL) | O_TRUNC : flags
  const changes = (real & (O_CREAT | O_TRUNC)) !== 0
  return { points: changes ? pointsAround(driver, 'create') : { before: `${driver} open:before` }, flags: real }
}

/** Makes a call that opens something. Whoever is told that it failed, though it did not, has nothing to close. */
function* openedBy<Value>(opening: FileCall<Value>, undo: (value: Value) => Course<unknown>): Course<Value> {
  let found: { readonly value: Value } | undefined
  const note = (value: Value): void => {
    found = { value }
    opening.note?.(value)
  }
  try {
    return yield* made({ ...opening, note })
  } catch (error) {
    if (found) yield* undo(found.value)
    throw error
  }
}

/** Opens a file as a descriptor. */
export function* open(named: Named, asked: number, mode?: unknown): Course<number> {
  const { points, flags } = opensOf(named, asked)
  const opening = call<number>(points, 'open', [named.given, flags, mode])
  return yield* openedBy({ ...opening, note: (descriptor) => remember(descriptor, named.path, flags) }, close)
}

/** The descriptors of this process, as names, where the system has them. */
const descriptors = '/proc/self/fd'

/** A file is made in its turn, as a descriptor; the handle is of the same file, and to open it again changes nothing. */
async function openInTurn(path: PathLike, flags: number, mode: Mode | undefined): Promise<FileHandle> {
  const descriptor = own.openSync(path, flags, mode)
  try {
    return await ownPromises.open(`${descriptors}/${descriptor}`, flags & ~(O_CREAT | O_EXCL | O_TRUNC))
  } finally {
    own.closeSync(descriptor)
  }
}

/** Opens a file as a FileHandle, which Node makes with promises only. */
export function* openHandle(named: Named, asked: number, mode: unknown): Course<FileHandle> {
  const { points, flags } = opensOf(named, asked)
  const openLater = seam.isPrompt && own.existsSync(descriptors) ? openInTurn : ownPromises.open
  const later = (): Promise<FileHandle> => openLater(named.given, flags, mode as Mode | undefined)
  return yield* openedBy({ points, later, note: ({ fd }) => remember(fd, named.path, flags) }, closeHandle)
}

function* closeHandle(handle: FileHandle): Course<void> {
  forget(handle.fd)
  yield* awaited(handle.close())
}

/** Closes a descriptor: nobody else can see that, so there is no point. */
export function* close(descriptor: number): Course<void> {
  forget(descriptor)
  yield* hidden<void>('close', [descriptor])
}

/** A call of write, of these bytes. */
function writeOnce(points: Around, descriptor: number, { bytes, position }: Omit<Span, 'buffer'>): Course<number> {
  const at = position ?? null
  return made<number>({
    points,
    now: () => own.writeSync(descriptor, bytes, 0, bytes.length, at),
    later: () => answered((done) => own.write(descriptor, bytes, 0, bytes.length, at, done)),
    note: (written) => seam.recorder?.write(descriptor, bytes.subarray(0, written), position),
  })
}

/**
 * The bytes after which a kill can leave a write torn: half of its pages, 0 where it stays whole. An append stays whole: the
 * kernel lets no other append in between, so that two calls instead of one would show what cannot be.
 */
function halfOf(descriptor: number, { length }: Uint8Array): number {
  const appends = ((opened.get(descriptor)?.flags ?? 0) & O_APPEND) !== 0
  if (!seam.isHeard || appends || length <= pageBytes) return 0
  return Math.floor(Math.ceil(length / pageBytes) / 2) * pageBytes
}

/** Writes bytes, and gives how many were written. */
export function* write(descriptor: number, span: Omit<Span, 'buffer'>): Course<number> {
  const points = pointsAround(driver, 'write')
  const half = halfOf(descriptor, span.bytes)
  if (half === 0) return yield* writeOnce(points, descriptor, span)
  const { bytes, position } = span
  const first = { before: points.before, after: `${driver} write:half` }
  const written = yield* writeOnce(first, descriptor, { bytes: bytes.subarray(0, half), position })
  if (written < half) return written
  const rest = { bytes: bytes.subarray(half), position: position === undefined ? undefined : position + half }
  return half + (yield* writeOnce({ after: points.after }, descriptor, rest))
}

/** Writes several buffers by one call. */
export function* writev(descriptor: number, { parts, position }: Omit<Spans, 'buffers'>): Course<number> {
  const written = call<number>(pointsAround(driver, 'write'), 'writev', [descriptor, parts, position])
  const note = (count: number): void =>
    seam.recorder?.write(descriptor, Buffer.concat(parts).subarray(0, count), position)
  return yield* made({ ...written, note })
}

/** Reads by a call whose further arguments are these; from where the descriptor stands, where no position is given. */
export function* read(
  descriptor: number,
  name: 'read' | 'readv',
  args: readonly unknown[],
  position: number | undefined,
): Course<number> {
  const count = yield* look<number>('read', name, [descriptor, ...args])
  if (position === undefined) seam.recorder?.read(descriptor, count)
  return count
}

/** Syncs a file or a folder, where no bend forbids it. */
export function* sync(name: SyncName, descriptor: number): Course<void> {
  if (isForgotten(descriptor)) yield* made({ points: pointsAround(driver, name), now: () => {}, later: async () => {} })
  else yield* syncSurely(name, descriptor)
}

function* syncSurely(name: SyncName, descriptor: number): Course<void> {
  const syncing = call<void>(pointsAround(driver, name), name, [descriptor])
  yield* made({ ...syncing, note: () => seam.recorder?.sync(descriptor) })
}

function isForgotten(descriptor: number): boolean {
  const { bend } = seam
  if (bend !== 'no-file-sync' && bend !== 'no-folder-sync' && bend !== 'rename-before-sync') return false
  const isFolder = own.fstatSync(descriptor).isDirectory()
  if (bend === 'rename-before-sync' && !isFolder) putOff(opened.get(descriptor)?.path)
  return isFolder === (bend === 'no-folder-sync')
}

/** Gives the file of a descriptor a size. */
export function* ftruncate(descriptor: number, size: number): Course<void> {
  const truncating = call<void>(pointsAround(driver, 'truncate'), 'ftruncate', [descriptor, size])
  yield* made({ ...truncating, note: () => seam.recorder?.truncate(descriptor, size) })
}

/** Makes one name another. */
export function* rename(from: Named, to: Named): Course<void> {
  if (seam.bend === 'write-in-place' && own.lstatSync(from.given).isFile()) return yield* writeInPlace(from, to)
  const renaming = call<void>(pointsAround(driver, 'rename'), 'rename', [from.given, to.given])
  yield* made({ ...renaming, note: () => seam.recorder?.rename(from.path, to.path) })
  for (const path of takePutOff()) {
    const moved = path === from.path ? to.path : path
    if (own.existsSync(moved)) yield* syncByName({ given: moved, path: moved, isShared: false })
  }
}

function* syncByName(named: Named): Course<void> {
  const descriptor = yield* open(named, constants.O_RDONLY)
  try {
    yield* syncSurely('fsync', descriptor)
  } finally {
    yield* close(descriptor)
  }
}

/** What takes the place of a rename where a bend says so: the target is written as it lies, by two writes. */
function* writeInPlace(from: Named, to: Named): Course<void> {
  const bytes = own.readFileSync(from.given)
  const middle = Math.ceil(bytes.length / 2)
  const descriptor = yield* open(to, O_CREAT | O_TRUNC | constants.O_WRONLY)
  try {
    for (const part of [bytes.subarray(0, middle), bytes.subarray(middle)])
      if (part.length > 0) yield* write(descriptor, { bytes: part, position: undefined })
    yield* sync('fsync', descriptor)
  } finally {
    yield* close(descriptor)
  }
  yield* unlink(from)
}

/** Gives a file a second name. */
export function* link(from: Named, to: Named): Course<void> {
  const linking = call<void>(pointsAround(driver, 'link'), 'link', [from.given, to.given])
  yield* made({ ...linking, note: () => seam.recorder?.link(from.path, to.path) })
}

/** Makes a file that shares its blocks with another: of which no operation can tell. */
export function* clone(from: Named, to: Named, flags: number): Course<void> {
  const cloning = call<void>(pointsAround(driver, 'clone'), 'copyFile', [from.given, to.given, flags])
  yield* made({ ...cloning, note: () => seam.recorder?.meet(to.path) })
}

/** Makes a symbolic link, of which operations cannot tell. */
export function* symlink(target: unknown, named: Named, type: unknown): Course<void> {
  const linking = call<void>(pointsAround(driver, 'symlink'), 'symlink', [target, named.given, type])
  yield* made({ ...linking, note: () => seam.recorder?.meet(named.path) })
}

/** Removes a name of a file. */
export function* unlink(named: Named): Course<void> {
  const unlinking = call<void>(pointsAround(driver, 'unlink'), 'unlink', [named.given])
  yield* made({ ...unlinking, note: () => seam.recorder?.unlink(named.path) })
}

/** Makes a folder: under a name that all draw, each maker shares it. */
export function* mkdir(named: Named, mode: unknown): Course<void> {
  const making = call<void>(pointsAround(driver, 'mkdir'), 'mkdir', [named.given, { mode }])
  try {
    yield* made({ ...making, note: () => seam.recorder?.mkdir(named.path) })
  } catch (error) {
    if (!named.isShared || codeIn(error) !== 'EEXIST') throw error
  }
}

/** Makes a folder whose name Node draws. */
export function* mkdtemp(prefix: unknown, options: unknown): Course<unknown> {
  const making = call<unknown>(pointsAround(driver, 'mkdir'), 'mkdtemp', [prefix, options])
  return yield* made({ ...making, note: (path) => seam.recorder?.mkdir(String(path)) })
}

/** Removes an empty folder. */
export function* rmdir(named: Named): Course<void> {
  const removing = call<void>(pointsAround(driver, 'rmdir'), 'rmdir', [named.given])
  yield* made({ ...removing, note: () => seam.recorder?.rmdir(named.path) })
}
