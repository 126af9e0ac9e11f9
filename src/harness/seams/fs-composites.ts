/**
 * The functions of node:fs that make several calls of the system, as courses of these calls. Each does what Node's own does,
 * in the same order; what comes wrong of it has the same code.
 */
import { constants } from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as passing } from 'node:timers/promises'
import { codeIn } from '../../../contracts/errors.ts'
import type { WritingOptions } from './fs-arguments.ts'
import { contentOf } from './fs-arguments.ts'
import { systemError } from './system-errors.ts'
import type { Course } from './fs-course.ts'
import { awaited, made, ownPromises } from './fs-course.ts'
import type { Named } from './fs-files.ts'
import { close, ftruncate, hidden, look, mkdir, open, rmdir, sync, unlink, write } from './fs-primitives.ts'

/** Bytes, or what gives them piece by piece. */
export type Source = Uint8Array | Iterable<unknown> | AsyncIterable<unknown>

/** The most that a promised `writeFile` writes by one call, bytes. */
const chunkBytes = 512 * 1_024

/** Ends the course as Node would where its signal is aborted: it is Node that makes the error. */
function* heed(signal: AbortSignal | undefined): Course<void> {
  if (signal?.aborted) yield* awaited(ownPromises.readFile('.', { signal }))
}

function* writeBytes(
  descriptor: number,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
  most: number,
): Course<void> {
  for (let rest = bytes; rest.length > 0;) {
    yield* heed(signal)
    const count = yield* write(descriptor, { bytes: rest.subarray(0, most), position: undefined })
    rest = rest.subarray(count)
  }
}

type Pieces = Iterator<unknown> | AsyncIterator<unknown>

function* writePieces(descriptor: number, pieces: Pieces, { encoding, signal }: WritingOptions): Course<void> {
  for (;;) {
    const { done, value } = yield* awaited(Promise.resolve(pieces.next()))
    if (done) return
    // What is neither bytes nor a text is for Node to refuse.
    const bytes = contentOf(value, encoding) ?? Buffer.from(value as string, encoding)
    yield* writeBytes(descriptor, bytes, signal, chunkBytes)
  }
}

/** Writes all of a source where the descriptor stands. Only with promises may the source give pieces, or is it cut. */
export function* writeAll(
  descriptor: number,
  source: Source,
  options: WritingOptions,
  isPromised: boolean,
): Course<void> {
  yield* heed(options.signal)
  if (source instanceof Uint8Array)
    return yield* writeBytes(descriptor, source, options.signal, isPromised ? chunkBytes : Infinity)
  const pieces: Pieces = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  try {
    yield* writePieces(descriptor, pieces, options)
  } catch (error) {
    yield* awaited(Promise.resolve(pieces.return?.()))
    throw error
  }
}

/** Writes a file anew, or at its end. */
export function* writeFile(
  named: Named,
  flags: number,
  source: Source,
  options: WritingOptions,
  isPromised: boolean,
): Course<void> {
  yield* heed(options.signal)
  const descriptor = yield* open(named, flags, options.mode)
  try {
    yield* writeAll(descriptor, source, options, isPromised)
    if (options.flush) yield* sync('fsync', descriptor)
  } finally {
    yield* close(descriptor)
  }
}

/** Gives the file of that name a size. */
export function* truncate(named: Named, size: number): Course<void> {
  const descriptor = yield* open(named, constants.O_RDWR)
  try {
    yield* ftruncate(descriptor, size)
  } finally {
    yield* close(descriptor)
  }
}

/** What is copied at a time, bytes. */
const copyBytes = 1_024 * 1_024

function* copyBetween(source: number, target: number): Course<void> {
  const buffer = Buffer.alloc(copyBytes)
  for (;;) {
    const count = yield* hidden<number>('read', [source, buffer, 0, copyBytes, null])
    if (count === 0) return
    yield* writeBytes(target, buffer.subarray(0, count), undefined, Infinity)
  }
}

