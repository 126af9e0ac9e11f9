/** Which files the seam sees: those below the folders that are watched, by their names and by the descriptors opened there. */
import { constants } from 'node:fs'
import type { PathLike } from 'node:fs'
import { basename } from 'node:path'
import { isFixedDraw } from './draws.ts'
import { pathOf } from './fs-arguments.ts'
import { driver } from './fs-course.ts'
import { seam } from './seam.ts'

/** A name below a watched folder. */
export interface Named {
  /** what Node is given */
  readonly given: PathLike
  /** the absolute path */
  readonly path: string
  /** whether the caller drew it, and all others draw the same: who makes it exclusively shares it all the same */
  readonly isShared: boolean
}

/** An open file or folder. */
export interface Opened {
  readonly path: string
  /** as `open` of the system has them */
  readonly flags: number
  /** the calls of a FileHandle that have not ended: it is closed after them */
  readonly running: Set<Promise<unknown>>
}

/** The descriptors that were opened below watched folders. */
export const opened: Map<number, Opened> = new Map()

/** Whether a path is that of a place's folder, or lies in one. What lies in there is made by adapters only. */
function isOfPlace(path: string): boolean {
  const above = seam.watched.find((folder) => path.startsWith(`${folder}/`))
  if (above === undefined) return false
  if (path.includes('/', above.length + 1)) seam.touch(driver)
  return true
}

/** The name as the calls are to use it, where it lies below a watched folder. */
export function namedOf(given: unknown): Named | undefined {
  const path = seam.watched.length === 0 ? undefined : pathOf(given)
  if (path === undefined || !isOfPlace(path)) return undefined
  return { given: given as PathLike, path, isShared: isFixedDraw(basename(path)) }
}

/** The names, where all of them lie below watched folders. */
export function bothOf(one: unknown, other: unknown): readonly [Named, Named] | undefined {
  const [first, second] = [namedOf(one), namedOf(other)]
  return first && second && [first, second]
}

/** A descriptor was opened. */
export function remember(descriptor: number, path: string, flags: number): void {
  opened.set(descriptor, { path, flags, running: new Set() })
  seam.recorder?.open(descriptor, path, {
    create: (flags & constants.O_CREAT) !== 0,
    truncate: (flags & constants.O_TRUNC) !== 0,
    append: (flags & constants.O_APPEND) !== 0,
    sync: (flags & constants.O_DSYNC) !== 0,
  })
}

/** A descriptor is about to be closed: as soon as it is, another file may have its number. */
export function forget(descriptor: unknown): void {
  if (typeof descriptor === 'number' && opened.delete(descriptor)) seam.recorder?.close(descriptor)
}
