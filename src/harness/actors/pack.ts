/**
 * The pack: what the process of an actor loads for an adapter of ours, put into a few files by the build. Most of what a
 * process costs is the number of files that it loads. The pack is used only while it is made of what lies in `dist`.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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
  /** by the file of an adapter: its file in the pack */
  readonly adapters: { readonly [file: string]: string }
}

/** What a process loads. */
export interface Packed {
  /** path of the file that it starts with */
  readonly start: string
  /** URL of the adapter */
  readonly adapter: string
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

/** What a process of this adapter loads from the pack; undefined where that has nothing for it, or is of another build. */
export function packed(adapter: string): Packed | undefined {
  known ??= { list: readList() }
  const { list } = known
  if (!list || !adapter.startsWith(builtFolder.href)) return undefined
  const file = list.adapters[adapter.slice(builtFolder.href.length)]
  if (file === undefined) return undefined
  return { start: fileURLToPath(new URL('start.cjs', packFolder)), adapter: new URL(file, packFolder).href }
}
