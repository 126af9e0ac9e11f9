/** Mutants and controls: loaded by id in any process, and put around a port. */
import type {
  AnyPort,
  AnyPortSpec,
  Contract,
  Control,
  Ground,
  Json,
  Mutant,
  PortMutant,
  SeamMutant,
} from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import { loadDefault } from './load.ts'

/** A mutant or control by the module of its contract, so that a child process can load it. */
export interface Wearing {
  readonly id: string
  /** URL of the module whose default export is the contract */
  readonly module: string
}

/** What a process wears: a wrapper around a port, or a rewriting of what a driver is told. */
export type Worn = { readonly port: AnyPortSpec; readonly wears: PortMutant | SeamMutant | Control }

/** Loads a mutant or control of a contract. */
export async function load({ id, module }: Wearing): Promise<Worn> {
  // A plugin's contract may be TypeScript, which Node 20 does not load by itself.
  const contract = (await loadDefault(module)) as Contract | undefined
  if (contract?.isContract !== true)
    throw new HarnessError(
      'PLUGIN',
      `${module}: expected a contract as default export, for a process must load ${id} from it`,
    )
  const wears: Mutant | Control | undefined = [...contract.mutants, ...contract.controls].find(
    (known) => known.id === id,
  )
  if (!wears) throw new HarnessError('UNKNOWN_NAME', `no mutant or control ${id} in ${module}`)
  if ('kind' in wears && wears.kind === 'backend')
    throw new HarnessError('INTERNAL', `${id} is a backend of its own, nothing to wear`)
  return { port: contract.port, wears }
}

const everywhere = new Map<string, unknown>()
const memories = new Map<string, Map<string, unknown>>()

/** What a wrapper on this place stands on; wrappers on one place share one memory. */
export function ground(place: Json, clock: Ground['clock'], beside: Ground['beside']): Ground {
  const key = JSON.stringify(place)
  const memory = memories.get(key) ?? new Map<string, unknown>()
  memories.set(key, memory)
  return { place, clock, memory, everywhere, beside }
}

/** Forgets what wrappers kept for a place. */
export function forget(place: Json): void {
  if (memories.size > 0) memories.delete(JSON.stringify(place))
}

/** The port with the wrapper around it, or the port itself if what is worn is about something else. */
export function dressed(port: AnyPort, name: string, worn: Worn | undefined, on: Ground): AnyPort {
  if (worn?.port.name !== name || !('wrap' in worn.wears)) return port
  return worn.wears.wrap?.(port, on) ?? port
}
