/** `defineRuntime`: a runtime is a subject of the harness like an adapter. */
import type { Adapter, AnyPortSpec, Claims, Json, PortSpec, Runtime, RuntimeDefinition } from '../../contracts/index.ts'
import { show } from '../../contracts/port.ts'
import { defineAdapter, demand } from './adapter.ts'

/** The claims of what keeps nothing. */
function claimsOf(parts: readonly AnyPortSpec[]): Claims {
  return {
    survives: 'nothing',
    sharing: 'session',
    ports: Object.fromEntries(parts.map((part) => [part.name, {}])),
  }
}

/** Makes a runtime; throws a `HarnessError` MODULE where something of it is missing. */
export function defineRuntime<const Specs extends readonly PortSpec[]>(definition: RuntimeDefinition<Specs>): Runtime {
  const { name, module, parts } = definition
  demand(
    Array.isArray(parts) && parts.length > 0,
    `runtime ${show(name)}: parts: expected the specs of its parts, got ${show(parts)}`,
  )
  demand(typeof definition.open === 'function', `runtime ${show(name)}: open: expected a function`)
  const alone = parts.filter((part) => part.over === undefined)
  const adapter: Adapter = defineAdapter<Claims, Json, readonly PortSpec[]>({
    name,
    module,
    claims: claimsOf(parts),
    ports: parts,
    create: async ({ id }) => ({ id }),
    open: (_, session) => definition.open({}, session),
  })
  return {
    ...adapter,
    claims: claimsOf(alone),
    offers: alone.map((part) => part.name),
    specs: alone,
    isRuntime: true,
    partsOver: parts.filter((part) => part.over !== undefined),
    build: (ports, session) => definition.open(ports, session),
  }
}
