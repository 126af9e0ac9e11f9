/**
 * The pack: what processes of ours load, put into a few files by the build. Most of what a start costs is the number of
 * files that are loaded. A process runs from the pack or from what the compiler made, and what it loads of ours comes from
 * there too. Where lines are counted, whoever runs the adapter runs from what the compiler made.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** The folder of this file: that of the pack, in a process that runs from it. The pack leaves this URL alone as it is. */
const here = new URL('./', import.meta.url)

const isPacked = here.pathname.endsWith('/dist/pack/')

/** The folder of what was built, from which the paths of files lead. */
export const builtFolder: URL = new URL(isPacked ? '../' : '../../', here)

/** The folder of the pack. */
export const packFolder: URL = new URL('pack/', builtFolder)

/** Says what lies in the pack. */
const packListFile = new URL('list.json', packFolder)

/** What the pack was made of. */
export interface PackList {
  readonly inputs: readonly string[]
  /** of these files */
  readonly digest: string
}

/** The file in the pack for one that was built. */
export function packedFile(file: string): URL {
  return new URL(file.replaceAll('/', '.'), packFolder)
}

/** The digest of built files. */
export function digestOf(inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of inputs) hash.update(readFileSync(new URL(file, builtFolder))).update('\0')
  return hash.digest('hex')
}

let known: boolean | undefined

/** Whether the pack was made of what lies in `dist`. */
export function isFresh(): boolean {
  if (!existsSync(packListFile)) return false
  const { inputs, digest } = JSON.parse(readFileSync(packListFile, 'utf8')) as PackList
  return inputs.every((file) => existsSync(new URL(file, builtFolder))) && digestOf(inputs) === digest
}

/** The path of a file of ours: in the pack, or where the compiler put it. */
function pathOf(file: string, isOfPack: boolean): string {
  return fileURLToPath(isOfPack ? packedFile(file) : new URL(file, builtFolder))
}

/** The path of a program of ours, in the pack where that may be used; `file` leads there from the folder of what was built. */
export function programPath(file: string, isCounted: boolean): string {
  return pathOf(file, !isCounted && (isPacked || (known ??= isFresh())))
}

/** Loads a module of ours at once, for whoever cannot wait. */
export function loadOurs(file: string): unknown {
  return createRequire(here)(pathOf(file, isPacked))
}

interface Package {
  readonly name: string
  readonly exports: { readonly [door: string]: string | { readonly default: string } }
}

/**
 * The doors of this package as a process that runs from the pack loads them, by the names under which a module imports them;
 * none where these names lead that module to another copy of the package. Each is loaded when it is asked for.
 */
export function packedDoors(url: string): Record<string, unknown> {
  if (!isPacked) return {}
  const { name, exports } = JSON.parse(readFileSync(new URL('../package.json', builtFolder), 'utf8')) as Package
  if (resolved(name, url) !== pathOf('src/index.js', false)) return {}
  const doors = {}
  for (const [door, to] of Object.entries(exports)) {
    const file = typeof to === 'string' ? to : to.default.replace('./dist/', '')
    const get = (): unknown => loadOurs(file)
    if (existsSync(packedFile(file))) Object.defineProperty(doors, name + door.slice(1), { get, enumerable: true })
  }
  return doors
}

function resolved(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

/** The URL under which this process loads a module: that in the pack, where it runs from it and the module is ours. */
export function loadedUrl(url: string): string {
  if (!isPacked || !url.startsWith(builtFolder.href)) return url
  const packed = packedFile(url.slice(builtFolder.href.length))
  return existsSync(packed) ? packed.href : url
}
