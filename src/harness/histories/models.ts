/** The models that a history can be judged by: those of the contracts, and two of logs that others recorded. */
import type { AnyContract, Model } from '../../../contracts/index.ts'
import { kvModel } from './kv-model.ts'
import { registerModel } from './register-model.ts'

/** A model with what a history must say to be judged by it. */
export interface HistoryModel {
  /** the name of its port */
  readonly name: string
  /** the version of the interface that the calls are of */
  readonly version: number
  readonly methods: readonly string[]
  /** its states are its own business: whoever judges only hands them back */
  readonly model: Model<unknown>
}

const logged: readonly HistoryModel[] = [
  { name: 'register', version: 1, methods: ['read', 'write', 'cas'], model: registerModel },
  { name: 'kv', version: 1, methods: ['get', 'put', 'append'], model: kvModel },
]

/** The models by name: of these contracts, `register` and `kv`. */
export function historyModels(contracts: Iterable<AnyContract>): ReadonlyMap<string, HistoryModel> {
  const own = Array.from(contracts, ({ name, version, port, model }): HistoryModel => {
    return { name, version, methods: Object.keys(port.methods), model }
  })
  return new Map([...logged, ...own].map((one) => [one.name, one]))
}