function* copyInto(source: number, from: Stats, to: Named, isExclusive: boolean): Course<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | (isExclusive ? constants.O_EXCL : 0)
  const target = yield* open(to, flags, from.mode)
  try {
    const there = yield* hidden<Stats>('fstat', [target])
    if (there.ino === from.ino && there.dev === from.dev) return
    if (there.size > 0) yield* ftruncate(target, 0)
    yield* hidden('fchmod', [target, from.mode & 0o7777])
    yield* copyBetween(source, target)
  } finally {
    yield* close(target)
  }
}

function* copyContent(from: Named, to: Named, isExclusive: boolean): Course<void> {
  const source = yield* open(from, constants.O_RDONLY)
  try {
    yield* copyInto(source, yield* hidden<Stats>('fstat', [source]), to, isExclusive)
  } finally {
    yield* close(source)
  }
}

/** Copies a file, where the kernel need not be asked to share its blocks. What goes wrong goes wrong with both names. */
export function* copyFile(from: Named, to: Named, isExclusive: boolean): Course<void> {
  try {
    yield* copyContent(from, to, isExclusive)
  } catch (error) {
    if (typeof codeIn(error) !== 'string') throw error
    const named = systemError(String(codeIn(error)), 'copyfile')
    const [path, dest] = [String(from.given), String(to.given)]
    throw Object.assign(named, { path, dest, message: `${named.message} '${path}' -> '${dest}'` })
  }
}

/** Makes a folder and those above it that are not there. Gives the first that was made, where one was. */
export function* mkdirAll(named: Named, mode: unknown): Course<string | undefined> {
  try {
    yield* mkdir(named, mode)
    return named.path
  } catch (error) {
    if (codeIn(error) === 'ENOENT') return yield* mkdirBelow(named, mode)
    if (codeIn(error) !== 'EEXIST') throw error
    const there = yield* hidden<Stats>('stat', [named.given])
    if (!there.isDirectory()) throw error
    return undefined
  }
}

function* mkdirBelow(named: Named, mode: unknown): Course<string | undefined> {
  const above = dirname(named.path)
  const first = yield* mkdirAll({ given: above, path: above, isShared: false }, mode)
  const last = yield* mkdirAll(named, mode)
  return first ?? last
}

/** How a name is removed. */
export interface Removing {
  readonly recursive: boolean
  readonly force: boolean
  /** how often it is tried again where something stands in the way, and how long after, ms */
  readonly retries: number
  readonly delayMs: number
}

const passingCodes: readonly unknown[] = ['EBUSY', 'EMFILE', 'ENFILE', 'ENOTEMPTY', 'EPERM']

function pause(ms: number): Course<unknown> {
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  return made<unknown>({ now: () => Atomics.wait(cell, 0, 0, ms), later: () => passing(ms) })
}

/** Removes something, again and again where that may help. What is gone already is removed. */
function* persistently({ retries, delayMs }: Removing, once: () => Course<void>): Course<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return yield* once()
    } catch (error) {
      if (codeIn(error) === 'ENOENT') return
      if (tries > retries || !passingCodes.includes(codeIn(error))) throw error
    }
    yield* pause(tries * delayMs)
  }
}

function* removeFolder(folder: Named, how: Removing): Course<void> {
  const entries = yield* look<readonly Dirent[]>('readdir', 'readdir', [folder.given, { withFileTypes: true }])
  for (const entry of entries) {
    const path = join(folder.path, entry.name)
    const child: Named = { given: path, path, isShared: false }
    yield* persistently(how, () => (entry.isDirectory() ? removeFolder(child, how) : unlink(child)))
  }
  yield* rmdir(folder)
}

/** Removes a file, or a folder with all that is in it. `refuse` is Node's own refusal to remove a folder without being told to. */
export function* remove(named: Named, how: Removing, refuse: () => Course<void>): Course<void> {
  let there: Stats
  try {
    there = yield* hidden<Stats>('lstat', [named.given])
  } catch (error) {
    if (how.force && codeIn(error) === 'ENOENT') return
    throw error
  }
  if (there.isDirectory() && !how.recursive) return yield* refuse()
  yield* persistently(how, () => (there.isDirectory() ? removeFolder(named, how) : unlink(named)))
}
