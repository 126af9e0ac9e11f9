/** The functions of node:fs that the seam sees, and the course of each. */
import { constants } from 'node:fs'
import type { WritingOptions } from './fs-arguments.ts'
import { contentOf, flagsOf, readingOf, spansOf, writingOf, writingOptionsOf } from './fs-arguments.ts'
import type { Removing, Source } from './fs-composites.ts'
import { copyFile, mkdirAll, remove, truncate, writeAll, writeFile } from './fs-composites.ts'
import type { Course } from './fs-course.ts'
import { own } from './fs-course.ts'
import { bothOf, namedOf, opened } from './fs-files.ts'
import * as primitives from './fs-primitives.ts'

/** How a function was called: at once, with a callback, with promises. */
export type Form = 'now' | 'callback' | 'promise'

/** The course of a call with these arguments; undefined where the seam has nothing to do with it. */
export type Courses = (args: readonly unknown[], form: Form) => Course<unknown> | undefined

/** What a function gives besides a count: under these names with promises. */
export interface Counted {
  readonly count: number
  readonly buffer: unknown
}

function openedOf(descriptor: unknown): number | undefined {
  return typeof descriptor === 'number' && opened.has(descriptor) ? descriptor : undefined
}

/** A function whose first argument is a name. */
function onName(course: (named: NonNullable<ReturnType<typeof namedOf>>, args: readonly unknown[]) => Course<unknown>) {
  return ([path, ...rest]: readonly unknown[]): Course<unknown> | undefined => {
    const named = namedOf(path)
    return named && course(named, rest)
  }
}

function looking(point: string, name: string): Courses {
  return onName((named, rest) => primitives.look(point, name, [named.given, ...rest]))
}

function marking(point: string, name: string): Courses {
  return onName((named, rest) => primitives.mark(point, name, [named.given, ...rest]))
}

/** A function whose first argument is a descriptor. */
function onDescriptor(course: (descriptor: number, args: readonly unknown[]) => Course<unknown> | undefined): Courses {
  return ([first, ...rest]) => {
    const descriptor = openedOf(first)
    return descriptor === undefined ? undefined : course(descriptor, rest)
  }
}

function isPieces(data: unknown): data is Exclude<Source, Uint8Array> {
  return typeof data === 'object' && data !== null && (Symbol.iterator in data || Symbol.asyncIterator in data)
}

function sourceOf(data: unknown, { encoding }: WritingOptions, form: Form): Source | undefined {
  return contentOf(data, encoding) ?? (form === 'promise' && isPieces(data) ? data : undefined)
}

/**
 * Node 20 has a short way to write a text, on which it forgets that it was told to flush: what is forgotten there must not
 * seem to be synced here.
 */
