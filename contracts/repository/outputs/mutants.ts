/** Every known-bad outputs: wrappers with one fault each around the outputs of any adapter. */
import type { Mutant } from '../../contract.ts'
import { fixedName, powerMutants } from '../../bends.ts'
import { againMutant, serverMutants } from '../../server-mutants.ts'
import { corruptMutants, placeMutants } from './mutants-places.ts'
import { ageMutants } from './mutants-ages.ts'
import { bulkMutants } from './mutants-bulk.ts'
import { errorMutants } from './mutants-errors.ts'
import { raceMutants } from './mutants-races.ts'
import { removalMutants } from './mutants-removals.ts'
import { namingMutants, writeMutants } from './mutants-rows.ts'
import { scopeMutants } from './mutants-scopes.ts'
import { valueMutants } from './mutants-values.ts'

/** From the ground up, as the laws are. */
export const outputsMutants: readonly Mutant[] = [
  ...placeMutants,
  ...scopeMutants,
  ...namingMutants,
  ...valueMutants,
  ...writeMutants,
  ...removalMutants,
  ...ageMutants,
  ...bulkMutants,
  ...corruptMutants,
  ...raceMutants,
  ...powerMutants('outputs'),
  ...serverMutants('outputs'),
  againMutant('outputs'),
  ...errorMutants,
  fixedName('outputs'),
]
