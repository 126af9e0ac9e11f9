/** Which files the seam sees: those below the folders that are watched, by their names and by the descriptors opened there. */
import { constants } from 'node:fs'
import type { PathLike } from 'node:fs'
import { basename } from 'node:path'
import { pathOf } from './fs-arguments.ts'
import { driver } from './fs-course.ts'
import { seam } from './seam.ts'

/** A name below a watched folder. */
export interface Named {
  /** what Node is given: as the caller gave it, where nothing was rewritten */
  readonly given: PathLike
  /** the absolute path */
  readonly path: string
  /** whether it was made another name than the caller's */
  readonly isBent: boolean
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

/**
 * Where in a path the names begin that lie in the folder of a place; behind its end for that folder itself, undefined for
 * what no watched folder holds. What lies in there is made by adapters only.
 */
function placeEnd(path: string): number | undefined {
  const above = seam.watched.find((folder) => path.startsWith(`${folder}/`))
  if (above === undefined) return undefined
  const end = path.indexOf('/', above.length + 1)
  if (end === -1) return path.length
  seam.touch(driver)
  return end
}

/** The path with the names in it that the bend makes others: folders above a name are found under their new names. */
function bentPath(path: string, end: number, { match, replace }: { match: RegExp; replace: string }): string {
  const names = path.slice(end).split('/')
  return path.slice(0, end) + names.map((name) => name.replace(match, replace)).join('/')
}

/** The name as the calls are to use it, where it lies below a watched folder. */
export function namedOf(given: unknown): Named | undefined {
  const path = seam.watched.length === 0 ? undefined : pathOf(given)
  const end = path === undefined ? undefined : placeEnd(path)
  if (path === undefined || end === undefined) return undefined
  const { bend } = seam
  const bent = typeof bend === 'object' ? bentPath(path, end, bend) : path
  if (bent === path) return { given: given as PathLike, path, isBent: false }
  return { given: bent, path: bent, isBent: basename(bent) !== basename(path) }
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
