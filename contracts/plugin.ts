/** Plugins: the one path by which anything is registered. The built-ins take it too. */
import type { Adapter } from './adapter.ts'
import type { AnyContract } from './contract.ts'
import type { ReportForm } from './report.ts'
import type { Runtime } from './runtime.ts'

/** What a plugin brings. */
export interface PluginDefinition {
  readonly name: string
  /** how a child process finds this plugin: `import.meta.url`, with the plugin as default export */
  readonly module: string
  readonly adapters?: readonly Adapter[]
  readonly contracts?: readonly AnyContract[]
  readonly runtimes?: readonly Runtime[]
  readonly reports?: readonly ReportForm[]
}

/** A plugin, checked. */
export interface Plugin extends Required<PluginDefinition> {
  readonly isPlugin: true
}
