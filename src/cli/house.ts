/** What every command knows: the project, its configuration, and all that plugins bring. */
import type { Plugin } from '../../contracts/index.ts'
import builtin from '../builtin.ts'
import { loadPlugin } from '../harness/load.ts'
import { Registry } from '../harness/registry.ts'
import { AdapterSource, moduleAt } from './adapters.ts'
import { loadConfig } from './config.ts'
import { findProject } from '../harness/project.ts'
import { configuredAdapters, pluginsOf } from './settings.ts'
import type { Flags, Sources } from './sources.ts'
import type { Terminal } from './terminal.ts'

export interface House {
  readonly sources: Sources
  readonly plugins: readonly Plugin[]
  readonly registry: Registry
  readonly adapters: AdapterSource
}

/** Reads the configuration of the project that the command runs in. */
export async function sourcesOf(flags: Flags, { cwd, env }: Terminal): Promise<Sources> {
  const project = findProject(cwd)
  return { flags, env, cwd, project, config: await loadConfig(project.config) }
}

/** Loads the plugins and knows what they bring. */
export async function houseOf(sources: Sources): Promise<House> {
  const own = pluginsOf(sources).value.map(async (path) => loadPlugin(moduleAt(path, 'a plugin')))
  const plugins = [builtin, ...(await Promise.all(own))]
  const registry = new Registry(plugins)
  return { sources, plugins, registry, adapters: new AdapterSource(registry, configuredAdapters(sources)) }
}
