/** Every known-bad blobs: wrappers with one fault each around the blobs of any adapter. */
import type { Mutant } from '../../contract.ts'
import { fixedName, powerMutants } from '../../bends.ts'
import { againMutant, serverMutants } from '../../server-mutants.ts'
import { errorMutants } from './mutants-errors.ts'
import { agesMutants } from './mutants-ages.ts'
import { bulkMutants } from './mutants-bulk.ts'
import { bytesMutants } from './mutants-bytes.ts'
import { readsMutants } from './mutants-reads.ts'
import { refsMutants } from './mutants-refs.ts'
import { placeMutants } from './mutants-places.ts'
import { raceMutants } from './mutants-races.ts'
import { streamMutants } from './mutants-streams.ts'
import { crashMutants, waitingMutants } from './mutants-writes.ts'

/** From the ground up, as the laws are. */
export const blobsMutants: readonly Mutant[] = [
  ...placeMutants,
  ...bytesMutants,
  ...refsMutants,
  ...readsMutants,
  ...streamMutants,
  ...waitingMutants,
  ...agesMutants,
  ...bulkMutants,
  ...crashMutants,
  ...raceMutants,
  ...powerMutants('blobs'),
  ...serverMutants('blobs'),
  againMutant('blobs'),
  ...errorMutants,
  fixedName('blobs'),
]
