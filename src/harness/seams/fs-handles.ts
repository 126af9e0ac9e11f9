/** FileHandles that were opened below a watched folder. Node gives their class to nobody: the first of them shows it. */
import type { FileHandle } from 'node:fs/promises'
import type { Course } from './fs-course.ts'
import { isInside, runLater } from './fs-course.ts'
import { forget, opened } from './fs-files.ts'
import type { Opened } from './fs-files.ts'
import type { Counted } from './fs-functions.ts'
import { onBuffers, onDescriptors, onNames } from './fs-functions.ts'
import type { AnyFunction } from './patch.ts'
import { patch } from './patch.ts'
import { seam } from './seam.ts'

/** The methods, by the functions of descriptors whose courses they are. */
const methods: Readonly<Record<string, string>> = {
  appendFile: 'appendFile',
  chmod: 'fchmod',
  chown: 'fchown',
  datasync: 'fdatasync',
  readFile: 'readFile',
  sync: 'fsync',
  truncate: 'ftruncate',
  utimes: 'futimes',
  writeFile: 'writeFile',
}

/** The methods that answer with a count under this name, and with the buffers under that. */
const counting: Readonly<Record<string, readonly [count: string, buffer: string]>> = {
  read: ['bytesRead', 'buffer'],
  readv: ['bytesRead', 'buffers'],
  write: ['bytesWritten', 'buffer'],
  writev: ['bytesWritten', 'buffers'],
}

/** Runs a course of a handle, which is not closed meanwhile. */
async function running<Value>({ running: calls }: Opened, course: Course<Value>): Promise<Value> {
  const call = runLater(course)
  calls.add(call)
  try {
    return await call
  } finally {
    calls.delete(call)
  }
}

/** The handle's method, and what runs instead where somebody asks for what the file system is told. */
function method(
  original: AnyFunction,
  begin: (descriptor: number, args: readonly unknown[]) => Course<unknown> | undefined,
): AnyFunction {
  return function call(this: unknown, ...args) {
    const { fd } = this as FileHandle
    const known = opened.get(fd)
    const course = known && !seam.isIdle && !isInside() ? begin(fd, args) : undefined
    return known && course ? running(known, course) : original.apply(this, args)
  }
}

function* named(course: Course<Counted>, [count, buffer]: readonly [string, string]): Course<object> {
  const got = yield* course
  return { [count]: got.count, [buffer]: got.buffer }
}

function patchMethods(prototype: object): void {
  for (const [name, of] of Object.entries(methods)) {
    const courses = onDescriptors[of] ?? onNames[of]
    patch(prototype, name, (original) => method(original, (fd, args) => courses?.([fd, ...args], 'promise')))
  }
  for (const [name, names] of Object.entries(counting)) {
    patch(prototype, name, (original) =>
      method(original, (fd, args) => {
        const course = onBuffers[name]?.([fd, ...args])
        return course && named(course, names)
      }),
    )
  }
}

let known: object | undefined

/** From now on the seam sees what the handle does. */
export function adopt(handle: FileHandle): void {
  const prototype = Object.getPrototypeOf(handle) as object
  if (known !== prototype) patchMethods(prototype)
  known = prototype
  const { fd } = handle
  const mine = opened.get(fd)
  const close = handle.close.bind(handle)
  handle.close = async () => {
    if (mine && mine.running.size > 0) await Promise.allSettled(mine.running)
    if (opened.get(fd) === mine) forget(fd)
    return close()
  }
}

/** Whether this is a handle that the seam sees. */
export function isAdopted(value: unknown): value is FileHandle {
  return typeof value === 'object' && value !== null && known !== undefined && known === Object.getPrototypeOf(value)
}
