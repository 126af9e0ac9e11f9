/** Adapters and runtimes as a person names them: a built-in one, one of the configuration, or a file. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Adapter } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import { loadAdapter, moduleUrl } from '../harness/load.ts'
import type { Registry } from '../harness/registry.ts'
import { unknownName } from '../harness/registry.ts'

const modulePattern = /\.m?[jt]s$/

/** Whether a word is meant as a file. */
function isPath(word: string): boolean {
  return modulePattern.test(word) || /[\\/]|^\./.test(word)
}

/** A word with its path made absolute, where it is a path. */
export function moduleWord(word: string, folder: string): string {
  if (word.startsWith('file:')) return fileURLToPath(word)
  return isPath(word) ? resolve(folder, word) : word
}

/** The URL of a module file; throws a `HarnessError` MODULE where the path is that of anything else. */
export function moduleAt(path: string, what: string): string {
  if (!existsSync(path)) throw new HarnessError('MODULE', `${path}: no such file; expected the file of ${what}`)
  if (statSync(path).isDirectory())
    throw new HarnessError('MODULE', `${path}: is a folder; expected the file of ${what}`)
  if (!modulePattern.test(path))
    throw new HarnessError('MODULE', `${path}: expected a .ts, .mts, .js or .mjs file with ${what} as default export`)
  return moduleUrl(path)
}

/** The adapter that a file exports by default. */
export async function adapterAt(path: string): Promise<Adapter> {
  return loadAdapter(moduleAt(path, 'an adapter'))
}

/** Finds adapters by word. Files of the configuration are loaded when a name is not that of a built-in adapter. */
export class AdapterSource {
  readonly #registry: Registry
  readonly #configured: readonly string[]

  constructor(registry: Registry, configured: readonly string[]) {
    this.#registry = registry
    this.#configured = configured
  }

  /** The adapter with this name; undefined where nobody brings it. */
  async find(name: string): Promise<Adapter | undefined> {
    return this.#registry.subjects.get(name) ?? (await this.#own()).find((adapter) => adapter.name === name)
  }

  /** The adapter that a word names; throws a `HarnessError` where there is none. */
  async named(word: string): Promise<Adapter> {
    if (isPath(word)) return adapterAt(word)
    const adapter = await this.find(word)
    if (adapter) return adapter
    const names = [...this.#registry.subjects.keys(), ...(await this.#own()).map(({ name }) => name)]
    const hint = `(a file is named by its path, like ./${word}.adapter.ts)`
    throw new HarnessError('UNKNOWN_NAME', `${unknownName('adapter', word, names)} ${hint}`)
  }

  /** The adapters that these words name, each once; throws where two of them share a name. */
  async all(words: readonly string[]): Promise<readonly Adapter[]> {
    const byName = new Map<string, Adapter>()
    for (const word of words) {
      const adapter = await this.named(word)
      const other = byName.get(adapter.name)
      if (other && other.module !== adapter.module) throw new HarnessError('USAGE', sameName(adapter, other))
      byName.set(adapter.name, adapter)
    }
    return [...byName.values()]
  }

  #own(): Promise<readonly Adapter[]> {
    return Promise.all(this.#configured.map(adapterAt))
  }
}

function sameName(one: Adapter, other: Adapter): string {
  return `two adapters are called ${one.name}: ${one.module} and ${other.module}; verify them one at a time`
}
