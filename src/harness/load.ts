/** Loads modules that an author wrote: adapters, plugins, configs. TypeScript goes through jiti, JavaScript as it is. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Adapter, Plugin, Runtime } from '../../contracts/index.ts'
import { HarnessError, codeIn, describeError, isHarnessError } from '../../contracts/errors.ts'
import { show } from '../../contracts/port.ts'
import type * as Jiti from 'jiti'
import { onTop } from '../core/on-top.ts'
import { importUrl } from './import.ts'
import { loadedUrl, packedDoors } from './pack.ts'

/** The URL of a module that a person named by path; throws a `HarnessError` MODULE if there is no such file. */
export function moduleUrl(path: string): string {
  if (path.startsWith('file:')) return path
  const absolute = resolve(path)
  if (!existsSync(absolute)) throw new HarnessError('MODULE', `${path}: no such file`)
  return pathToFileURL(absolute).href
}

interface Loaded {
  readonly default?: unknown
}

/**
 * Loads JavaScript at once where Node can: what a process of an actor loads is most of what it costs, and this way takes
 * a tenth less of it. A module that waits at its top level has to be imported.
 */
async function loadJavaScript(url: string): Promise<Loaded> {
  try {
    return createRequire(import.meta.url)(fileURLToPath(loadedUrl(url))) as Loaded
  } catch (error) {
    if (!waits.has(codeIn(error))) throw error
    return (await importUrl(url)) as Loaded
  }
}

/** Codes of modules that cannot be required: they wait at their top level, are being imported, or the flag is off. */
const waits = new Set<unknown>(['ERR_REQUIRE_ASYNC_MODULE', 'ERR_REQUIRE_CYCLE_MODULE', 'ERR_REQUIRE_ESM'])

async function importModule(url: string): Promise<Loaded> {
  if (!/\.m?ts$/.test(url)) return loadJavaScript(url)
  // Required, it loads in a third of the time.
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof Jiti
  // With its map in it, what jiti makes of a file can be led back to the lines of its author.
  return createJiti(import.meta.url, { sourceMaps: true, virtualModules: packedDoors(url) }).import(fileURLToPath(url))
}

/** The default export of a module; throws a `HarnessError` MODULE that says what went wrong. */
export async function loadDefault(url: string): Promise<unknown> {
  try {
    return (await importModule(url)).default
  } catch (error) {
    // What a `define…` call found wrong says it better than a wrapper around it could.
    if (isHarnessError(error)) throw error
    throw new HarnessError('MODULE', `${shortName(url)}: cannot be loaded: ${describeError(error)}`, { cause: error })
  }
}

function shortName(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url
}

/** Loads the adapter that a module exports by default. */
export async function loadAdapter(url: string): Promise<Adapter> {
  const exported = await loadDefault(url)
  if (typeof exported === 'object' && exported !== null && 'isAdapter' in exported) return exported as Adapter
  throw new HarnessError(
    'MODULE',
    `${shortName(url)}: expected an adapter as default export (export default defineAdapter({ … })), got ${show(exported)}`,
  )
}

/** Where a process finds what it serves: URLs of modules. */
export interface Reference {
  readonly adapter: string
  /** the runtime on top of it; none where absent */
  readonly runtime?: string | undefined
}

/** Loads an adapter, and the runtime on top of it where there is one. */
export async function loadSubject({ adapter: url, runtime }: Reference): Promise<Adapter> {
  const adapter = await loadAdapter(url)
  if (runtime === undefined) return adapter
  const exported = await loadDefault(runtime)
  if (typeof exported === 'object' && exported !== null && 'isRuntime' in exported)
    return onTop(adapter, exported as Runtime)
  throw new HarnessError(
    'MODULE',
    `${shortName(runtime)}: expected a runtime as default export (export default defineRuntime({ … })), got ${show(exported)}`,
  )
}

/** Loads the plugin that a module exports by default. */
export async function loadPlugin(url: string): Promise<Plugin> {
  const exported = await loadDefault(url)
  if (typeof exported === 'object' && exported !== null && 'isPlugin' in exported) return exported as Plugin
  throw new HarnessError(
    'MODULE',
    `${shortName(url)}: expected a plugin as default export (export default definePlugin({ … })), got ${show(exported)}`,
  )
}
