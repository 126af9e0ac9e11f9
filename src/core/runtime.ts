/** `defineRuntime`: a runtime is a subject of the harness like an adapter. */
import type { Runtime, RuntimeDefinition } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'

/** Makes a runtime; throws a `HarnessError` MODULE where a part is missing. */
export function defineRuntime(definition: RuntimeDefinition): Runtime {
  const { name, module } = definition
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new HarnessError('MODULE', `runtime ${JSON.stringify(name)}: expected lower-case letters, digits and dashes`)
  if (!module.startsWith('file:'))
    throw new HarnessError('MODULE', `runtime ${name}: module: expected import.meta.url, got ${JSON.stringify(module)}`)
  if (typeof definition.open !== 'function')
    throw new HarnessError('MODULE', `runtime ${name}: open: expected a function`)
  return { ...definition, isRuntime: true }
}
