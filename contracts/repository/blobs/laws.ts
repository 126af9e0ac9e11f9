/** The laws of blobs: the list of them all. */
import type { Law } from '../../law.ts'
import { placeLaws } from './laws-places.ts'

/** The laws of blobs, gates first, then from the ground up. */
export const blobsLaws: readonly Law[] = [...placeLaws]
