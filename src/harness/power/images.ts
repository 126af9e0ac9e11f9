/** Images as folders: written without a sync, for what is simulated here is what a sync does. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../../contracts/index.ts'
import type { Image } from './disk.ts'
import type { Present } from './file-table.ts'
import { isSharedMemory } from './wal.ts'

/** Writes an image to a new folder. */
export function writeImage(image: Image, folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [path, bytes] of image) {
    if (bytes) writeFileSync(join(folder, path), bytes)
    else mkdirSync(join(folder, path))
  }
}

/** Removes it again, with all that was made there since. */
export function removeImage(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** The place with another folder: every string in it that starts with the path `from` starts with `to`. */
export function movedPlace(place: Json, from: string, to: string): Json {
  if (typeof place === 'string') return place.startsWith(from) ? `${to}${place.slice(from.length)}` : place
  if (typeof place !== 'object' || place === null) return place
  if (Array.isArray(place)) return (place as readonly Json[]).map((part) => movedPlace(part, from, to))
  return Object.fromEntries(Object.entries(place).map(([key, part]) => [key, movedPlace(part, from, to)]))
}

/** The first path at which an image is not what stands in a folder; undefined where the two are the same. */
export function differenceOf(image: Image, present: readonly Present[]): string | undefined {
  const standing = present.filter(({ path }) => path !== '.' && !isSharedMemory(path))
  const unlike = standing.find((one) => {
    const bytes = image.get(one.path)
    if (one.kind === 'folder') return !image.has(one.path) || bytes !== undefined
    return !bytes || Buffer.compare(bytes, one.bytes) !== 0
  })
  if (unlike) return unlike.path
  const paths = new Set(standing.map(({ path }) => path))
  return [...image.keys()].find((path) => !paths.has(path))
}
