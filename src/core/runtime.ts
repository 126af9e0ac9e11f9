/** `defineRuntime`: a runtime is a subject of the harness like an adapter. */
import type { Claims, Json, PortSpec, Runtime, RuntimeDefinition } from '../../contracts/index.ts'
import { show } from '../../contracts/port.ts'
import { defineAdapter, demand } from './adapter.ts'

/** Makes a runtime; throws a `HarnessError` MODULE where something of it is missing. */
export function defineRuntime<const Specs extends readonly PortSpec[]>(definition: RuntimeDefinition<Specs>): Runtime {
  const { name, parts } = definition
  demand(
    Array.isArray(parts) && parts.length > 0,
    `runtime ${show(name)}: parts: expected the specs of its parts, got ${show(parts)}`,
  )
  demand(typeof definition.open === 'function', `runtime ${show(name)}: open: expected a function`)
  const adapter = defineAdapter<Claims, Json, readonly PortSpec[]>({
    name,
    module: definition.module,
    claims: {
      survives: 'nothing',
      sharing: 'session',
      ports: Object.fromEntries(parts.map((part) => [part.name, {}])),
    },
    ports: parts,
    create: async ({ id }) => ({ id }),
    open: () => definition.open(),
  })
  return { ...adapter, isRuntime: true }
}
