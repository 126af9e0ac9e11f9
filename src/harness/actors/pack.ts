/**
 * The pack: what the process of an actor loads for an adapter of ours, put into a few files by the build. Most of what a
 * process costs is the number of files that it loads. The pack is used only while it is made of what lies in `dist`.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Reference } from '../load.ts'

/** The folder of the pack. */
export const packFolder: URL = new URL('../../../pack/', import.meta.url)

/** The folder of what was built, from which paths in the list lead. */
export const builtFolder: URL = new URL('../../../', import.meta.url)

/** Says what lies in the pack. */
export const packListFile: URL = new URL('list.json', packFolder)

/** What lies in a pack. */
export interface PackList {
  /** the files that it was made of */
  readonly inputs: readonly string[]
  /** of these files */
  readonly digest: string
  /** by the file of an adapter or of the runtime: its file in the pack */
  readonly subjects: { readonly [file: string]: string }
}

/** What a process loads. */
export interface Packed extends Reference {
  /** path of the file that it starts with */
  readonly start: string
}

/** The digest of built files. */
export function digestOf(inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of inputs) hash.update(readFileSync(new URL(file, builtFolder))).update('\0')
  return hash.digest('hex')
}

function readList(): PackList | undefined {
  if (!existsSync(packListFile)) return undefined
  const list = JSON.parse(readFileSync(packListFile, 'utf8')) as PackList
  const isWhole = list.inputs.every((file) => existsSync(new URL(file, builtFolder)))
  return isWhole && digestOf(list.inputs) === list.digest ? list : undefined
}

let known: { readonly list: PackList | undefined } | undefined

/** The URL of a module in the pack; undefined where it has nothing for it. */
function urlIn({ subjects }: PackList, module: string): string | undefined {
  const file = module.startsWith(builtFolder.href) ? subjects[module.slice(builtFolder.href.length)] : undefined
  return file === undefined ? undefined : new URL(file, packFolder).href
}

/** What a process loads from the pack; undefined where that has nothing for its adapter, or is of another build. */
export function packed({ adapter: module, runtime: top }: Reference): Packed | undefined {
  known ??= { list: readList() }
  const { list } = known
  const adapter = list && urlIn(list, module)
  if (!list || adapter === undefined) return undefined
  const runtime = top === undefined ? undefined : (urlIn(list, top) ?? top)
  return { start: fileURLToPath(new URL('start.cjs', packFolder)), adapter, runtime }
}
