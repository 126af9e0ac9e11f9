/** Every known-bad logs: wrappers with one fault each around the logs of any adapter. */
import type { Mutant } from '../../contract.ts'
import { fixedName, powerMutants } from '../../bends.ts'
import { againMutant, serverMutants } from '../../server-mutants.ts'
import { bulkMutants } from './mutants-bulk.ts'
import { ageMutants, dropMutants, sealMutants } from './mutants-ends.ts'
import { errorMutants } from './mutants-errors.ts'
import { costMutants, emptyMutants, limitMutants, sharingMutants, turnMutants } from './mutants-growth.ts'
import { namingMutants } from './mutants-names.ts'
import { corruptMutants, placeMutants } from './mutants-places.ts'
import { raceMutants } from './mutants-races.ts'
import { byteMutants, ownershipMutants, tailMutants } from './mutants-tails.ts'

/** From the ground up, as the laws are. */
export const logsMutants: readonly Mutant[] = [
  ...placeMutants,
  ...corruptMutants,
  ...byteMutants,
  ...tailMutants,
  ...ownershipMutants,
  ...turnMutants,
  ...namingMutants,
  ...sharingMutants,
  ...emptyMutants,
  ...limitMutants,
  ...costMutants,
  ...sealMutants,
  ...dropMutants,
  ...ageMutants,
  ...bulkMutants,
  ...raceMutants,
  ...powerMutants('logs'),
  ...serverMutants('logs'),
  againMutant('logs'),
  ...errorMutants,
  fixedName('logs'),
]