const forgetsFlush = /typeof data === 'string' && \(/.test(String(own.writeFileSync))

function isFlushed(data: unknown, options: WritingOptions, form: Form): boolean {
  const isShort = typeof data === 'string' && /^utf-?8$/.test(options.encoding ?? '')
  return options.flush && !(forgetsFlush && form === 'now' && isShort)
}

/** `writeFile` and `appendFile`, which differ in their flag. */
function writing(flag: 'w' | 'a'): Courses {
  return ([path, data, given], form) => {
    const asked = writingOptionsOf(given, flag)
    const options = asked && { ...asked, flush: isFlushed(data, asked, form) }
    const source = options && sourceOf(data, options, form)
    const flags = options && flagsOf(options.flag)
    if (!options || source === undefined || flags === undefined) return undefined
    const descriptor = openedOf(path)
    if (descriptor !== undefined) return writeAll(descriptor, source, options, form === 'promise')
    const named = namedOf(path)
    return named && writeFile(named, flags, source, options, form === 'promise')
  }
}

function sizeOf(size: unknown): number | undefined {
  const given = size ?? 0
  return typeof given === 'number' && Number.isInteger(given) ? Math.max(0, given) : undefined
}

const truncating: Courses = ([path, length]) => {
  const [named, size] = [namedOf(path), sizeOf(length)]
  return named && size !== undefined ? truncate(named, size) : undefined
}

const copying: Courses = ([source, target, mode]) => {
  const [flags, to] = [mode ?? 0, namedOf(target)]
  if (typeof flags !== 'number' || !to) return undefined
  const from = namedOf(source) ?? { given: source as string, path: '', isShared: false }
  if ((flags & constants.COPYFILE_FICLONE_FORCE) !== 0) return primitives.clone(from, to, flags)
  return copyFile(from, to, (flags & constants.COPYFILE_EXCL) !== 0)
}

const renaming: Courses = ([from, to]) => {
  const both = bothOf(from, to)
  return both && primitives.rename(...both)
}

const linking: Courses = ([from, to]) => {
  const both = bothOf(from, to)
  return both && primitives.link(...both)
}

const symlinking: Courses = ([target, path, type]) => {
  const named = namedOf(path)
  return named && primitives.symlink(target, named, type)
}

const opening: Courses = ([path, flags, mode], form) => {
  const [named, real] = [namedOf(path), flagsOf(flags)]
  if (!named || real === undefined) return undefined
  return form === 'promise' ? primitives.openHandle(named, real, mode) : primitives.open(named, real, mode)
}

interface MkdirOptions {
  readonly recursive?: unknown
  readonly mode?: unknown
}

const makingFolder = onName((named, [given]) => {
  const options: MkdirOptions = typeof given === 'object' && given !== null ? given : { mode: given }
  return options.recursive === true ? mkdirAll(named, options.mode) : primitives.mkdir(named, options.mode)
})

function removingOf(given: unknown): Removing {
  const options = (given ?? {}) as Readonly<Record<string, unknown>>
  const { recursive = false, force = false, maxRetries = 0, retryDelay = 100 } = options
  return {
    recursive: recursive === true,
    force: force === true,
    retries: Number(maxRetries),
    delayMs: Number(retryDelay),
  }
}

const removing = onName((named, [given]) =>
  remove(named, removingOf(given), () => primitives.hidden('rm', [named.given, given ?? {}])),
)

const removingFolder = onName((named, [given]) =>
  (given as MkdirOptions | undefined)?.recursive === true
    ? remove(named, removingOf(given), () => primitives.rmdir(named))
    : primitives.rmdir(named),
)

const readingName = looking('read', 'readFile')

const readingOpened = onDescriptor((descriptor, rest) => primitives.readFile(descriptor, rest))

const reading: Courses = (args, form) => readingOpened(args, form) ?? readingName(args, form)

/** Functions of names, each in all three forms. */
export const onNames: Readonly<Record<string, Courses>> = {
  access: looking('access', 'access'),
  appendFile: writing('a'),
  chmod: marking('chmod', 'chmod'),
  chown: marking('chown', 'chown'),
  copyFile: copying,
  lchown: marking('chown', 'lchown'),
  link: linking,
  lstat: looking('stat', 'lstat'),
  lutimes: marking('utimes', 'lutimes'),
  mkdir: makingFolder,
  mkdtemp: (args) => (namedOf(args[0]) ? primitives.mkdtemp(args[0], args[1]) : undefined),
  open: opening,
  opendir: looking('readdir', 'opendir'),
  readFile: reading,
  readdir: looking('readdir', 'readdir'),
  readlink: looking('readlink', 'readlink'),
  rename: renaming,
  rm: removing,
  rmdir: removingFolder,
  stat: looking('stat', 'stat'),
  symlink: symlinking,
  truncate: truncating,
  unlink: onName((named) => primitives.unlink(named)),
  utimes: marking('utimes', 'utimes'),
  writeFile: writing('w'),
}

function syncing(name: 'fsync' | 'fdatasync'): Courses {
  return onDescriptor((descriptor) => primitives.sync(name, descriptor))
}

function markingOpened(point: string, name: string): Courses {
  return onDescriptor((descriptor, rest) => primitives.mark(point, name, [descriptor, ...rest]))
}

/** Functions of descriptors, at once and with callbacks. */
export const onDescriptors: Readonly<Record<string, Courses>> = {
  fchmod: markingOpened('chmod', 'fchmod'),
  fchown: markingOpened('chown', 'fchown'),
  fdatasync: syncing('fdatasync'),
  fsync: syncing('fsync'),
  ftruncate: onDescriptor((descriptor, [length]) => {
    const size = sizeOf(length)
    return size === undefined ? undefined : primitives.ftruncate(descriptor, size)
  }),
  futimes: markingOpened('utimes', 'futimes'),
}

function counted(
  course: (descriptor: number, rest: readonly unknown[]) => readonly [Course<number>, unknown] | undefined,
) {
  return ([first, ...rest]: readonly unknown[]): Course<Counted> | undefined => {
    const descriptor = openedOf(first)
    const begun = descriptor === undefined ? undefined : course(descriptor, rest)
    return begun && counting(...begun)
  }
}

function* counting(course: Course<number>, buffer: unknown): Course<Counted> {
  return { count: yield* course, buffer }
}

/** Functions of descriptors that give a count, and with a callback or promises the buffers too. */
export const onBuffers: Readonly<Record<string, (args: readonly unknown[]) => Course<Counted> | undefined>> = {
  read: counted((descriptor, rest) => {
    const span = readingOf(rest)
    if (!span) return undefined
    const { buffer, bytes, position } = span
    const args = [bytes, 0, bytes.length, position ?? null]
    return [primitives.read(descriptor, 'read', args, position), buffer]
  }),
  readv: counted((descriptor, rest) => {
    const spans = spansOf(rest)
    if (!spans) return undefined
    const { buffers, parts, position } = spans
    return [primitives.read(descriptor, 'readv', [parts, position], position), buffers]
  }),
  write: counted((descriptor, rest) => {
    const span = writingOf(rest)
    return span && [primitives.write(descriptor, span), span.buffer]
  }),
  writev: counted((descriptor, rest) => {
    const spans = spansOf(rest)
    return spans && [primitives.writev(descriptor, spans), spans.buffers]
  }),
}
