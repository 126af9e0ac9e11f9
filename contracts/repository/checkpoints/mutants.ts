/**
 * Every known-bad checkpoint store: wrappers with one fault each around the checkpoints of any adapter. Each names the
 * law that must refuse it.
 */
import type { Mutant } from '../../contract.ts'
import { fixedName, powerMutants } from '../../bends.ts'
import { againMutant, serverMutants } from '../../server-mutants.ts'
import { bulkMutants } from './mutants-bulk.ts'
import { costMutants } from './mutants-costs.ts'
import { ownershipMutants } from './mutants-ownership.ts'
import { pinMutants } from './mutants-pins.ts'
import { errorMutants } from './mutants-errors.ts'
import { laneMutants } from './mutants-lanes.ts'
import { unlockedRow, zombieMutants } from './mutants-zombies.ts'
import { placeMutants } from './mutants-places.ts'
import { progressMutants } from './mutants-progress.ts'
import { runMutants } from './mutants-runs.ts'
import { raceMutants } from './mutants-races.ts'
import { endingMutants } from './mutants-endings.ts'
import { streakMutants } from './mutants-streaks.ts'

/** From the ground up, as the laws are. */
export const checkpointsMutants: readonly Mutant[] = [
  ...placeMutants,
  ...progressMutants,
  ...costMutants,
  ...ownershipMutants,
  ...streakMutants,
  ...runMutants,
  ...pinMutants,
  ...endingMutants,
  ...bulkMutants,
  ...raceMutants,
  ...powerMutants('checkpoints'),
  ...serverMutants('checkpoints'),
  againMutant('checkpoints'),
  ...errorMutants,
  ...zombieMutants,
  unlockedRow,
  ...laneMutants,
  fixedName('checkpoints'),
]
