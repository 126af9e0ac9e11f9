/** Every known-bad store of workers: wrappers with one fault each. Each names the law that must refuse it. */
import { fixedName, powerMutants } from '../bends.ts'
import type { Mutant } from '../contract.ts'
import { againMutant, serverMutants } from '../server-mutants.ts'
import { capMutants } from './mutants-caps.ts'
import { endMutants } from './mutants-ends.ts'
import { placeMutants } from './mutants-places.ts'
import { hiddenMutants } from './mutants-races.ts'
import { registryMutants } from './mutants-registry.ts'
import { valueMutants } from './mutants-values.ts'

/** From the ground up, as the laws are. */
export const workersMutants: readonly Mutant[] = [
  ...placeMutants,
  ...valueMutants,
  ...registryMutants,
  ...capMutants,
  ...endMutants,
  ...powerMutants('workers'),
  ...serverMutants('workers'),
  againMutant('workers'),
  ...hiddenMutants,
  fixedName('workers'),
]
