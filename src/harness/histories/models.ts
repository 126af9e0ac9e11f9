/** The models that a history can be judged by: those of the contracts, and two of logs that others recorded. */
import type { AnyContract, AnyPortSpec, Model, Search } from '../../../contracts/index.ts'
import { judgedByGuards } from '../../../contracts/guards/judge.ts'
import { locks } from '../../../contracts/guards/moves.ts'
import { kvModel } from './kv-model.ts'
import { registerModel } from './register-model.ts'

/** A model with what a history must say to be judged by it. */
export interface HistoryModel {
  /** the name of its port */
  readonly name: string
  /** the version of the interface that the calls are of */
  readonly version: number
  /** by port, its own and those that its laws call beside it: the methods or scenes that a call can name */
  readonly calls: ReadonlyMap<string, readonly string[]>
  /** its states are its own business: whoever judges only hands them back */
  readonly model: Model<unknown>
  /** what of a history is left to the model, where something else decides on a part of it, as it does on guards */
  readonly recast?: Search['recast']
}

function logged(name: string, methods: readonly string[], model: Model<unknown>): HistoryModel {
  return { name, version: 1, calls: new Map([[name, methods]]), model }
}

const logs: readonly HistoryModel[] = [
  logged('register', ['read', 'write', 'cas'], registerModel),
  logged('kv', ['get', 'put', 'append'], kvModel),
]

/** The models by name: of these contracts, `register` and `kv`. */
export function historyModels(contracts: Iterable<AnyContract>): ReadonlyMap<string, HistoryModel> {
  const known = [...contracts]
  const specs = new Map(known.map(({ port }) => [port.name, port]))
  const own = known.map(({ name, version, port, model }): HistoryModel => {
    const plain = { name, version, calls: callsOf(port, specs), model }
    return port.guarded ? { ...plain, recast: judgedByGuards } : plain
  })
  return new Map([...logs, ...own].map((one) => [one.name, one]))
}

/** What a history of a port can hold: its own calls, those of the ports by which it stands, and of locks where it takes guards. */
function callsOf(
  { name, standsBy = [], guarded }: AnyPortSpec,
  specs: ReadonlyMap<string, AnyPortSpec>,
): HistoryModel['calls'] {
  const ports = [name, ...standsBy, ...(guarded ? [locks] : [])]
  return new Map(
    ports.flatMap((port) => {
      const spec = specs.get(port)
      return spec ? [[port, Object.keys(spec.scenes ?? spec.methods)] as const] : []
    }),
  )
}
