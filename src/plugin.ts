/** `definePlugin`: the one path by which anything is registered. */
import type { Plugin, PluginDefinition } from '../contracts/index.ts'
import { HarnessError } from '../contracts/errors.ts'
import { show } from '../contracts/port.ts'

function demand(holds: boolean, message: string): void {
  if (!holds) throw new HarnessError('PLUGIN', message)
}

function made(part: unknown, mark: string): boolean {
  return typeof part === 'object' && part !== null && mark in part
}

/** Makes a plugin; throws a `HarnessError` PLUGIN that names the part that does not fit. */
export function definePlugin(definition: PluginDefinition): Plugin {
  const { name, module, adapters = [], contracts = [], runtimes = [], reports = [] } = definition
  demand(typeof name === 'string' && name !== '', `plugin: expected a name, got ${show(name)}`)
  demand(
    typeof module === 'string' && module.startsWith('file:'),
    `plugin ${name}: module: expected import.meta.url, got ${show(module)}`,
  )
  for (const adapter of adapters)
    demand(
      made(adapter, 'isAdapter'),
      `plugin ${name}: adapters: expected what defineAdapter gives, got ${show(adapter)}`,
    )
  for (const contract of contracts)
    demand(made(contract, 'isContract'), `plugin ${name}: contracts: expected what defineContract gives`)
  for (const runtime of runtimes)
    demand(
      made(runtime, 'isRuntime'),
      `plugin ${name}: runtimes: expected what defineRuntime gives, got ${show(runtime)}`,
    )
  for (const report of reports)
    demand(
      typeof report.render === 'function',
      `plugin ${name}: report ${show(report.name)}: render: expected a function of a Report`,
    )
  return { name, module, adapters, contracts, runtimes, reports, isPlugin: true }
}
