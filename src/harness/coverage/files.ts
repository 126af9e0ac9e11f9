/** Which files are an adapter's own, and where what is known of them lies in the folder of the counts. */
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is counted, and where the counts go. */
export interface Counting {
  /** URL of the adapter's module */
  readonly adapter: string
  /** folder of the counts of one run, from every process */
  readonly folder: string
}

/** Our own code, which an adapter imports and does not answer for. */
const ours = ['../../', '../../../contracts/'].map((path) => fileURLToPath(new URL(path, import.meta.url)))

/** The folder of the package in which a file is installed; undefined where it is in none. */
function packageOf(path: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
}

/** Whether a source belongs to the package that the adapter is in, and to none that it uses. */
export function isOfPackage(path: string, adapter: string): boolean {
  return packageOf(path) === packageOf(fileURLToPath(adapter))
}

/**
 * Whether a script lies in the folder of the adapter's module or below, outside of packages and of holdfast. Our own runtime
 * lies within holdfast, and answers for what it is.
 */
export function isOwn(url: string, adapter: string): boolean {
  if (!url.startsWith('file:')) return false
  const path = fileURLToPath(url)
  const folder = dirname(fileURLToPath(adapter)) + sep
  const rooms = ours.filter((room) => !folder.startsWith(room))
  return path.startsWith(folder) && isOfPackage(path, adapter) && !rooms.some((room) => path.startsWith(room))
}

/** The folder of the counts themselves. */
export function countsIn(folder: string): string {
  return join(folder, 'counts')
}

function scriptsIn(folder: string): string {
  return join(folder, 'scripts')
}

/** Where the text of a script lies as it ran. */
export function standIn(folder: string, path: string): string {
  return join(scriptsIn(folder), path)
}

/** The path of the script of which this is the stand-in; any other path as it is. */
export function original(folder: string, path: string): string {
  return path.startsWith(scriptsIn(folder) + sep) ? path.slice(scriptsIn(folder).length) : path
}
