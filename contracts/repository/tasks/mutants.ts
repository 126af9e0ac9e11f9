/** Every known-bad store of tasks: wrappers with one fault each. Each names the law that must refuse it. */
import type { Mutant } from '../../contract.ts'
import { fixedName, powerMutants } from '../../bends.ts'
import { againMutant, serverMutants } from '../../server-mutants.ts'
import { bulkMutants } from './mutants-bulk.ts'
import { claimMutants } from './mutants-claims.ts'
import { errorMutants } from './mutants-errors.ts'
import { graphMutants } from './mutants-graphs.ts'
import { laneMutants } from './mutants-lanes.ts'
import { leaseMutants } from './mutants-leases.ts'
import { placeMutants } from './mutants-places.ts'
import { raceMutants } from './mutants-races.ts'
import { stateMutants } from './mutants-states.ts'
import { valueMutants } from './mutants-values.ts'

/** From the ground up, as the laws are. */
export const tasksMutants: readonly Mutant[] = [
  ...placeMutants,
  ...valueMutants,
  ...claimMutants,
  ...leaseMutants,
  ...stateMutants,
  ...graphMutants,
  ...bulkMutants,
  ...raceMutants,
  ...powerMutants('tasks'),
  ...serverMutants('tasks'),
  againMutant('tasks'),
  ...errorMutants,
  ...laneMutants,
  fixedName('tasks'),
]
